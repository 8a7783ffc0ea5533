/**
 * Goal: docs/fleets.md is right. Method: its fleet file is loaded against the demo blueprint, and every example of a
 * generator makes values; every generator has an example.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadBlueprint, loadFleets } from '../../src/blueprint/load.js';
import { GENERATOR_OPTIONS } from '../../src/blueprint/value-model.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { sampleOf } from '../../src/sim/generators/object.js';
import { compileValue, createValue, loadLibraries } from '../../src/sim/generators/registry.js';
import { DEMO } from '../helpers/platform.js';
import { momentAt, originOf } from '../sim/helpers/fleets.js';

const page = await readFile(new URL('../../docs/fleets.md', import.meta.url), 'utf8');
const [, fleetFile = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, recording = ''] = /```csv\n([\s\S]*?)```/.exec(page) ?? [];
const examples = new Map(
  [...page.matchAll(/^\| (\w+) \| `(\{.*\})` \|/gm)].map(([, name = '', example = '']) => [name, example]),
);
const folder = await mkdtemp(join(tmpdir(), 'kaa-docs-'));
afterAll(() => rm(folder, { recursive: true }));

/** With the recording that the page shows beside it. */
async function load(text: string) {
  const path = join(folder, 'fleet.yaml');
  await writeFile(path, text);
  await mkdir(join(folder, 'recordings'), { recursive: true });
  await writeFile(join(folder, 'recordings/day.csv'), recording);
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
  const libraries = { ...(await loadLibraries([parse(example)])), recordings: loaded?.recordings };
  const sample = { unit: 'C', voltage: 230, current: 2 };
  expect(createValue(parse(example), originOf(), libraries).next(momentAt(0, sample))).toBeDefined();
});
