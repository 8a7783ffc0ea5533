/**
 * Service instances and the configuration files against the catalog of services.
 */
import { describe, expect, it } from 'vitest';
import { type Change, notesAfter, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const SERVICES: readonly Case[] = [
  [
    'an unknown service',
    [['blueprint.yaml', 'service: kpc', 'service: kpx']],
    [
      'blueprint.yaml:40:14  services.kpc.service  unknown service "kpx"; there are: kpc, dcx, cex, cmx, epmx, epts, epl (did you mean "kpc"?)',
    ],
  ],
  [
    'no service, for an instance that is in no plain installation',
    [['blueprint.yaml', '  kpc:\n    service: kpc', '  kcp:']],
    [
      'blueprint.yaml:39:3  services.kcp  missing "service": no plain installation has an instance "kcp", so add "service:" with one of: kpc, dcx, cex, cmx, epmx, epts, epl (did you mean "kpc"?)',
    ],
  ],
  [
    'a setting of a service that the name of the instance implies',
    [
      [
        'blueprint.yaml',
        '    service: kpc\n    settings:\n      pushQos: 1',
        '    settings:\n      pushQos: 2',
      ],
    ],
    ['blueprint.yaml:41:16  services.kpc.settings.pushQos  must be 0 or 1, not 2'],
  ],
  [
    'an unknown setting',
    [['blueprint.yaml', 'pushQos: 1', 'pushQoS: 1']],
    ['blueprint.yaml:42:7  services.kpc.settings.pushQoS  unknown key "pushQoS" (did you mean "pushQos"?)'],
  ],
  [
    'a wrong value of a setting',
    [['blueprint.yaml', 'pushQos: 1', 'pushQos: 2']],
    ['blueprint.yaml:42:16  services.kpc.settings.pushQos  must be 0 or 1, not 2'],
  ],
  [
    'a wrong word for a setting',
    [['blueprint.yaml', 'pushQos: 1', 'errors: sent']],
    [
      'blueprint.yaml:42:15  services.kpc.settings.errors  must be "send" or "mute", not "sent" (did you mean "send"?)',
    ],
  ],
  [
    'a file for an instance that is not declared',
    [['config/dcxx.yaml', '-', 'kaa:\n  applications: {}\n']],
    [
      'config/dcxx.yaml:1:1  the blueprint has no service instance "dcxx", which this file configures; there are: kpc, dcx, epmx, cmx, cmx_ota, cex, epts, epl (did you mean "dcx"?)',
    ],
  ],
  [
    'a file that Kaa would not read',
    [['config/dcx.yml', '-', 'kaa:\n  applications: {}\n']],
    ['config/dcx.yml:1:1  name it config/dcx.yaml: Kaa reads .yaml files only'],
  ],
  [
    'an unknown application',
    [['config/epts.yaml', 'kettle', 'kettel']],
    [
      'config/epts.yaml:3:5  kaa.applications.kettel  blueprint.yaml has no application "kettel"; there are: kettle, lamp (did you mean "kettle"?)',
    ],
  ],
  [
    'an unknown version',
    [['config/epmx.yaml', 'kettle-v1', 'kettle-v3']],
    [
      'config/epmx.yaml:5:9  kaa.applications.kettle.versions.kettle-v3  blueprint.yaml has no application version "kettle-v3" of "kettle"; there are: kettle-v1, kettle-v2 (did you mean "kettle-v1"?)',
    ],
  ],
  [
    'an unknown setting of an application',
    [['config/epts.yaml', 'time-series', 'timeseries']],
    [
      'config/epts.yaml:4:7  kaa.applications.kettle.timeseries  unknown key "timeseries" (did you mean "time-series"?)',
    ],
  ],
  [
    'an unknown setting of a version',
    [['config/kpc.yaml', 'allowed-extension-instances', 'allowed-extensions']],
    [
      'config/kpc.yaml:6:11  kaa.applications.kettle.versions.kettle-v1.allowed-extensions  unknown key "allowed-extensions" (did you mean "allowed-extension-instances"?)',
    ],
  ],
  [
    'a wrong value inside a union',
    [['config/epmx.yaml', 'write-enabled: false', 'write-enabled: no']],
    [
      'config/epmx.yaml:7:38  kaa.applications.kettle.versions.kettle-v1.metadata-keys.serial.write-enabled  must be true or false, not "no"',
    ],
  ],
  [
    'a metadata key against the rule [10/EPMP EPMP-08]',
    [['config/epmx.yaml', 'room: {}', 'living-room: {}']],
    [
      'config/epmx.yaml:8:13  kaa.applications.kettle.versions.kettle-v1.metadata-keys.living-room  the name "living-room" must be made of a-z, A-Z, 0-9 and "_"',
      'fleets/kettles.yaml:7:3  metadata.room  the metadata-keys of "kettle-v1" in config/epmx.yaml leave out "room"; there are: serial, living-room',
    ],
  ],
  [
    '[1/KP KP-03] an extension instance that does not exist',
    [['config/kpc.yaml', 'cmx_ota', 'cmx_oat']],
    [
      'config/kpc.yaml:6:46  kaa.applications.kettle.versions.kettle-v1.allowed-extension-instances.1  no extension instance "cmx_oat"; there are: dcx, epmx, cmx, cmx_ota, cex (did you mean "cmx_ota"?)',
    ],
  ],
  [
    'a service that is no extension',
    [['config/kpc.yaml', 'cmx_ota', 'epts']],
    [
      'config/kpc.yaml:6:46  kaa.applications.kettle.versions.kettle-v1.allowed-extension-instances.1  no extension instance "epts"; there are: dcx, epmx, cmx, cmx_ota, cex (did you mean "epmx"?)',
    ],
  ],
  [
    'a mistyped frame',
    [['config/epts.yaml', 'kaa:', 'kaaa:']],
    ['config/epts.yaml:1:1  kaaa  unknown key "kaaa" (did you mean "kaa"?)'],
  ],
  [
    'a mistyped frame, second level',
    [['config/epts.yaml', '  applications:', '  aplications:']],
    ['config/epts.yaml:2:3  kaa.aplications  unknown key "aplications" (did you mean "applications"?)'],
  ],
  [
    'a list for applications',
    [['config/epts.yaml', '', 'kaa:\n  applications: [kettle]\n']],
    ['config/epts.yaml:2:17  kaa.applications  must be an object, not a list'],
  ],
];

/** The schemas of the fixture without their last word. */
const open = (file: string): Change => [file, '"additionalProperties": false', '"title": "open"'];
const DATA_SAMPLE = 'schemas/kettle-v1/data-sample.json';
const series = (path: string, below = ''): Change => [
  'config/epts.yaml',
  '',
  `kaa: { applications: { kettle: { ${below}time-series: { names: { a: { values: [{ path: ${path}, type: number }] } } } ${below && '} }'} } } }\n`,
];
const ofVersion = 'versions: { kettle-v1: { ';

describe('settings that name members of schemas', () => {
  const unknownKey =
    'config/epmx.yaml:8:13  kaa.applications.kettle.versions.kettle-v1.metadata-keys.roon  the metadata schema of "kettle-v1" has no "roon"; there are: serial, room, colour (did you mean "room"?)';

  it('a metadata key that the schema does not have, be it closed or open [10/EPMP EPMP-08]', async () => {
    const key: Change = ['config/epmx.yaml', 'room', 'roon'];
    expect(await problemsAfter(key)).toContain(unknownKey);
    expect(await problemsAfter(key, open('schemas/kettle-v1/metadata.json'))).toContain(unknownKey);
  });

  it('a metadata schema that names its keys by a pattern, or none, says nothing', async () => {
    const key: Change = ['config/epmx.yaml', 'room: {}', 'room: {}\n            other: {}'];
    const metadata = 'schemas/kettle-v1/metadata.json';
    expect(await problemsAfter(key, [metadata, '', '{ "type": "object" }'])).toEqual([]);
    const patterns = ['"properties": {', '"patternProperties": { "^o": {} }, "properties": {'] as const;
    expect(await problemsAfter(key, [metadata, ...patterns])).toEqual([]);
  });

  it('a path that no data sample can have is a problem', async () => {
    const problems = await problemsAfter(series('watr', ofVersion));
    expect(problems).toEqual([
      expect.stringMatching(
        /^config\/epts\.yaml:1:\d+ {2}kaa\.applications\.kettle\.versions\.kettle-v1\.time-series\.names\.a\.values\.0\.path {2}the schema of data samples of "kettle-v1" has no "watr"; there are: water, mode \(did you mean "water"\?\)$/,
      ),
    ]);
  });

  it('a path that is only not named is a note', async () => {
    const changes = [series('watr', ofVersion), open(DATA_SAMPLE)] as const;
    expect(await problemsAfter(...changes)).toEqual([]);
    expect((await notesAfter(...changes)).join()).toContain('has no "watr"');
  });

  it.each(['water', '$.water', 'mode.inner'])('the path %s may be there', async (path) => {
    expect(await problemsAfter(series(path, ofVersion))).toEqual([]);
    expect(await notesAfter(series(path, ofVersion))).toEqual([]);
  });

  it('for an application a path may be that of a version without a schema', async () => {
    expect(await problemsAfter(series('watr'))).toEqual([]);
    const sameSchemas: Change = [
      'blueprint.yaml',
      '      kettle-v2:\n',
      `      kettle-v2:\n        schemas: { dataSample: ${DATA_SAMPLE} }\n`,
    ];
    expect((await problemsAfter(series('watr'), sameSchemas)).join()).toContain('"kettle" has no "watr"');
  });
});

describe('services', () => {
  it('an instance of a plain installation need not name its service', async () => {
    const change = ['blueprint.yaml', '    service: kpc\n', ''] as const;
    expect(await problemsAfter(change)).toEqual([]);
  });

  it.each(SERVICES)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});

describe('configuration files', () => {
  it('null stands for no settings, as in Kaa itself', async () => {
    const empty =
      'kaa:\n  applications:\n    kettle:\n      versions:\n        kettle-v1: null\n    lamp: null\n';
    expect(await problemsAfter(['config/epmx.yaml', '', empty])).toEqual([]);
    expect(await problemsAfter(['config/epmx.yaml', '', ''])).toEqual([]);
  });

  it('what a real service has in its file besides is noted, not refused', async () => {
    const change = ['config/epts.yaml', '', 'service:\n  instance: { name: epts }\n'] as const;
    expect(await problemsAfter(change)).toEqual([]);
    expect(await notesAfter(change)).toEqual([
      'config/epts.yaml:1:1  service  not read here; settings of a service instance are in blueprint.yaml under services',
    ]);
  });
});
