// biome-ignore-all lint/suspicious/noExplicitAny: JSON that the test looks into by hand
/**
 * Goal: a change of a contract is told under its rule, at its place, for the pairing that it hurts. Method: copies of the
 * smart-building template with one change each, in two folders, as two versions, and in a git repository of the test's own.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ALL_RULES } from '../../../src/contract/schemas/diff/rules.js';
import { diffContracts } from '../../../src/facade/contract-schemas/diff.js';
import { renderDiff } from '../../../src/facade/contract-schemas/reports.js';
import { ROOT } from '../../helpers/sources.js';

const root = await mkdtemp(join(tmpdir(), 'kaa-diff-'));
const OLD = join(root, 'old');
let count = 0;

beforeAll(() => cp(`${ROOT}templates/smart-building`, OLD, { recursive: true }));
afterAll(() => rm(root, { recursive: true }));

type Json = Record<string, any>;

/** A copy with some files changed. */
async function changed(edits: Record<string, (data: Json) => void>): Promise<string> {
  const folder = join(root, `new-${count++}`);
  await cp(OLD, folder, { recursive: true });
  for (const [name, edit] of Object.entries(edits)) {
    const file = join(folder, name);
    const data = parse(await readFile(file, 'utf8'));
    edit(data);
    await writeFile(file, name.endsWith('.json') ? JSON.stringify(data, null, 2) : stringify(data));
  }
  return folder;
}

const SAMPLE = 'schemas/smart-building-v1/data-sample.json';
const METADATA = 'schemas/smart-building-v1/metadata.json';
const CONFIGURATION = 'schemas/smart-building-v1/configuration.json';
const PAYLOAD = 'schemas/smart-building-v1/commands/set-setpoint.payload.json';
const RESULT = 'schemas/smart-building-v1/commands/set-setpoint.result.json';
const CONTRACT = 'contracts/smart-building-v1.yaml';
const EPMX = 'config/epmx.yaml';

const told = async (edits: Record<string, (data: Json) => void>) => {
  const { report } = await diffContracts({ old: OLD, new: await changed(edits) });
  return report.findings.map(({ severity, rule, pairing, subject, path }) =>
    [severity, rule, pairing, subject, path].join(' '),
  );
};

