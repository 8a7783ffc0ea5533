/**
 * Settings of KPC's transports: which are on, and on which ports. (reference §2.5, §8.3)
 *
 * MQTT over TCP is on in Kaa and TLS is off; WebSocket and HTTP, which the cloud has behind its ingress, are on here.
 * The ports of the command line and of the blueprint's environment win over those of the settings.
 */
import { type Static, Type } from '../../schema.js';

const closed = { additionalProperties: false } as const;

const Enabled = (value: boolean) => Type.Boolean({ default: value, description: 'Whether it is served.' });

const Port = (value: number, what: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: value,
    description: `Port of ${what}; 0 takes any free one.`,
  });

/** (reference §8.2) */
const Authentication = (what: string) =>
  Type.Object(
    {
      required: Type.Boolean({ default: false, description: `Whether clients must come with ${what}.` }),
    },
    { ...closed, default: {}, description: `Authentication of clients by ${what}.` },
  );

const BasicAuth = Authentication('a user name (<user>@<tenant>) and a password');
const X509Auth = Authentication('a client certificate');

const File = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

export const KpcTransports = Type.Object(
  {
    tcp: Type.Object(
      { enabled: Enabled(true), port: Port(1883, 'MQTT over TCP'), basicAuth: BasicAuth },
      { ...closed, default: {}, description: 'MQTT over TCP.' },
    ),
    tls: Type.Object(
      {
        enabled: Enabled(false),
        port: Port(8883, 'MQTT over TLS'),
        basicAuth: BasicAuth,
        x509Auth: X509Auth,
        certificate: File(
          'Certificate chain of the server (PEM), relative to blueprint.yaml; made from a development authority when absent.',
        ),
        key: File('Private key of that certificate (PEM), relative to blueprint.yaml.'),
        clientAuthorities: File(
          'Certificates of the authorities that client certificates must come from (PEM), relative to blueprint.yaml; the development authority when absent.',
        ),
      },
      {
        ...closed,
        default: {},
        description: 'MQTT over TLS 1.2 and newer, with client certificates if they have any.',
      },
    ),
    ws: Type.Object(
      { enabled: Enabled(true), basicAuth: BasicAuth },
      { ...closed, default: {}, description: 'MQTT over WebSocket, at the path /ws of the HTTP port.' },
    ),
    http: Type.Object(
      {
        enabled: Enabled(true),
        port: Port(8080, 'HTTP and WebSocket'),
        connectivity: Type.Union([Type.Literal('brief'), Type.Literal('none')], {
          default: 'brief',
          description:
            'What a request does to an endpoint that no client speaks for: "brief" makes it connected for the time of the request, "none" nothing.',
        }),
        hosts: Type.Array(Type.String({ minLength: 1 }), {
          default: [],
          description:
            'Names under which pages in browsers may reach REST and /ws, besides those of this machine and the address listened on; "*": any. It protects from pages that make their own name lead here.',
        }),
        responseTimeoutMs: Type.Integer({
          minimum: 1,
          default: 30_000,
          description: 'Milliseconds after which a request that nobody has answered is answered with 504.',
        }),
      },
      { ...closed, default: {}, description: '1/KP over HTTP: POST /kp1/… and /kpc/kp1/….' },
    ),
  },
  { ...closed, default: {}, description: 'How clients reach KPC.' },
);

export type KpcTransports = Static<typeof KpcTransports>;
