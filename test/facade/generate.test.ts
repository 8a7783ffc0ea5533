/** Goal: a data set on disk has what a run in virtual time with the same seed sends, and is there as a whole or not at all. */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { runFleets } from '../../src/facade/fleets.js';
import { type GenerateOptions, generateDataSet } from '../../src/facade/generate.js';
import { replayRecording } from '../../src/facade/replay.js';
import { mergeShards } from '../../src/facade/shard-reports.js';
import { trimRecording } from '../../src/facade/trim.js';

const folder = mkdtempSync(join(tmpdir(), 'kaa-generate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

mkdirSync(file('fleets'));
writeFileSync(
  file('blueprint.yaml'),
  'name: rooms\ntenant: kaa\napplications:\n  rooms: { versions: { rooms-v1: {}, halls-v1: {} } }\n',
);
writeFileSync(
  file('fleets/rooms.yaml'),
  `fleet: rooms
version: rooms-v1
endpoints: 5
token: room-{index}
parameters: { floor: { random: { min: 0, max: 9, integer: true } } }
metadata: { floor: { expression: device.parameters.floor } }
samples:
  every: 1s
  jitter: 0.3
  fields:
    temperature: { walk: { start: 20, step: 1, min: 0, max: 40 } }
    floor: { expression: device.parameters.floor }
    at: { timestamp: iso }
behaviour:
  start: idle
  states:
    idle: { next: [{ to: busy, after: [2s, 6s] }] }
    busy: { samples: { every: 200ms, batch: 3 }, next: [{ to: idle, after: 2s }] }
faults:
  - { spike: { field: temperature, by: 50 }, rate: 0.1 }
  - { outOfOrder: {}, rate: 0.1 }
  - { reboot: { takes: 2s }, every: 20s }
`,
);
writeFileSync(
  file('fleets/halls.yaml'),
  `fleet: halls
version: halls-v1
endpoints: 6
token: hall-{index}
gateways: 2
samples: { arrival: { mean: 500ms }, fields: { open: { chance: 0.5 } } }
stages: [{ over: 5s, to: 1 }, { hold: 10s }]
`,
);

const common = { fleets: file('fleets'), blueprint: folder, seed: 7, durationMs: 30_000 };

interface Row {
  readonly token: string;
  readonly sample: unknown;
}

const rowsOf = (name: string): Row[] =>
  readFileSync(file(name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

function byToken(rows: readonly Row[]) {
  const samples = new Map<string, unknown[]>();
  for (const { token, sample } of rows) samples.set(token, [...(samples.get(token) ?? []), sample]);
  return Object.fromEntries([...samples].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const generate = (output: GenerateOptions['output'], options: Partial<GenerateOptions> = {}) =>
  generateDataSet({ ...common, format: 'ndjson', output, ...options });

describe('a data set', () => {
  test('has the data samples of kaa sim run --virtual, for each endpoint in order', async () => {
    const report = await generate(file('all.ndjson'));
    await runFleets({ ...common, virtual: true, journalFile: file('run.ndjson') });
    await trimRecording({ file: file('run.ndjson'), dataSamples: true, output: file('run-rows.ndjson') });
    expect(byToken(rowsOf('all.ndjson'))).toEqual(byToken(rowsOf('run-rows.ndjson')));
    expect(report).toMatchObject({
      seed: 7,
      samples: rowsOf('all.ndjson').length,
      endpoints: 11,
      durationMs: 30_000,
    });
    expect(Object.keys(report.faults ?? {}).sort()).toEqual(['outOfOrder', 'reboot', 'spike']);
    expect(report.bytes).toBe(readFileSync(file('all.ndjson')).length);
  });

  test('in shards: together the same, and each names itself', async () => {
    const reports = await Promise.all(
      [1, 2, 3].map((index) => generate(file(`part-${index}.ndjson`), { shard: `${index}/3` })),
    );
    expect(reports.map(({ shard }) => shard)).toEqual(['1/3', '2/3', '3/3']);
    const parts = [1, 2, 3].flatMap((index) => rowsOf(`part-${index}.ndjson`));
    expect(byToken(parts)).toEqual(byToken(rowsOf('all.ndjson')));
  });

  test('in shards needs a seed, or each would draw its own', async () => {
    const refused = generate(file('x'), { seed: undefined, shard: '1/2' });
    await expect(refused).rejects.toThrow(/--shard 1\/2.*the same --seed/);
    await expect(generate(file('x'), { seed: undefined, shard: '1/1' })).resolves.toMatchObject({});
  });

  test('of a number of data samples cannot be divided', async () => {
    const refused = generate(file('x'), { durationMs: undefined, samples: 10, shard: '1/2' });
    await expect(refused).rejects.toMatchObject({ code: 'FLAG_INVALID' });
    const run = runFleets({ ...common, virtual: true, samples: 10, shard: '1/2' });
    await expect(run).rejects.toMatchObject({ code: 'FLAG_INVALID' });
  });

  test('that is given up, or fails on its way, leaves what was there, and nothing beside it', async () => {
    writeFileSync(file('kept.csv'), 'before');
    const before = readdirSync(folder);
    const stopped = await generate(file('kept.csv'), { format: 'csv', signal: AbortSignal.abort() });
    expect(stopped.interrupted).toBe(true);
    await expect(generate(file('kept.csv'), { fleets: file('nowhere') })).rejects.toMatchObject({
      code: 'FLEETS_NOT_FOUND',
    });
    await expect(generate(folder)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    await expect(generate(join(folder, 'no', 'such'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    expect(readFileSync(file('kept.csv'), 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(before);
  });

  test('replaces a file, and what a link leads to rather than the link', async () => {
    writeFileSync(file('real.csv'), 'before');
    symlinkSync(file('real.csv'), file('link.csv'));
    await generate(file('link.csv'), { format: 'csv', durationMs: 2000 });
    expect(readFileSync(file('real.csv'), 'utf8')).toMatch(/^at,fleet,token,/);
  });

  test('to a stream that is slower than the fleets: it is waited for', async () => {
    const chunks: Buffer[] = [];
    let held = 0;
    let most = 0;
    const slow = new Writable({
      highWaterMark: 1024,
      write(chunk, _encoding, done) {
        chunks.push(chunk);
        held = slow.writableLength;
        most = Math.max(most, held);
        setImmediate(done);
      },
    });
    const report = await generate(slow, { durationMs: 600_000 });
    expect(Buffer.concat(chunks).length).toBe(report.bytes);
    expect(most).toBeLessThan(report.bytes / 2);
    expect(slow.writableEnded).toBe(false);
  });
});

describe('reports as files', () => {
  test('of shards in virtual time merge into that of the run; a file without a report is told, and its shard missing', async () => {
    const whole = await runFleets({ ...common, virtual: true });
    for (const index of [1, 2, 3])
      await runFleets({
        ...common,
        virtual: true,
        shard: `${index}/3`,
        reportFile: file(`shard-${index}.json`),
      });
    const files = [1, 2, 3].map((index) => file(`shard-${index}.json`));
    const merged = await mergeShards(files);
    expect(merged).toMatchObject({
      verdict: whole.verdict,
      samples: whole.samples,
      metadata: whole.metadata,
    });
    expect(merged.states).toEqual(whole.states);
    expect(merged.faults).toEqual(whole.faults);

    writeFileSync(file('shard-2.json'), '');
    const lame = await mergeShards([...files, file('nowhere.json')]);
    expect(lame).toMatchObject({ verdict: 'fail', shards: { missing: [2] } });
    expect(lame.notes.slice(0, 2)).toEqual([
      `${file('shard-2.json')} was not read: it is empty.`,
      `${file('nowhere.json')} was not read: there is no such file.`,
    ]);
    await expect(mergeShards([file('nowhere.json')])).rejects.toMatchObject({ code: 'REPORT_NOT_READABLE' });
  });

  test('that were changed by hand are refused, not a bug', async () => {
    const report = JSON.parse(readFileSync(file('shard-1.json'), 'utf8'));
    report.figures.run.times.due.histogram = 'nonsense';
    writeFileSync(file('damaged.json'), JSON.stringify(report));
    await expect(mergeShards([file('damaged.json')])).rejects.toMatchObject({ code: 'REPORT_NOT_READABLE' });
  });

  test('a run that fails writes none', async () => {
    const failed = runFleets({ ...common, target: 'mqtt://127.0.0.1:1', reportFile: file('never.json') });
    await expect(failed).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    expect(readdirSync(folder)).not.toContain('never.json');
    await expect(
      runFleets({ ...common, virtual: true, reportFile: join(folder, 'no', 'such.json') }),
    ).rejects.toMatchObject({ code: 'REPORT_NOT_WRITABLE' });
  });
});

describe('a recording', () => {
  test('of a virtual run, replayed in virtual time: all confirmed, and the same journal each time', async () => {
    const texts: string[] = [];
    for (const name of ['a.ndjson', 'b.ndjson']) {
      const report = await replayRecording({
        ...{ file: file('run.ndjson'), blueprint: folder, virtual: true, rate: 5, journalFile: file(name) },
      });
      expect(report).toMatchObject({ verdict: 'pass', samples: { sent: rowsOf('all.ndjson').length } });
      expect(report.durationMs).toBeLessThan(6100);
      texts.push(readFileSync(file(name), 'utf8'));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  test('cut to a part is a recording; damaged, empty and foreign ones are told with the place', async () => {
    await trimRecording({
      file: file('run.ndjson'),
      from: '5s',
      to: '8s',
      tokens: ['hall-2'],
      output: file('cut.ndjson'),
    });
    const cut = readFileSync(file('cut.ndjson'), 'utf8');
    expect(cut).toContain('hall-2');
    expect(cut).not.toContain('room-1');
    writeFileSync(file('broken.ndjson'), `${cut.split('\n')[0]}\nnonsense\n${cut.split('\n')[0]}\n`);
    const replay = (name: string, options = {}) =>
      replayRecording({ file: file(name), blueprint: folder, virtual: true, ...options });
    await expect(replay('broken.ndjson')).rejects.toMatchObject({
      message: expect.stringContaining('line 2'),
    });
    await expect(replay('cut.ndjson', { from: '1h' })).rejects.toMatchObject({ code: 'RECORDING_EMPTY' });
    await expect(replay('cut.ndjson', { from: '5s', to: '2s' })).rejects.toMatchObject({
      code: 'FLAG_INVALID',
    });
    writeFileSync(file('foreign.ndjson'), cut.replaceAll('halls-v1', 'other-v1'));
    await expect(replay('foreign.ndjson')).rejects.toMatchObject({ code: 'RECORDING_VERSION_UNKNOWN' });
  });
});
