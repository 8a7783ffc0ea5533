/**
 * Goal: what docs/fleets.md says of connections is right. Method: each fleet file of that part is run as it stands, for two
 * minutes of virtual time, and does what the page says.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FleetReport, runFleets } from '../../src/index.js';
import { DEMO } from '../helpers/platform.js';

const page = await readFile(new URL('../../docs/fleets.md', import.meta.url), 'utf8');
const [, part = ''] = /\n## Connections\n([\s\S]*?)\n## /.exec(page) ?? [];
const files = [...part.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaa-docs-'));
  await cp(DEMO, folder, { recursive: true });
  await rm(join(folder, 'fleets'), { recursive: true, force: true });
});
afterAll(() => rm(folder, { recursive: true }));

const EXPECTED: Readonly<Record<string, (report: FleetReport) => void>> = {
  thermostats: ({ notes }) =>
    expect(notes).toEqual(['Fleet thermostats was over memory, without mqtts around it.']),
  sleepers: ({ commands, configurations }) => {
    expect(commands).toMatchObject({ received: 10, answered: 10 });
    expect(configurations.applied).toBeGreaterThanOrEqual(10);
  },
  patient: ({ reconnects, resent }) => expect([reconnects, resent]).toEqual([0, undefined]),
  tags: ({ moves, connections }) => {
    expect(moves).toBeGreaterThan(25);
    expect(connections).toBe(4);
  },
  moors: ({ faults = {}, reconnects, resent }) => {
    expect(Object.keys(faults).sort()).toEqual(['delay', 'disconnect', 'halfOpen', 'loss']);
    expect(faults.disconnect).toBe(reconnects);
    expect(reconnects).toBeGreaterThanOrEqual(40);
    expect(resent).toBeGreaterThan(0);
  },
};

test('every fleet file of that part is tried', () => {
  expect(files.map((text) => /^fleet: (\w+)$/m.exec(text)?.[1])).toEqual(Object.keys(EXPECTED));
});

test.each(Object.keys(EXPECTED))('fleet %s', async (name) => {
  const text = files.find((file) => file.startsWith(`fleet: ${name}\n`)) ?? '';
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, text);
  const report = await runFleets({
    fleets: path,
    blueprint: folder,
    virtual: true,
    seed: 7,
    durationMs: 120_000,
  });
  expect(report).toMatchObject({ verdict: 'pass', reasons: [] });
  EXPECTED[name]?.(report);
});
