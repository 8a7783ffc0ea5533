/**
 * Goal: docs/fleets.md is right. Method: its fleet file is loaded against the demo blueprint, and every example of a
 * generator makes values; every generator has an example.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FAULT_OPTIONS } from '../../src/blueprint/fleet/faults.js';
import { loadBlueprint, loadFleets } from '../../src/blueprint/load.js';
import { COUNTS, parseThreshold, TIMES } from '../../src/blueprint/thresholds.js';
import { GENERATOR_OPTIONS } from '../../src/blueprint/value-model.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { sampleOf } from '../../src/sim/generators/object.js';
import { compileValue, createValue, loadLibraries } from '../../src/sim/generators/registry.js';
import { loadModules } from '../../src/sim/modules/load.js';
import { DEMO } from '../helpers/platform.js';
import { momentAt, originOf } from '../sim/helpers/fleets.js';
import { runIn, sceneOf } from '../sim/helpers/run.js';

const page = await readFile(new URL('../../docs/fleets.md', import.meta.url), 'utf8');
const [, fleetFile = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, recording = ''] = /```csv\n([\s\S]*?)```/.exec(page) ?? [];
const [, module = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
const examples = new Map(
  [...page.matchAll(/^\| (\w+) \| `(\{.*\})` \|/gm)].map(([, name = '', example = '']) => [name, example]),
);
const folder = await mkdtemp(join(tmpdir(), 'kaa-docs-'));
afterAll(() => rm(folder, { recursive: true }));

/** With the recording and the module that the page shows beside it. */
async function load(text: string) {
  const path = join(folder, 'fleet.yaml');
  await writeFile(path, text);
  await mkdir(join(folder, 'recordings'), { recursive: true });
  await writeFile(join(folder, 'recordings/day.csv'), recording);
  await mkdir(join(folder, 'values'), { recursive: true });
  await writeFile(join(folder, 'values/tide.js'), module);
  const blueprint = await loadBlueprint({ path: DEMO, catalog: serviceCatalog() });
  return loadFleets({ path, blueprint: { ...blueprint, folder } });
}

test('the fleet file of the page is a right one', async () => {
  expect((await load(fleetFile))[0]?.fleet.endpoints).toBe(20);
});

test('the fields of its expressions are right ones', async () => {
  const [, , expressions = ''] = page.split('```yaml\n').map((part) => part.split('```')[0]);
  const fields = expressions.replaceAll(/^/gm, '    ');
  const [loaded] = await load(
    `fleet: f\nversion: demo-v1\nendpoints: 1\ntoken: t\nsamples:\n  every: 1s\n  fields:\n    unit: C\n${fields}`,
  );
  const specs = loaded?.fleet.samples?.fields ?? {};
  const sample = sampleOf(Object.entries(specs).map(([name, spec]) => [name, compileValue(spec)]));
  const taken = sample(originOf()).next(momentAt(0)) as Record<string, unknown>;
  const power = Math.round(Number(taken.voltage) * Number(taken.current) * 10) / 10;
  expect(taken).toMatchObject({ power, load: 'low', moving: true });
});

test('every generator has an example, and no other is shown', () => {
  expect([...examples.keys()]).toEqual(Object.keys(GENERATOR_OPTIONS));
});

test.each([...examples])('the example of %s is a right one', async (name, example) => {
  const fields = `unit: C, voltage: 230, current: 2, value: ${example}`;
  const [loaded] = await load(
    `{ fleet: f, version: demo-v1, endpoints: 1, token: t, samples: { every: 1s, fields: { ${fields} } } }`,
  );
  expect(loaded?.fleet.samples?.fields?.value).toEqual(parse(example));
  expect(Object.keys(parse(example))).toEqual([name]);
  if (loaded === undefined) throw new Error('nothing was loaded');
  const modules = (await loadModules([loaded]))(loaded);
  const libraries = { ...(await loadLibraries([parse(example)])), recordings: loaded.recordings, modules };
  const sample = { unit: 'C', voltage: 230, current: 2 };
  expect(createValue(parse(example), originOf(), libraries).next(momentAt(0, sample))).toBeDefined();
});

describe('when data samples are taken, who is there, what goes wrong, and what is enough', () => {
  const sections = ['Schedule', 'Stages', 'Faults', 'Thresholds'].map(
    (title) => [title, sectionOf(title)] as const,
  );

  test.each(sections)(
    'the fleet file of %s runs',
    async (title, section) => {
      const [, file = ''] = /```yaml\n([\s\S]*?)```/.exec(section) ?? [];
      const fleets = await load(file);
      const report = await runIn(sceneOf(), { fleets, durationMs: 120_000 });
      expect(report.samples.sent).toBeGreaterThan(title === 'Schedule' ? 0 : 100);
      // A server of three lines has no reason to refuse anything.
      expect(report.reasons).toEqual([]);
    },
    60_000,
  );

  test('every kind of fault is explained, and no other', () => {
    const named = [...sectionOf('Faults').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) => [
      ...cell.matchAll(/`(\w+): \{/g),
    ]);
    expect(named.map(([, kind]) => kind).sort()).toEqual(Object.keys(FAULT_OPTIONS).sort());
  });

  test('every figure of a threshold is explained', () => {
    const cells = [...sectionOf('Thresholds').matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
    const figures = cells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, figure = '']) => figure),
    );
    const isTime = (figure: string) => /p[0-9]|max/.test(figure);
    const limitOf = (figure: string) => (isTime(figure) ? '1ms' : '1');
    expect(figures.filter((figure) => !parseThreshold(`${figure} < ${limitOf(figure)}`).ok)).toEqual([]);
    expect(figures).toEqual(expect.arrayContaining([...COUNTS]));
    for (const times of TIMES.filter((one) => one !== 'due')) expect(figures).toContain(`${times}.p99`);
  });
});

/** What stands under a heading of the page. */
function sectionOf(title: string): string {
  return page.split('\n## ').find((section) => section.startsWith(`${title}\n`)) ?? '';
}
