/**
 * Fleets that reach their platform without MQTT: the same data and the same outcome as with it, and refused where MQTT is needed.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFleets } from '../../src/facade/fleets.js';
import type { JournalEvent } from '../../src/kernel/journal-events.js';
import { ROOT } from '../helpers/sources.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaa-direct-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A blueprint with this fleet. */
function blueprintWith(fleet: string): { readonly blueprint: string; readonly fleets: string } {
  const blueprint = mkdtempSync(join(folder, 'copy-'));
  cpSync(join(ROOT, 'test/fixtures/demo'), blueprint, { recursive: true });
  rmSync(join(blueprint, 'fleets'), { recursive: true });
  const fleets = join(blueprint, 'f.yaml');
  writeFileSync(fleets, `fleet: f\nversion: demo-v1\n${fleet}\n`);
  return { blueprint, fleets };
}

let runs = 0;

async function runOver(transport: 'memory' | 'direct', given: { blueprint: string; fleets?: string }) {
  const journalFile = join(folder, `${++runs}.ndjson`);
  const report = await runFleets({
    ...{ ...given, virtual: true, transport, journalFile, durationMs: 10_000, seed: 7 },
  });
  const journal = readFileSync(journalFile, 'utf8');
  const lines = journal.split('\n').slice(0, -1);
  return { report, journal, events: lines.map((line) => JSON.parse(line) as JournalEvent) };
}

/** What each endpoint has sent as data samples, in its own order. */
function samplesOf(events: readonly JournalEvent[]): Record<string, string[]> {
  const byToken: Record<string, string[]> = {};
  for (const event of events) {
    if (event.type !== 'sim.request-sent' || !event.topic.includes('/dcx/')) continue;
    byToken[event.token] = [...(byToken[event.token] ?? []), event.payload];
  }
  return byToken;
}

describe('without MQTT', () => {
  it('endpoints send what they send with it, at the same times, and all of it is confirmed', async () => {
    const given = blueprintWith(
      'endpoints: 20\ntoken: t-{index}\ngateways: 3\nsamples: { every: 1s, jitter: 0.3, fields: { a: { walk: { start: 1, step: 2 } }, b: { sine: { mean: 1, amplitude: 3, period: 7s } } } }',
    );
    const [memory, direct] = [await runOver('memory', given), await runOver('direct', given)];
    expect(direct.report).toMatchObject({ verdict: 'pass', target: 'direct', unexpectedMessages: 0 });
    expect(direct.report.samples).toEqual(memory.report.samples);
    expect(direct.report.samples.confirmed).toBeGreaterThan(150);
    expect(samplesOf(direct.events)).toEqual(samplesOf(memory.events));
    const [connected] = direct.events.filter(({ type }) => type === 'kpc.client-connected');
    expect(connected).toMatchObject({ client: 'kaa-7-1', transport: 'direct' });
  });

  it('commands and configurations arrive and are answered', async () => {
    const given = { blueprint: join(ROOT, 'templates/smart-building') };
    const [memory, direct] = [await runOver('memory', given), await runOver('direct', given)];
    expect(direct.report.verdict).toBe('pass');
    expect(direct.report.commands.answered).toBe(memory.report.commands.answered);
    expect(direct.report.configurations).toEqual(memory.report.configurations);
  });

  it('the same seed gives the same journal, byte for byte', async () => {
    const given = { blueprint: join(ROOT, 'templates/smart-building') };
    const [one, other] = [await runOver('direct', given), await runOver('direct', given)];
    expect(one.journal).toBe(other.journal);
  });

  it.each([
    ['faults: [{ loss: {}, rate: 0.1 }]', /it has faults of the link/],
    ['connection: { username: fleet }', /its clients log in with a user name/],
    ['connection: { transport: ws }', /it names another transport/],
  ])('%s is refused, with the reason', async (more, reason) => {
    const given = blueprintWith(`endpoints: 1\ntoken: t\nsamples: { every: 1s, fields: { a: 1 } }\n${more}`);
    const running = runFleets({ ...given, virtual: true, transport: 'direct' });
    await expect(running).rejects.toMatchObject({
      code: 'FLEET_NEEDS_MQTT',
      message: expect.stringMatching(reason),
    });
  });
});
