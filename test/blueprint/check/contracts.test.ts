/**
 * Contract files: what is wrong with them is said with its place, and what is right is loaded with the places of its expectations.
 */
import { describe, expect, it } from 'vitest';
import { checkBlueprint } from '../../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { CATALOG } from '../catalog.js';
import { type Change, changed, notesAfter, problemsAfter } from '../fixture.js';

const FILE = 'contracts/kettle-v1.yaml';
const NAMED: Change = [
  'blueprint.yaml',
  '        configuration:\n          period: 5',
  `        contract: ${FILE}\n        configuration:\n          period: 5`,
];
const of = (text: string) => problemsAfter(NAMED, [FILE, '', text]);
/** An expectation `x`. */
const expectation = (text: string) => of(`contract: kettle-v1\nexpect:\n  x: ${text}\n`);

const RIGHT = `contract: kettle-v1
expect:
  boils: { when: { command: boil, payload: { degrees: 90 } }, result: { statusCode: 2xx, times: 1 }, within: 5s }
  too-hot: { when: { command: boil, payload: { degrees: 101 } }, result: 4xx }
  unknown: { when: { command: fly }, result: 404 }
  applies: { when: { configuration: { period: 2 } }, applied: 2xx }
  refuses: { when: { configuration: { period: 0 } }, applied: { statusCode: 4xx, reason: true } }
  made: { when: { configuration: invalid }, applied: 4xx }
  unchanged: { when: { configuration: unchanged }, applied: none, for: 3s }
  reports: { metadata: [serial, room], within: 2s }
  samples: { samples: { atLeast: 2, every: 1s, where: "water > 2" }, for: 5s }
  back: { when: { link: down, for: 10s }, reconnects: { backOff: true, atMost: 5 }, within: 1m }
  again: { when: { answers: none, to: dcx }, resends: samples }
  limits: { messages: { bytes: 1000 } }
scenarios:
  whole:
    unexpected: fail
    steps:
      - when: { command: fly }
      - { result: 4xx, within: 1s }
      - { id: quiet, samples: none, for: 2s }
without: [schema.metadata]
`;

it('one that is right is loaded, with the place of each expectation and step', async () => {
  const checked = checkBlueprint(changed(NAMED, [FILE, '', RIGHT]), CATALOG, schemaTools());
  expect(checked.problems).toEqual([]);
  expect(checked.counts.contracts).toBe(1);
  const { file, places } = checked.blueprint.contracts?.['kettle-v1'] ?? {};
  expect(file).toBe(FILE);
  expect(places).toMatchObject({
    boils: { line: 3, column: 3 },
    limits: { line: 14, column: 3 },
    whole: { line: 16 },
    'whole.1': { line: 19, column: 9 },
    'whole.quiet': { line: 21, column: 9 },
  });
});

describe('the file', () => {
  it('is there, with the nearest name when it is not', async () => {
    expect(await problemsAfter(NAMED, ['contracts/kettle-v2.yaml', '', 'contract: kettle-v1\n'])).toEqual([
      'blueprint.yaml:20:19  applications.kettle.versions.kettle-v1.contract  there is no contract file contracts/kettle-v1.yaml (did you mean "contracts/kettle-v2.yaml"?)',
    ]);
  });

  it('says whose contract it is', async () => {
    expect(await of('contract: kettle-v2\n')).toEqual([
      `${FILE}:1:11  contract  blueprint.yaml names this file as the contract of "kettle-v1", not of "kettle-v2" (did you mean "kettle-v1"?)`,
    ]);
  });

  it('one that no version names is worth a note', async () => {
    expect(await notesAfter([FILE, '', 'contract: kettle-v1\n'])).toEqual([
      `${FILE}:1:1  not read: no version names it; write contract: ${FILE} at "kettle-v1" in blueprint.yaml`,
    ]);
  });

  it.each(['', '# nothing\n', 'name: [x\n', 'name: demo\n', 'just a text\n'])(
    'one is not blamed for a blueprint.yaml that says nothing of it: %j',
    async (text) => {
      const changes: Change[] = [
        ['blueprint.yaml'],
        ['blueprint.yaml', '', text],
        [FILE, '', 'contract: kettle-v1\n'],
        ['fleets/kettles.yaml'],
      ];
      expect(await notesAfter(...changes)).toEqual([]);
      const problems = await problemsAfter(...changes);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^blueprint\.yaml:/);
    },
  );

  it('IDs are unique, and what is left out exists', async () => {
    const text =
      'contract: kettle-v1\nexpect:\n  a: { samples: none, for: 1s }\nscenarios:\n  a: { steps: [{ samples: none, for: 1s }] }\nwithout: [schema.samples]\n';
    expect(await of(text)).toEqual([
      `${FILE}:5:3  scenarios.a  there is an expectation "a" already; IDs are unique in a contract`,
      `${FILE}:6:11  without.0  kaa has no expectation "schema.samples" of its own; there are: schema.data-samples, schema.metadata, schema.result.boil, schema.result.reboot, wire.own-token, wire.accepted (did you mean "schema.data-samples"?)`,
    ]);
  });
});

