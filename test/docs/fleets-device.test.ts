/**
 * Goal: what docs/fleets.md says of endpoints that keep something is right. Method: the fleet files of these sections are
 * loaded against the demo blueprint, beside the modules that the page shows, and runs; what it claims is looked for.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBlueprint, loadFleets } from '../../src/blueprint/load.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { DEMO } from '../helpers/platform.js';
import { type RunInput, runIn, type Scene, sceneOf } from '../sim/helpers/run.js';

const page = await readFile(new URL('../../docs/fleets.md', import.meta.url), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'kaa-docs-'));
afterAll(() => rm(folder, { recursive: true }));
await cp(DEMO, folder, { recursive: true });

/** A code block, and the file that the text before it names. */
for (const [, path = '', text = ''] of page.matchAll(
  /`([a-z]+\/[a-z]+\.[jt]s)`[^`]*(?:`[^`]+`[^`]*)*?```[jt]s\n([\s\S]*?)```/g,
)) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const fleets = new Map(
  [...page.matchAll(/^```yaml\n(fleet: (\w+)\n[\s\S]*?)```/gm)].map(([, text = '', name = '']) => [
    name,
    text,
  ]),
);

async function run(name: string, steps: (scene: Scene) => void = () => {}, options: Partial<RunInput> = {}) {
  const path = join(folder, 'fleet.yaml');
  await writeFile(path, fleets.get(name) ?? '');
  const blueprint = await loadBlueprint({ path: folder, catalog: serviceCatalog() });
  const scene = sceneOf();
  steps(scene);
  const report = await runIn(scene, {
    fleets: await loadFleets({ path, blueprint }),
    schemas: blueprint.schemas,
    durationMs: 20_000,
    ...options,
  });
  const samples = scene.server.of('dcx').flatMap(({ payload }) => payload as Record<string, unknown>[]);
  return { scene, report, samples };
}

const push = (scene: Scene, afterMs: number, token: string, extension: string, path: string, body: unknown) =>
  scene.clock.schedule(afterMs, 'a push', () => scene.server.push(token, extension, path, body));

const OWN = ['heaters', 'pumps', 'doors', 'meters', 'trackers', 'chargers'];

test.each(OWN)('fleet %s of the page loads, runs and passes', async (name) => {
  expect([...fleets.keys()]).toContain(name);
  const { report } = await run(name);
  expect(report).toMatchObject({ verdict: 'pass', reasons: [] });
});

test('heaters: parameters, variables, and the energy of their power', async () => {
  const { scene, samples } = await run('heaters');
  expect(scene.server.of('epmx')[0]?.payload).toEqual({ name: expect.stringMatching(/^Heater F\d-01$/) });
  expect(samples.at(-1)).toMatchObject({ setpoint: 21, power: expect.any(Number) });
  expect(Number(samples.at(-1)?.energy)).toBeCloseTo((Number(samples.at(-1)?.power) * 19) / 3600 / 1000, 2);
});

test('pumps: states, their data samples, and alarms that are counted', async () => {
  const { report, samples } = await run('pumps', undefined, { durationMs: 60_000 });
  const states = report.states?.pumps ?? {};
  expect(Object.keys(states)).toEqual(expect.arrayContaining(['idle', 'busy', 'alarm']));
  expect(samples.filter(({ state }) => state === 'busy').every(({ flow }) => typeof flow === 'number')).toBe(
    true,
  );
  expect(samples.filter(({ state }) => state !== 'busy').every(({ flow }) => flow === undefined)).toBe(true);
  expect(samples.some(({ alarms }) => alarms === 1)).toBe(true);
});

test('doors: a result that tells of the state, a refusal, and a reboot', async () => {
  const { scene, report } = await run('doors', (at) => {
    push(at, 2000, 'door-1', 'cex', '/command/zero', [{ id: 1, payload: { to: 40 } }]);
    push(at, 6000, 'door-1', 'cex', '/command/zero', [{ id: 2, payload: { to: 50 } }]);
    push(at, 8000, 'door-2', 'cex', '/command/reboot', [{ id: 3 }]);
  });
  expect(scene.server.of('cex').flatMap(({ payload }) => payload)).toEqual([
    { id: 1, statusCode: 200, payload: { position: 40 } },
    { id: 2, statusCode: 423, reasonPhrase: 'open already' },
    { id: 3, statusCode: 200 },
  ]);
  expect(report).toMatchObject({ powerOffs: 1, verdict: 'pass' });
});

test('meters: applied and refused configurations', async () => {
  const { scene, report } = await run('meters', (at) => {
    push(at, 2000, 'meter-1', 'cmx', '/config/json', { configId: 'a', config: { samplingPeriod: 4000 } });
    push(at, 4000, 'meter-1', 'cmx', '/config/json', { configId: 'b', config: { samplingPeriod: 2 } });
  });
  expect(scene.server.of('cmx').map(({ payload }) => payload)).toEqual([
    { configId: 'a', statusCode: 422, reasonPhrase: 'too slow' },
    { configId: 'b', statusCode: 200 },
  ]);
  expect(report.configurations).toEqual({ received: 2, applied: 1, refused: 1 });
});

test('trackers: software that is installed, and reported after a reboot', async () => {
  const { samples, report } = await run('trackers', (at) => {
    push(at, 2000, 'tracker-1', 'cmx_ota', '/config/json', { configId: '1.0.1', config: {} });
  });
  expect(new Set(samples.map(({ version }) => version))).toEqual(new Set(['1.0.0', '1.0.1']));
  expect(report.software).toEqual({ started: 1, done: 1, failed: 0 });
});

test('chargers: a generator and a behaviour as modules', async () => {
  const { scene, samples, report } = await run('chargers', (at) => {
    push(at, 1500, 'charger-1', 'cex', '/command/zero', [{ id: 1 }]);
    push(at, 1600, 'charger-1', 'cmx', '/config/json', { configId: 'a', config: { samplingPeriod: 90 } });
  });
  expect(samples.every(({ level }) => Math.abs(Number(level)) <= 2)).toBe(true);
  expect(report.states?.chargers).toMatchObject({ idle: expect.any(Number), charging: expect.any(Number) });
  expect(scene.server.of('cex')[0]?.payload).toMatchObject([{ id: 1, statusCode: 200 }]);
  expect(scene.server.of('cmx')[0]?.payload).toEqual({ configId: 'a', statusCode: 422 });
});
