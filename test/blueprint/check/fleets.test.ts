/**
 * Fleet files against their version, and against each other.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const FLEETS: readonly Case[] = [
  [
    'an unknown key',
    [['fleets/kettles.yaml', 'gateways: 4', 'gateway: 4']],
    ['fleets/kettles.yaml:5:1  gateway  unknown key "gateway" (did you mean "gateways"?)'],
  ],
  [
    'a version that is not there',
    [['fleets/kettles.yaml', 'version: kettle-v1', 'version: kettle-v7']],
    [
      'fleets/kettles.yaml:2:10  version  the blueprint has no application version "kettle-v7"; there are: kettle-v1, kettle-v2, lamp-v1 (did you mean "kettle-v1"?)',
    ],
  ],
  [
    'an endpoint number that is none',
    [['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: many']],
    ['fleets/kettles.yaml:3:12  endpoints  must be a whole number, not "many"'],
  ],
  [
    'no endpoints',
    [['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: 0']],
    ['fleets/kettles.yaml:3:12  endpoints  must be at least 1, not 0'],
  ],
  [
    'more gateways than endpoints',
    [['fleets/kettles.yaml', 'gateways: 4', 'gateways: 101']],
    ['fleets/kettles.yaml:5:11  gateways  101 gateways for 100 endpoints leave some idle'],
  ],
  [
    'a time that is none',
    [['fleets/kettles.yaml', 'every: 1s', 'every: 1 sec']],
    ['fleets/kettles.yaml:9:10  samples.every  "1 sec" must be a time such as 250ms, 1.5s, 10m, 2h or 7d'],
  ],
  [
    'a time without a unit',
    [['fleets/kettles.yaml', 'every: 1s', 'every: 5']],
    ['fleets/kettles.yaml:9:10  samples.every  must be a time such as 250ms, 1.5s, 10m, 2h or 7d, not 5'],
  ],
  [
    'a time of zero',
    [['fleets/kettles.yaml', 'every: 1s', 'every: 0s']],
    ['fleets/kettles.yaml:9:10  samples.every  must be longer than 0'],
  ],
  [
    'a token without index',
    [['fleets/kettles.yaml', 'kettle-{index:4}', 'kettle']],
    ['fleets/kettles.yaml:4:8  token  100 endpoints cannot share the token "kettle"; put {index} into it'],
  ],
  [
    'a token with an unknown place',
    [['fleets/kettles.yaml', '{index:4}', '{number}']],
    [
      'fleets/kettles.yaml:4:8  token  the template "kettle-{number}" has {number}; only {index}, {index:4} and {fleet} are known',
    ],
  ],
  [
    'a token against the rule',
    [['fleets/kettles.yaml', 'kettle-{index:4}', 'kettle/{index:4}']],
    [
      'fleets/kettles.yaml:4:8  token  the template "kettle/{index:4}" gives "kettle/0001", and a token must not be empty nor have "+", "#", "/" or "." in it',
    ],
  ],
  [
    'a token that is declared',
    [
      ['fleets/kettles.yaml', 'kettle-{index:4}', 'kettle-{index}'],
      ['blueprint.yaml', 'token: kettle-c', 'token: kettle-42'],
    ],
    [
      'fleets/kettles.yaml:4:8  token  the token "kettle-42" is one of an endpoint that blueprint.yaml declares; tokens are unique in an application',
    ],
  ],
  [
    'a token of another fleet of the application',
    [['fleets/more.yaml', '-', 'fleet: more\nversion: kettle-v2\nendpoints: 5\ntoken: kettle-000{index}\n']],
    [
      'fleets/more.yaml:4:8  token  the token "kettle-0001" is one of fleet "kettles" (fleets/kettles.yaml) too; tokens are unique in an application',
    ],
  ],
  [
    'a fleet name twice',
    [['fleets/more.yaml', '-', 'fleet: kettles\nversion: lamp-v1\nendpoints: 5\ntoken: lamp-{index}\n']],
    ['fleets/more.yaml:1:8  fleet  fleets/kettles.yaml is a fleet named "kettles" too'],
  ],
  [
    'a command that the version does not have',
    [['fleets/kettles.yaml', '  boil: { after', '  biol: { after']],
    [
      'fleets/kettles.yaml:14:3  commands.biol  "kettle-v1" has no command "biol" in schemas.commands; there are: boil, reboot (did you mean "boil"?)',
    ],
  ],
  [
    'a command behaviour of a wrong form',
    [['fleets/kettles.yaml', 'boil: { after: 1s', 'boil: { statusCode: 42']],
    ['fleets/kettles.yaml:14:23  commands.boil.statusCode  must be at least 100, not 42'],
  ],
  [
    "an operator's command that the version does not have",
    [['fleets/kettles.yaml', 'command: boil', 'command: rebot']],
    [
      'fleets/kettles.yaml:18:27  operator.0.command  "kettle-v1" has no command "rebot" in schemas.commands; there are: boil, reboot (did you mean "reboot"?)',
    ],
  ],
  [
    "an operator's payload against the schema",
    [['fleets/kettles.yaml', 'degrees: 80', 'degree: 80']],
    [
      'fleets/kettles.yaml:18:42  operator.0.payload  missing "degrees"',
      'fleets/kettles.yaml:18:44  operator.0.payload.degree  unknown key "degree" (did you mean "degrees"?)',
    ],
  ],
  [
    "an operator's configuration against the schema",
    [['fleets/kettles.yaml', '{ period: 3 }', '{ period: fast }']],
    ['fleets/kettles.yaml:19:43  operator.1.configuration.period  must be a number, not "fast"'],
  ],
  [
    'an operator who does nothing',
    [['fleets/kettles.yaml', 'after: 2s, configuration: { period: 3 }', 'after: 2s']],
    ['fleets/kettles.yaml:19:5  operator.1  name either a command or a configuration'],
  ],
  [
    'an operator who does two things',
    [['fleets/kettles.yaml', 'after: 2s, ', 'after: 2s, command: reboot, ']],
    ['fleets/kettles.yaml:19:5  operator.1  name either a command or a configuration'],
  ],
  [
    'a payload without a command',
    [['fleets/kettles.yaml', 'after: 2s, ', 'after: 2s, payload: 1, ']],
    ['fleets/kettles.yaml:19:18  operator.1.payload  a payload belongs to a command'],
  ],
  [
    'metadata that the schema does not have',
    [['fleets/kettles.yaml', '  room: {', '  rom: {']],
    [
      'fleets/kettles.yaml:7:3  metadata.rom  the schema of metadata of "kettle-v1" has no "rom"; there are: serial, room, colour (did you mean "room"?)',
    ],
  ],
  [
    'metadata that epmx leaves out',
    [['fleets/kettles.yaml', 'metadata:', 'metadata:\n  colour: red']],
    [
      'fleets/kettles.yaml:7:3  metadata.colour  the metadata-keys of "kettle-v1" in config/epmx.yaml leave out "colour"; there are: serial, room',
    ],
  ],
  [
    '[10/EPMP EPMP-35] metadata that endpoints may not write',
    [['fleets/kettles.yaml', 'metadata:', 'metadata:\n  serial: S9']],
    [
      'fleets/kettles.yaml:7:3  metadata.serial  endpoints may not write "serial": it has write-enabled: false in config/epmx.yaml',
    ],
  ],
  [
    'a field that the schema does not have',
    [['fleets/kettles.yaml', '    water: {', '    watr: {']],
    [
      'fleets/kettles.yaml:10:3  samples.fields  missing "water", which the schema of data samples of "kettle-v1" requires',
      'fleets/kettles.yaml:12:5  samples.fields.watr  the schema of data samples of "kettle-v1" has no "watr"; there are: water, mode (did you mean "water"?)',
    ],
  ],
  [
    'nothing to send',
    [
      [
        'fleets/more.yaml',
        '-',
        'fleet: lamps\nversion: lamp-v1\nendpoints: 5\ntoken: lamp-{index}\nsamples:\n  every: 1s\n',
      ],
    ],
    [
      'fleets/more.yaml:5:1  samples  nothing to send: give fields here, or "lamp-v1" a dataSample schema to make them from',
    ],
  ],
  [
    'a sample period from a member that the configuration does not have',
    [['fleets/kettles.yaml', 'from: period', 'from: periode']],
    [
      'fleets/kettles.yaml:16:25  configuration.samplePeriod.from  the configuration schema of "kettle-v1" has no "periode"; there are: period, nested (did you mean "period"?)',
    ],
  ],
  [
    'a sample period from a nested member that is not there',
    [['fleets/kettles.yaml', 'from: period', 'from: nested.s']],
    [
      'fleets/kettles.yaml:16:25  configuration.samplePeriod.from  the configuration schema of "kettle-v1" has no "nested.s"; there are: nested.ms (did you mean "nested.ms"?)',
    ],
  ],
  [
    'a unit that is none',
    [['fleets/kettles.yaml', 'unit: s', 'unit: sec']],
    ['fleets/kettles.yaml:16:39  configuration.samplePeriod.unit  must be "ms", "s" or "m", not "sec"'],
  ],
];

describe('fleets', () => {
  it.each(FLEETS)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
