/**
 * How true to Kaa each part of the local platform is, as far as the requirements of the RFCs do not say it.
 *
 * faithful: the behaviour and its names are Kaa's. approximated: it works as devices need it, and where public sources
 * are silent the choice is ours. absent: Kaa has it, this does not. The source names what Kaa's behaviour is known from.
 */

/** By part: `[what, state, source, note]`. The extension instances are those of a plain installation. */
export const RESOURCES = {
  kpc: [
    ['MQTT 3.1 and 3.1.1 over TCP', 'faithful', '1/KP; Kaa documentation, Communication'],
    [
      'MQTT 5',
      'approximated',
      'not public',
      'Whether Kaa speaks it is not known; many clients begin with it.',
    ],
    [
      'MQTT over TLS',
      'approximated',
      'Kaa documentation, KPC',
      'The certificate comes from a development authority unless one is given.',
    ],
    [
      'MQTT over WebSocket at /ws',
      'approximated',
      'Kaa documentation, KPC',
      'The sub-protocol mqtt is assumed.',
    ],
    ['HTTP: POST /kp1/…', 'faithful', 'Kaa documentation, Communication; request collection'],
    ['HTTP: POST /kpc/kp1/…', 'faithful', 'Kaa documentation, request collection'],
    [
      'Delivery without SUBSCRIBE, to the client that last spoke for the endpoint',
      'approximated',
      "Kaa's own clients",
      'No document says so; seven clients rely on it.',
    ],
    [
      'Authentication of clients, basic and by certificate',
      'approximated',
      'Kaa documentation, CCM',
      'The code of a refusal is ours.',
    ],
    [
      'Tenants: applications and client credentials of each, and what its clients must come with',
      'approximated',
      'Kaa documentation, Multi-tenancy and CCM',
      'A client that has not what the tenant of a version requires gets an error before its connection ends.',
    ],
    [
      'Wills',
      'approximated',
      'not public',
      'The last message of a client that goes without DISCONNECT: handled like any other, forwarded to nobody.',
    ],
    [
      'Idle disconnect, disconnect with the client',
      'absent',
      'Kaa documentation, KPC',
      'The names of the keys are not public.',
    ],
    ['CoAP', 'absent', '1/KP', 'No release of Kaa has it.'],
  ],
  dcx: [
    ['/json', 'faithful', '2/DCP'],
    ['/json with a single data sample', 'faithful', "Kaa documentation, What's new 1.3"],
    ['/json/…', 'approximated', "Kaa documentation, What's new 1.3", 'The name of the setting is ours.'],
    [
      '/plain/<metric>',
      'approximated',
      "Kaa documentation, What's new 1.4",
      'The grammar beyond the examples is ours.',
    ],
    [
      'Reliable receivers',
      'approximated',
      'Kaa documentation, DCX',
      'Status codes and the name of the setting are ours.',
    ],
    [
      'Metadata in data samples',
      'approximated',
      "Kaa documentation, What's new 1.2",
      'The names of the settings are ours.',
    ],
  ],
  epmx: [
    ['/get/keys', 'faithful', '10/EPMP'],
    ['/get', 'faithful', '10/EPMP', 'A named key that does not exist is left out.'],
    ['/update', 'faithful', '10/EPMP', 'A refused update changes nothing.'],
    ['/update/keys', 'faithful', '10/EPMP'],
    ['/delete/keys', 'faithful', '10/EPMP'],
  ],
  cmx: [
    [
      '/config/json',
      'faithful',
      "7/CMP; Kaa's own clients",
      'With statusCode and reasonPhrase, as in Kaa; a setting takes them out.',
    ],
    [
      '/config/json/<name>',
      'approximated',
      '7/CMP',
      'The topic of pushes is not public: …/config/json/<name>/status.',
    ],
    ['/applied/json', 'faithful', '7/CMP'],
    ['/applied/json/<name>', 'faithful', '7/CMP'],
  ],
  cmx_ota: [
    [
      '/config/json',
      'approximated',
      'Kaa documentation, Software updates',
      'What is sent when there is no update is not public: {}.',
    ],
    ['/applied/json', 'faithful', 'Kaa documentation, Software updates'],
    [
      'Download links of stored files',
      'absent',
      "Kaa documentation, What's new 1.5",
      'The specification is sent as it was declared.',
    ],
  ],
  cex: [
    ['/command/<type>', 'faithful', '11/CEP', 'Types may also have _ and -, as in the tutorials.'],
    ['/command', 'faithful', '11/CEP'],
    ['/result/<type>', 'faithful', '11/CEP'],
  ],
  bcx: [
    ['/token', 'faithful', "Kaa documentation, BCX; Kaa's Python client"],
    [
      'Upload and download over HTTP',
      'approximated',
      'Kaa documentation, BCX',
      'Blobs are kept in memory, within limits.',
    ],
    ['Storage in S3', 'absent', 'Kaa documentation, BCX'],
  ],
  tsx: [['(no resource path)', 'faithful', 'Kaa documentation, TSX']],
  rsx: [
    [
      '/<extension instance>/<request ID>',
      'approximated',
      'Kaa documentation, RSX',
      'How many answers are kept is ours.',
    ],
  ],
  adx: [
    [
      'Attributes of an application',
      'absent',
      "Kaa documentation, What's new 1.4",
      'Its resource path is not public.',
    ],
  ],
};

/** Settings of applications and versions carry Kaa's own names, but for these: `<service>: <path>`. */
export const OWN_NAMES = [
  'dcx: relaxed-resource-path-validation',
  'dcx: reliable-receivers',
  'dcx: metadata-enrichment.enabled',
  'dcx: metadata-enrichment.path',
  'epts: time-series.timestamp.format',
];

/** Settings of Kaa's own services that have no counterpart: `[service, setting, note]`. */
export const ABSENT_SETTINGS = [
  [
    'kpc',
    'kaa.kpc.transports, extension-instances.<name>.endpoint-aware',
    'Every extension instance is spoken to with a token.',
  ],
  ['cmx', 'endpoint-state-persistence.ttl', 'See observeTtlMs.'],
  [
    'cex',
    'kaa.cex.commands.command-retention-ttl-hours',
    'See historyPerEndpoint: it counts commands, not hours.',
  ],
  ['epts', 'tstp.receiver.from.<transmitter>.time-series', 'Time series of other services are all stored.'],
  ['tekton', 'kaa.tekton.app-names.auto-generation.enabled', 'Names are those in the blueprint.'],
  [
    'all',
    'nats.urls, server.port, license, graceful shutdown',
    'The services are one process, without NATS.',
  ],
];