describe('an expectation', () => {
  it.each([
    [
      '{ when: { command: boil } }',
      'say what is to be seen: one of metadata, samples, result, applied, reconnects, resends, messages',
    ],
    [
      '{ metadata: [serial], samples: none, for: 1s }',
      'one expectation sees one thing, not metadata and samples; make two of it',
    ],
    ['{ result: 2xx }', 'needs a "when" with a command before it'],
    ['{ when: { link: cut }, applied: 2xx }', 'needs a "when" with a configuration before it'],
    [
      '{ when: { command: boil }, reconnects: true }',
      'needs a "when" with link, token or platform before it',
    ],
    ['{ samples: none }', 'say for how long nothing is to be seen: for: 5s'],
    ['{ samples: { every: 1s }, within: 5s }', 'this is seen "for" a time, not "within" one'],
    ['{ metadata: [serial], for: 5s }', 'this is seen "within" a time, not "for" one'],
    ['{ messages: { bytes: 5 }, within: 5s }', 'limits hold for the whole test'],
    ['{ metadata: [serial], within: 0s }', 'must be longer than 0'],
    [
      '{ metadata: [serail] }',
      'the schema of metadata of "kettle-v1" has no "serail"; there are: serial, room, colour (did you mean "serial"?)',
    ],
    ['{ samples: { where: "water >" } }', 'column 8: '],
    [
      '{ when: { command: biol }, result: 2xx }',
      '"kettle-v1" has no command "biol" in schemas.commands; there are: boil, reboot (did you mean "boil"?)',
    ],
    ['{ when: { command: boil, payload: { degrees: 101 } }, result: 2xx }', 'must be at most 100, not 101'],
    ['{ when: { configuration: { period: 0 } }, applied: 2xx }', 'must be at least 1, not 0'],
    [
      '{ when: { configuration: unchangd }, applied: 2xx }',
      'must be a configuration, or one of valid, invalid, unchanged (did you mean "unchanged"?)',
    ],
    [
      '{ when: { command: boil, link: cut }, result: 2xx }',
      'name one thing that happens: command, configuration, link, answers, token, platform',
    ],
    ['{ when: { command: boil, for: 3s }, result: 2xx }', 'does not go with "command"'],
    [
      '{ when: { answers: late }, resends: samples }',
      '"by" says how late answers are: { answers: late, by: 3s }',
    ],
    ['{ when: { answers: none, to: dxc }, resends: samples }', 'there is no extension instance "dxc"'],
    ['{ when: { command: boil }, result: 9xx }', 'must be'],
    ['{ samples: { evry: 1s }, for: 1s }', 'unknown key "evry" (did you mean "every"?)'],
  ])('%s: %s', async (text, message) => {
    const [first = 'nothing'] = await expectation(text);
    expect(first).toMatch(/^contracts\/kettle-v1\.yaml:3:\d+ /);
    expect(first).toContain(message);
  });
});
