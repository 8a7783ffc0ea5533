/**
 * Goal: a data set tells the very millisecond that a run in virtual time tells, in its journal and in its time series.
 * Method: fleets of every kind of schedule, long enough for times to come within a microsecond of the next millisecond and
 * for two ticks to come within a few microseconds of each other; every data sample says by itself which one it is.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runFleets } from '../../src/facade/fleets.js';
import { generateDataSet } from '../../src/facade/generate.js';
import { trimRecording } from '../../src/facade/trim.js';

const folder = mkdtempSync(join(tmpdir(), 'kaa-times-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

mkdirSync(file('fleets'));
writeFileSync(
  file('blueprint.yaml'),
  'name: rooms\ntenant: kaa\napplications:\n  rooms: { versions: { rooms-v1: {} } }\n',
);
const SCHEDULES = {
  jitter: 'every: 310ms, jitter: 0.5',
  arrivals: 'arrival: { mean: 250ms }',
  thirds: 'every: 333.333ms',
  bursts: 'every: 1700ms, burst: { count: 4, apart: 7ms }',
};
for (const [fleet, schedule] of Object.entries(SCHEDULES))
  writeFileSync(
    file(`fleets/${fleet}.yaml`),
    `fleet: ${fleet}
version: rooms-v1
endpoints: 15
token: ${fleet}-{index}
samples: { ${schedule}, fields: { number: { counter: {} }, at: { timestamp: millis } } }
`,
  );

const common = { fleets: file('fleets'), blueprint: folder, seed: 11, durationMs: 100_000 };

interface Row {
  readonly at: string;
  readonly token: string;
  readonly sample: { readonly number: number; readonly at: number };
}

const linesOf = (name: string) => readFileSync(file(name), 'utf8').split('\n').filter(Boolean);
const timesOf = (name: string) =>
  linesOf(name)
    .map((line) => JSON.parse(line) as Row)
    .map(({ at, token, sample }) => `${token} ${sample.number} ${at} ${sample.at}`);

test('its times, to the millisecond, are those of the run', { timeout: 60_000 }, async () => {
  await generateDataSet({ ...common, format: 'ndjson', output: file('set.ndjson') });
  await runFleets({ ...common, virtual: true, journalFile: file('run.ndjson') });
  await trimRecording({ file: file('run.ndjson'), dataSamples: true, output: file('rows.ndjson') });
  const set = timesOf('set.ndjson');
  expect(set.length).toBeGreaterThan(10_000);
  expect(set).toEqual(timesOf('rows.ndjson'));
});
