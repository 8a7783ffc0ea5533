/**
 * Broken files and wrong shapes: what the reader and the schema of the blueprint say, and where.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const BLUEPRINT_YAML: readonly Case[] = [
  [
    'an unknown key at the top',
    [['blueprint.yaml', 'services:', 'servces:']],
    ['blueprint.yaml:38:1  servces  unknown key "servces" (did you mean "services"?)'],
  ],
  [
    'an unknown key without a near name',
    [['blueprint.yaml', 'name: demo', 'name: demo\nowner: me']],
    [
      'blueprint.yaml:2:1  owner  unknown key "owner"; there may be: name, description, tenant, tenants, applications, credentials, services, environments',
    ],
  ],
  [
    'an unknown key deep inside',
    [['blueprint.yaml', 'endpointId: id-a', 'endpointid: id-a']],
    [
      'blueprint.yaml:24:13  applications.kettle.versions.kettle-v1.endpoints.0.endpointid  unknown key "endpointid" (did you mean "endpointId"?)',
    ],
  ],
  ['a missing key', [['blueprint.yaml', 'name: demo\n', '']], ['blueprint.yaml:1:1  missing "name"']],
  [
    'a wrong type',
    [['blueprint.yaml', 'configuration: { period: 2 }', 'metadata: none']],
    [
      'blueprint.yaml:31:23  applications.kettle.versions.kettle-v1.endpoints.1.metadata  must be an object, not "none"',
    ],
  ],
  [
    'a number where a name should be',
    [['blueprint.yaml', 'name: demo', 'name: 7']],
    ['blueprint.yaml:1:7  name  must be text, not 7'],
  ],
  [
    'a name against the rule',
    [['blueprint.yaml', 'name: demo', 'name: Demo One']],
    ['blueprint.yaml:1:7  name  "Demo One" must be made of a-z, 0-9, "-" and "_"'],
  ],
  [
    "an application's name against the rule",
    [['blueprint.yaml', '  lamp:', '  Lamp:']],
    [
      'blueprint.yaml:35:3  applications.Lamp  the name "Lamp" must be made of a-z, 0-9, "-" and "_"',
      'config/kpc.yaml:7:5  kaa.applications.lamp  blueprint.yaml has no application "lamp"; there are: kettle, Lamp (did you mean "Lamp"?)',
    ],
  ],
  [
    "a version's name against the rule",
    [['blueprint.yaml', '      lamp-v1: {}', '      lamp.v1: {}']],
    [
      'blueprint.yaml:37:7  applications.lamp.versions.lamp.v1  the name "lamp.v1" must be made of a-z, 0-9, "-" and "_"',
    ],
  ],
  [
    '[1/KP] a token against the rule',
    [['blueprint.yaml', 'token: kettle-c', 'token: 10.0.0.1']],
    [
      'blueprint.yaml:34:20  applications.kettle.versions.kettle-v2.endpoints.0.token  "10.0.0.1" must not be empty, nor have "+", "#", "/" or "." in it',
    ],
  ],
  [
    'an endpoint ID against the rule',
    [['blueprint.yaml', 'endpointId: id-a', 'endpointId: id a']],
    [
      'blueprint.yaml:24:25  applications.kettle.versions.kettle-v1.endpoints.0.endpointId  "id a" must be made of a-z, A-Z, 0-9 and the characters . _ ~ -',
    ],
  ],
  [
    'an address against the rule',
    [['blueprint.yaml', 'mqtt://127.0.0.1:1883', 'http://localhost']],
    [
      'blueprint.yaml:45:11  environments.local.mqtt  "http://localhost" must be an address such as mqtt://127.0.0.1:1883',
    ],
  ],
  [
    'an application without versions',
    [['blueprint.yaml', '    versions:\n      lamp-v1: {}', '    versions: {}']],
    ['blueprint.yaml:36:15  applications.lamp.versions  must have at least 1 member'],
  ],
  [
    'an empty file',
    [['blueprint.yaml', '', '# nothing\n']],
    ['blueprint.yaml:1:1  there is nothing in this file'],
  ],
  [
    'a list instead of an object',
    [['blueprint.yaml', '', '- a\n']],
    ['blueprint.yaml:1:1  must be an object, not a list'],
  ],
];

const YAML: readonly Case[] = [
  [
    'a broken file',
    [['blueprint.yaml', 'name: demo', 'name: [demo']],
    [
      'blueprint.yaml:2:1  not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  [
    'a duplicate key',
    [['blueprint.yaml', '  lamp:', '  kettle:']],
    ['blueprint.yaml:35:3  "kettle" is there twice'],
  ],
  [
    'a tab',
    [['config/epts.yaml', '      time-series:', '\ttime-series:']],
    ['config/epts.yaml:4:1  not YAML: tabs are not allowed as indentation'],
  ],
  [
    'an alias without an anchor',
    [['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: *many']],
    ['fleets/kettles.yaml:3:12  there is no anchor "&many" above it'],
  ],
  [
    'a tag that means nothing',
    [['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: !big 100']],
    ['fleets/kettles.yaml:3:12  not YAML: unresolved tag: !big'],
  ],
  [
    'two documents',
    [['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: 100\n---']],
    ['fleets/kettles.yaml:4:1  a second document begins here; there must be one'],
  ],
];

describe('the shape of blueprint.yaml', () => {
  it.each(BLUEPRINT_YAML)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
describe('YAML', () => {
  it.each(YAML)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