test.each<[string, Record<string, (data: Json) => void>, string[]]>([
  [
    'nothing but words',
    {
      [SAMPLE]: (d) => {
        d.title = 'Other';
        d.properties.valve.description = 'Other';
      },
    },
    [],
  ],
  [
    'number to string',
    {
      [SAMPLE]: (d) => {
        d.properties.temperature.type = 'string';
      },
    },
    [
      'break type-changed old-devices data-sample $.temperature',
      'break type-changed new-devices data-sample $.temperature',
    ],
  ],
  [
    'integer to number',
    {
      [METADATA]: (d) => {
        d.properties.floor.type = 'number';
      },
    },
    ['break type-widened new-devices metadata $.floor'],
  ],
  [
    'a field becomes required',
    {
      [SAMPLE]: (d) => {
        d.required.push('valve');
      },
    },
    ['break required-added old-devices data-sample $.valve'],
  ],
  [
    'a field need not be there',
    {
      [SAMPLE]: (d) => {
        d.required = ['temperature'];
      },
    },
    ['break required-removed new-devices data-sample $.humidity'],
  ],
  [
    'an enum value less, produced',
    {
      [SAMPLE]: (d) => {
        d.properties.occupancy.enum = ['empty'];
      },
    },
    ['break enum-value-removed old-devices data-sample $.occupancy'],
  ],
  [
    'an enum value more, produced',
    {
      [SAMPLE]: (d) => {
        d.properties.occupancy.enum.push('away');
      },
    },
    ['break enum-value-added new-devices data-sample $.occupancy'],
  ],
  [
    'a bound is tightened, consumed',
    {
      [PAYLOAD]: (d) => {
        d.properties.setpoint.maximum = 25;
      },
    },
    ['break bound-tightened new-devices command.set-setpoint.payload $.setpoint'],
  ],
  [
    'a bound is loosened, consumed',
    {
      [PAYLOAD]: (d) => {
        d.properties.setpoint.maximum = 35;
      },
    },
    ['break bound-loosened old-devices command.set-setpoint.payload $.setpoint'],
  ],
  [
    'required, consumed',
    {
      [CONFIGURATION]: (d) => {
        d.required.push('comfort');
      },
    },
    ['break required-added new-devices configuration $.comfort'],
  ],
  [
    'deep, consumed',
    {
      [CONFIGURATION]: (d) => {
        d.properties.comfort.required = ['min'];
      },
    },
    ['break required-removed old-devices configuration $.comfort.max'],
  ],
  [
    'result',
    {
      [RESULT]: (d) => {
        d.properties.accepted.type = ['boolean', 'null'];
      },
    },
    ['break type-widened new-devices command.set-setpoint.result $.accepted'],
  ],
  [
    'a member goes',
    {
      [SAMPLE]: (d) => {
        delete d.properties.valve;
      },
    },
    ['break property-removed old-devices data-sample $.valve'],
  ],
  [
    'a member comes',
    {
      [SAMPLE]: (d) => {
        d.properties.co2 = { type: 'integer' };
      },
    },
    ['break property-added new-devices data-sample $.co2'],
  ],
  [
    'opened',
    {
      [SAMPLE]: (d) => {
        delete d.additionalProperties;
      },
    },
    ['warning object-opened new-devices data-sample $[*]'],
  ],
  [
    'not decided',
    {
      [SAMPLE]: (d) => {
        d.properties.humidity = { ...d.properties.humidity, anyOf: [{ maximum: 50 }, { minimum: 50 }] };
      },
    },
    ['warning alternative-removed old-devices data-sample $.humidity'],
  ],
  [
    'a key that the platform writes',
    {
      [METADATA]: (d) => {
        d.properties.serial.type = 'integer';
      },
    },
    ['break type-changed new-devices metadata $.serial', 'break type-changed old-devices metadata $.serial'],
  ],
  [
    'a key is out of reach',
    {
      [EPMX]: (d) => {
        delete d.kaa.applications['smart-building'].versions['smart-building-v1']['metadata-keys'].room;
      },
    },
    ['break metadata-key-removed old-devices metadata $.room'],
  ],
  [
    'a schema goes',
    {
      'blueprint.yaml': (d) => {
        delete d.applications['smart-building'].versions['smart-building-v1'].schemas.metadata;
      },
    },
    ['warning schema-removed new-devices metadata $'],
  ],
  [
    'commands',
    {
      'blueprint.yaml': (d) => {
        const { commands } = d.applications['smart-building'].versions['smart-building-v1'].schemas;
        delete commands.identify;
        commands.blink = {};
      },
    },
    [
      'break command-removed new-devices command.identify $',
      'warning command-added old-devices command.blink $',
    ],
  ],
  [
    'promises',
    {
      [CONTRACT]: (d) => {
        d.expect['reports-metadata'].within = '9s';
        d.expect['keeps-sampling'].samples.every = '1s';
        delete d.expect['executes-once'];
        d.expect['unknown-command'].result = 404;
        d.without = ['schema.metadata'];
      },
    },
    [
      'break expectation-loosened new-devices contract reports-metadata',
      'break expectation-removed new-devices contract executes-once',
      'break expectation-removed new-devices contract schema.metadata',
      'warning expectation-tightened old-devices contract keeps-sampling',
      'warning expectation-changed new-devices contract unknown-command',
    ],
  ],
])('%s', async (_title, edits, findings) => {
  expect(await told(edits)).toEqual(findings);
});

test('a version that is gone is a break, a new one is not', async () => {
  const renamed = await changed({
    'blueprint.yaml': (d) => {
      const { versions } = d.applications['smart-building-meters'];
      versions['smart-building-meters-v2'] = versions['smart-building-meters-v1'];
      delete versions['smart-building-meters-v1'];
      delete versions['smart-building-meters-v2'].contract;
    },
    [EPMX]: (d) => {
      delete d.kaa.applications['smart-building-meters'];
    },
  });
  const { report } = await diffContracts({ old: OLD, new: renamed });
  expect(report.findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
    'break version-removed',
    'note version-added',
  ]);
});

test('two versions of one blueprint', async () => {
  const folder = await changed({
    'blueprint.yaml': (d) => {
      const { versions } = d.applications['smart-building'];
      versions['smart-building-v2'] = {
        schemas: { ...versions['smart-building-v1'].schemas, dataSample: 'schemas/v2.json' },
      };
    },
  });
  const schema = JSON.parse(await readFile(join(OLD, SAMPLE), 'utf8'));
  schema.properties.temperature.maximum = 50;
  await writeFile(join(folder, 'schemas/v2.json'), JSON.stringify(schema));
  const { report } = await diffContracts({
    old: 'smart-building-v1',
    new: 'smart-building-v2',
    blueprint: folder,
  });
  const rules = report.findings.map(({ rule, path, place }) => `${rule} ${path} ${place.file}`);
  expect(rules).toContain('bound-tightened $.temperature schemas/v2.json');
  expect(report.old).toBe('smart-building-v1');
});

