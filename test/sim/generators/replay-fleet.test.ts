/**
 * A recording on its way from the folder of a blueprint into data samples.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBlueprint, loadFleets, validateBlueprint } from '../../../src/blueprint/load.js';
import { formatProblem } from '../../../src/blueprint/problems.js';
import { compileBehaviour } from '../../../src/sim/device/behaviour.js';
import { createPlan, type FleetPlan } from '../../../src/sim/plan/plan.js';
import { CATALOG } from '../../blueprint/catalog.js';
import { momentAt, originOf } from '../helpers/fleets.js';

const FLEET = `fleet: lamps
version: lamp-v1
endpoints: 2
token: lamp-{index}
samples:
  every: 1s
  fields:
    watts: { replay: { file: ./recordings/night.ndjson, column: lamp.watts } }
`;

const folder = await mkdtemp(join(tmpdir(), 'kaa-replay-'));
afterAll(() => rm(folder, { recursive: true }));

async function write(path: string, text: string) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
await write('blueprint.yaml', 'name: demo\napplications:\n  lamp:\n    versions:\n      lamp-v1: {}\n');
await write('fleets/lamps.yaml', FLEET);

const problems = async () =>
  (await validateBlueprint({ path: folder, catalog: CATALOG })).problems.map(formatProblem);

test('a file that is not there is a problem of the blueprint, and the fleet is refused', async () => {
  await rm(join(folder, 'recordings'), { recursive: true, force: true });
  expect(await problems()).toEqual([
    'fleets/lamps.yaml:8:30  samples.fields.watts.replay.file  there is no file ./recordings/night.ndjson (from blueprint.yaml)',
  ]);
  const blueprint = await loadBlueprint({ path: folder, catalog: CATALOG });
  await expect(loadFleets({ path: join(folder, 'fleets'), blueprint })).rejects.toThrow('there is no file');
});

test('its rows become data samples, and later changes of the file do not', async () => {
  await write('recordings/night.ndjson', '{"lamp":{"watts":5}}\n{"lamp":{"watts":7}}\n');
  expect(await problems()).toEqual([]);
  const blueprint = await loadBlueprint({ path: folder, catalog: CATALOG });
  const fleets = await loadFleets({ path: join(folder, 'fleets'), blueprint });
  await write('recordings/night.ndjson', '');
  const plan = createPlan(fleets, blueprint.schemas, { seed: 1 });
  const behaviour = compileBehaviour(plan.fleets[0] as FleetPlan, {});
  for (const token of ['lamp-1', 'lamp-2']) {
    const sample = behaviour.sample?.(originOf(token));
    expect([0, 1, 2].map((second) => sample?.next(momentAt(second * 1000)))).toEqual([
      { watts: 5 },
      { watts: 7 },
      { watts: 5 },
    ]);
  }
});
