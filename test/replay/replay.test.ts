/**
 * Goal: one seed is one run, byte for byte, on every machine, today and after every change.
 *
 * What a few seeds give is recorded in `recorded/`: the SHA-256 of the journal, and how many events of which type it has, so
 * that a difference says where to look. When the journal of a run is meant to have changed (an event more, another order):
 *
 *     npm run replay:record        then read the difference before you commit it
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunFleetsOptions, runFleets } from '../../src/facade/fleets.js';
import type { JournalEvent } from '../../src/kernel/journal-events.js';
import { ROOT } from '../helpers/sources.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaa-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template = (name: string) => join(ROOT, 'templates', name);

let runs = 0;

/** The journal of a run, as it is on disk. */
async function journalOf(options: RunFleetsOptions): Promise<string> {
  const journalFile = join(folder, `${++runs}.ndjson`);
  await runFleets({ virtual: true, durationMs: 15_000, ...options, journalFile });
  return readFileSync(journalFile, 'utf8');
}

const eventsOf = (journal: string): JournalEvent[] =>
  journal
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** What is recorded of a journal. */
function record(journal: string): string {
  const counts = new Map<string, number>();
  for (const { type } of eventsOf(journal)) counts.set(type, (counts.get(type) ?? 0) + 1);
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, n]) => `${n} ${type}`);
  return [`sha256 ${createHash('sha256').update(journal).digest('hex')}`, ...lines, ''].join('\n');
}

describe('the recorded runs', () => {
  it.each([
    ['smart-building', 7],
    ['smart-building', 4_294_967_295],
    ['industrial-machine', 7],
    ['vehicle-fleet', 7],
  ])('%s, seed %i', async (name, seed) => {
    const first = await journalOf({ blueprint: template(name), seed });
    await expect(record(first)).toMatchFileSnapshot(`recorded/${name}-${seed}.txt`);
    // Again, from another folder, in another time zone.
    const copy = join(folder, `another place ${runs}`);
    cpSync(template(name), copy, { recursive: true });
    const { TZ } = process.env;
    process.env.TZ = 'Asia/Kolkata';
    try {
      expect(record(await journalOf({ blueprint: copy, seed }))).toBe(record(first));
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });
});

describe('a virtual run', () => {
  it('of another seed is another run', async () => {
    const blueprint = template('smart-building');
    const options = { blueprint, durationMs: 1000, endpoints: 4 };
    expect(await journalOf({ ...options, seed: 1 })).not.toBe(await journalOf({ ...options, seed: 2 }));
  });

  it('gives the others the same data when there is an endpoint more', async () => {
    const blueprint = template('smart-building');
    const [few, more] = await Promise.all(
      [20, 40].map(async (endpoints) => dataOf(await journalOf({ blueprint, seed: 7, endpoints }))),
    );
    expect(few?.size).toBe(20);
    expect(more?.size).toBe(40);
    for (const [token, data] of few ?? []) expect(more?.get(token), token).toEqual(data);
  });

  it('has a journal without gaps, in order of time, from its start to its end', async () => {
    const startAt = Date.UTC(2024, 1, 29);
    const events = eventsOf(
      await journalOf({ blueprint: template('industrial-machine'), seed: 3, startAt, durationMs: 60_000 }),
    );
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(startAt);
    expect(times.at(-1)).toBe(startAt + 60_000);
  });

  it('reports the same twice, with nothing of the time that it really took', async () => {
    const options = { blueprint: template('vehicle-fleet'), seed: 5, durationMs: 600_000, endpoints: 3 };
    const reports = [];
    for (let n = 0; n < 2; n++) reports.push(await runFleets({ ...options, virtual: true }));
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[0]).toMatchObject({
      verdict: 'pass',
      target: 'memory',
      durationMs: 600_000,
      virtual: { startAt: '2026-01-05T00:00:00.000Z' },
    });
  });
});

/** By token: when the endpoint sent which data samples. */
function dataOf(journal: string): Map<string, unknown[]> {
  const data = new Map<string, unknown[]>();
  for (const event of eventsOf(journal)) {
    if (event.type !== 'sim.request-sent' || !event.topic.includes('/dcx/')) continue;
    const { token, at, payload } = event;
    data.set(token, [...(data.get(token) ?? []), { at, payload }]);
  }
  return data;
}
