/** Goal: a data set, or the data samples of a recording, serve as a fleet: each endpoint sends what its token sent then. */
import { expect, test } from 'vitest';
import { recordingsOf } from '../../../src/blueprint/recording/recordings.js';
import { fleetOf } from '../helpers/fleets.js';
import { rowsOf, samplesByToken, sentBy } from './rows.js';

const FILE = 'data/session.ndjson';
const first = Date.UTC(2026, 0, 5);
const row = (ms: number, token: string, t: number) =>
  JSON.stringify({ at: new Date(first + ms).toISOString(), token, sample: { t } });
const TEXT = [
  row(0, 'room-001', 1),
  row(500, 'room-002', 20),
  row(2000, 'room-001', 2),
  row(2500, 'room-002', 21),
  row(4000, 'room-001', 3),
].join('\n');

const replayed = (options: object, endpoints = 2) => ({
  ...fleetOf({
    endpoints,
    samples: {
      every: '1s',
      fields: { t: { replay: { file: FILE, column: 'sample.t', token: 'token', ...options } } },
    },
  }),
  recordings: recordingsOf(new Map([[FILE, TEXT]])),
});

const valuesOf = (rows: Awaited<ReturnType<typeof rowsOf>>) =>
  Object.fromEntries(
    Object.entries(samplesByToken(rows)).map(([token, samples]) => [
      token,
      samples.map((sample) => (sample as { t: number }).t),
    ]),
  );

test('row for row, those of its own token', async () => {
  const rows = await rowsOf({ fleets: [replayed({})], durationMs: 4000 });
  expect(valuesOf(rows)).toEqual({ 'room-001': [1, 2, 3, 1], 'room-002': [20, 21, 20, 21] });
});

test('by the time of the recording, which is the same for all', async () => {
  const rows = await rowsOf({ fleets: [replayed({ time: 'at', end: 'hold' })], durationMs: 6000 });
  for (const { token, at, sample } of rows) {
    const elapsed = at - 1_700_000_000_000;
    const expected =
      token === 'room-001' ? 1 + Math.min(2, Math.floor(elapsed / 2000)) : elapsed < 2500 ? 20 : 21;
    expect((sample as { t: number }).t).toBe(expected);
  }
});

test('an endpoint that the recording does not have ends the run, with its token and the file', async () => {
  const input = { fleets: [replayed({}, 3)], durationMs: 4000 };
  const refused = { code: 'REPLAY_TOKEN_UNKNOWN', message: expect.stringContaining('room-003') };
  await expect(rowsOf(input)).rejects.toMatchObject(refused);
  await expect(sentBy(input)).rejects.toMatchObject(refused);
});
