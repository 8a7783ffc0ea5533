/** The journal on disk: nothing waits for long to be written, and no event can break it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FLUSH_MS, writeJournal } from '../../src/facade/journal-file.js';
import { Journal } from '../../src/kernel/journal.js';
import type { JournalEntry } from '../../src/kernel/journal-events.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaa-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lost = (client: string) => ({ type: 'sim.connection-lost', client }) as const;

const started = async () => {
  const clock = new VirtualClock(5);
  const journal = new Journal(clock);
  const file = join(folder, 'journal.ndjson');
  const lines = () => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return { clock, journal, lines, written: await writeJournal(journal, file, clock) };
};

it('a line is on disk a second later, without another event', async () => {
  const { clock, journal, lines, written } = await started();
  journal.append(lost('a'));
  expect(lines()).toEqual([]);
  await clock.advance(FLUSH_MS);
  await expect.poll(lines).toHaveLength(1);
  await written.close();
});

it('when it is closed every line is there, and nothing is pending', async () => {
  const { clock, journal, lines, written } = await started();
  for (const client of ['a', 'b']) journal.append(lost(client));
  await written.close();
  expect(lines().map((line) => JSON.parse(line).client)).toEqual(['a', 'b']);
  expect(clock.pending()).toEqual([]);
});

it('an event that is no JSON is written with a text in its place', async () => {
  const { journal, lines, written } = await started();
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  journal.append({ ...lost('a'), payload: deep } as unknown as JournalEntry);
  journal.append(lost('b'));
  expect(journal.listenerFailures).toBe(0);
  await written.close();
  const [first, second] = lines().map((line) => JSON.parse(line));
  expect(first).toMatchObject({ seq: 0, client: 'a', payload: expect.stringMatching(/^\(not written: /) });
  expect(second).toMatchObject({ seq: 1, client: 'b' });
});