test('a contract that is gone is told once', async () => {
  const found = await told({
    'blueprint.yaml': (d) => {
      delete d.applications['smart-building'].versions['smart-building-v1'].contract;
    },
  });
  expect(found).toEqual(['break expectation-removed new-devices contract $']);
});

test('one pairing: what shows in the other is a note', async () => {
  const folder = await changed({
    [SAMPLE]: (d) => {
      d.properties.co2 = { type: 'integer' };
    },
  });
  const { report } = await diffContracts({ old: OLD, new: folder, pairings: ['old-devices'] });
  expect([report.verdict, report.summary.notes]).toEqual(['pass', 1]);
});

test('exceptions cover by rule, subject and path; one that covers nothing is told', async () => {
  const folder = await changed({
    [SAMPLE]: (d) => {
      delete d.properties.valve;
    },
  });
  const exception =
    'exceptions:\n  - { rule: property-removed, path: $.valve, reason: never read }\n  - { rule: type-changed, reason: old }\n';
  await writeFile(join(folder, 'contracts/exceptions.yaml'), exception);
  const { report } = await diffContracts({ old: OLD, new: folder });
  expect(report.verdict).toBe('pass');
  expect(report.summary.excepted).toBe(1);
  expect(report.unusedExceptions).toEqual([{ rule: 'type-changed', reason: 'old', line: 3 }]);
  expect(renderDiff('text', report)).toContain('covers nothing any more');
  await writeFile(
    join(folder, 'contracts/exceptions.yaml'),
    'exceptions:\n  - { rule: type-chnged, reason: x }\n',
  );
  await expect(diffContracts({ old: OLD, new: folder })).rejects.toMatchObject({
    code: 'EXCEPTIONS_INVALID',
    message: expect.stringContaining('did you mean "type-changed"'),
  });
});

test('git revisions are read without touching the working tree', async () => {
  const repository = join(root, 'repository');
  const blueprint = join(repository, 'deep', 'blueprint');
  await mkdir(join(repository, 'deep'), { recursive: true });
  await cp(OLD, blueprint, { recursive: true });
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.com', ...args], { cwd: repository });
  await git('init', '-q');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'one');
  await writeFile(
    join(blueprint, SAMPLE),
    (await readFile(join(OLD, SAMPLE), 'utf8')).replace('"maximum": 60', '"maximum": 61'),
  );
  const before = (await git('status', '--short')).stdout;
  const { report } = await diffContracts({ old: 'HEAD', new: blueprint, blueprint });
  expect(report.findings.map(({ rule }) => rule)).toEqual(['bound-loosened']);
  expect((await git('status', '--short')).stdout).toBe(before);
  const { report: same } = await diffContracts({ old: 'HEAD', new: 'HEAD:deep/blueprint', blueprint });
  expect(same.findings).toEqual([]);
  for (const text of ['nonsense', '--help', 'HEAD:deep'])
    await expect(diffContracts({ old: text, new: blueprint, blueprint })).rejects.toMatchObject({
      code: 'GIT_REVISION_UNKNOWN',
    });
});

test('reports for programs: one JUnit case for each thing compared, annotations with file and line', async () => {
  const folder = await changed({
    [SAMPLE]: (d) => {
      d.properties.temperature.type = 'string';
    },
  });
  const { report } = await diffContracts({ old: OLD, new: folder });
  const junit = renderDiff('junit', report);
  expect(junit.match(/<testcase/g)).toHaveLength(report.compared.length);
  expect(junit.match(/<failure/g)).toHaveLength(1);
  expect(renderDiff('github', report, { pathPrefix: 'blueprint/' })).toMatch(
    /^::error file=blueprint\/schemas\/smart-building-v1\/data-sample\.json,line=\d+,col=\d+,title=type-changed /,
  );
  expect(JSON.parse(renderDiff('json', report))).toEqual(JSON.parse(JSON.stringify(report)));
});

test('every rule has a line in the documentation', async () => {
  const page = await readFile(`${ROOT}docs/contract-schemas.md`, 'utf8');
  expect(ALL_RULES.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});
