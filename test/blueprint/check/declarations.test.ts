/**
 * Endpoints, default configurations and software that blueprint.yaml declares.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const DECLARATIONS: readonly Case[] = [
  [
    'a token twice in an application, in two versions',
    [['blueprint.yaml', 'token: kettle-c', 'token: kettle-a']],
    [
      'blueprint.yaml:34:20  applications.kettle.versions.kettle-v2.endpoints.0.token  the token "kettle-a" is there twice in "kettle"; first: applications.kettle.versions.kettle-v1.endpoints.0',
    ],
  ],
  [
    'an endpoint ID twice',
    [['blueprint.yaml', 'endpointId: id-b', 'endpointId: id-a']],
    [
      'blueprint.yaml:30:25  applications.kettle.versions.kettle-v1.endpoints.1.endpointId  the endpoint ID "id-a" is there twice; it must be unique in the platform; first: applications.kettle.versions.kettle-v1.endpoints.0',
    ],
  ],
  [
    'metadata against the schema',
    [['blueprint.yaml', 'serial: S1', 'serial: 1']],
    [
      'blueprint.yaml:25:33  applications.kettle.versions.kettle-v1.endpoints.0.metadata.serial  must be text, not 1',
    ],
  ],
  [
    'a metadata key against the rule [10/EPMP EPMP-08]',
    [['blueprint.yaml', '- token: kettle-c', '- token: kettle-c\n            metadata: { "a b": 1 }']],
    [
      'blueprint.yaml:35:25  applications.kettle.versions.kettle-v2.endpoints.0.metadata.a b  the metadata key "a b" must be made of a-z, A-Z, 0-9 and "_"',
    ],
  ],
  [
    'a default configuration against the schema',
    [['blueprint.yaml', 'period: 5', 'period: 0']],
    [
      'blueprint.yaml:21:19  applications.kettle.versions.kettle-v1.configuration.period  must be at least 1, not 0',
    ],
  ],
  [
    'a configuration of an endpoint against the schema',
    [['blueprint.yaml', '{ period: 2 }', '{ perod: 2 }']],
    [
      'blueprint.yaml:31:30  applications.kettle.versions.kettle-v1.endpoints.1.configuration.perod  unknown key "perod" (did you mean "period"?)',
    ],
  ],
  [
    'a command that the version does not have',
    [['blueprint.yaml', 'type: boil', 'type: biol']],
    [
      'blueprint.yaml:27:23  applications.kettle.versions.kettle-v1.endpoints.0.commands.0.type  "kettle-v1" has no command "biol" in schemas.commands; there are: boil, reboot (did you mean "boil"?)',
    ],
  ],
  [
    'a command of a version that has none',
    [['blueprint.yaml', '- token: kettle-c', '- token: kettle-c\n            commands: [{ type: boil }]']],
    [
      'blueprint.yaml:35:32  applications.kettle.versions.kettle-v2.endpoints.0.commands.0.type  "kettle-v2" has no command "boil" in schemas.commands; there are: none',
    ],
  ],
  [
    'a payload against the schema',
    [['blueprint.yaml', 'degrees: 90', 'degrees: 190']],
    [
      'blueprint.yaml:28:37  applications.kettle.versions.kettle-v1.endpoints.0.commands.0.payload.degrees  must be at most 100, not 190',
    ],
  ],
  [
    'software twice',
    [['blueprint.yaml', 'version: 1.1.0', 'version: 1.0.0']],
    [
      'blueprint.yaml:7:18  applications.kettle.software.1.version  software 1.0.0 is there twice in this application',
    ],
  ],
  [
    'software without a semantic version',
    [['blueprint.yaml', 'version: 1.1.0', 'version: v1.1']],
    [
      'blueprint.yaml:7:18  applications.kettle.software.1.version  "v1.1" must be a semantic version such as 1.0.2',
    ],
  ],
  [
    'an unknown form in upgradableFrom',
    [['blueprint.yaml', '[1.0.0]', '[one]']],
    [
      'blueprint.yaml:9:26  applications.kettle.software.1.upgradableFrom.0  "one" must be a semantic version such as 1.0.2',
    ],
  ],
];

describe('declarations', () => {
  it.each(DECLARATIONS)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
