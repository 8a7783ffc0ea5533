/** Goal: each format says what the data samples are, and says it so that readers of the format understand it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, test } from 'vitest';
import { parseTable } from '../../../src/blueprint/recording/table.js';
import { Columns } from '../../../src/sim/generate/columns.js';
import { createEncoder, type Format } from '../../../src/sim/generate/encoder.js';

const AT = Date.UTC(2026, 0, 5) + 512.25;
const folder = mkdtempSync(join(tmpdir(), 'kaa-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function encode(format: Format, samples: readonly unknown[], seen = samples): Promise<Buffer> {
  const columns = new Columns();
  for (const sample of seen) columns.see(sample);
  const ownerOf = (endpoint: number) => ({ fleet: 'rooms', token: `room ${endpoint},1` });
  const encoder = await createEncoder(format, { ownerOf, columns: columns.list() });
  for (const sample of samples) encoder.add(1, AT, sample);
  const parts = [encoder.take(), encoder.end()].flatMap((part) =>
    part === undefined ? [] : [Buffer.from(part)],
  );
  return Buffer.concat(parts);
}

const textOf = async (format: Format, samples: readonly unknown[]) =>
  (await encode(format, samples)).toString();

async function parquetRows(samples: readonly unknown[]) {
  const file = join(folder, 'rows.parquet');
  writeFileSync(file, await encode('parquet', samples));
  return await parquetReadObjects({ file: await asyncBufferFromFile(file) });
}

const SAMPLES = [
  { t: 21.5, on: true, name: 'a "b", c\n', position: { latitude: 50, tags: [1, 'x'] }, at: 3 },
  { t: 21, on: null, name: '', extra: 5_000_000_000 },
  { t: 'hot' },
];

test('ndjson: the data sample as it is sent', async () => {
  const lines = (await textOf('ndjson', SAMPLES))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual(
    SAMPLES.map((sample) => ({ at: '2026-01-05T00:00:00.512Z', fleet: 'rooms', token: 'room 1,1', sample })),
  );
});

test('csv: a header with every column, and rows that the reader of recordings takes', async () => {
  const text = await textOf('csv', SAMPLES);
  expect(text.split('\n')[0]).toBe(
    'at,fleet,token,t,on,name,position.latitude,position.tags,sample.at,extra',
  );
  const { rows, columns, fault } = parseTable('rows.csv', text);
  expect(fault).toBeUndefined();
  const cells = rows.map((row) => columns.map((column) => row.get(column)));
  expect(cells[0]).toEqual([
    ...['2026-01-05T00:00:00.512Z', 'rooms', 'room 1,1', '21.5', 'true', 'a "b", c\n'],
    ...['50', '[1,"x"]', '3', undefined],
  ]);
  expect(cells[1]?.slice(3)).toEqual(['21', undefined, '', undefined, undefined, undefined, '5000000000']);
});

test('line protocol: escaped as it must be, and exact to the nanosecond', async () => {
  expect((await textOf('line-protocol', SAMPLES)).split('\n')).toEqual([
    'rooms,token=room\\ 1\\,1 t=21.5,on=true,name="a \\"b\\", c',
    '",position.latitude=50,position.tags="[1,\\"x\\"]",sample.at=3 1767571200512250000',
    'rooms,token=room\\ 1\\,1 t=21,name="",extra=5000000000 1767571200512250000',
    'rooms,token=room\\ 1\\,1 t="hot" 1767571200512250000',
    '',
  ]);
});

test('line protocol has no line for a data sample without a value, and says so', async () => {
  const encoder = await createEncoder('line-protocol', {
    ownerOf: () => ({ fleet: 'f', token: 't' }),
    columns: [],
  });
  for (const sample of [{}, { a: null }, { a: 1 }]) encoder.add(0, AT, sample);
  expect(encoder.end()).toBe(`f,token=t a=1 1767571200512250000\n`);
  expect(encoder.notes().join()).toContain('2');
});

test('parquet: typed columns; what is of two kinds, and arrays, as JSON', async () => {
  const rows = await parquetRows(SAMPLES);
  const common = { at: new Date('2026-01-05T00:00:00.512Z'), fleet: 'rooms', token: 'room 1,1' };
  expect(rows).toEqual([
    {
      ...common,
      ...{ t: 21.5, on: true, name: 'a "b", c\n', 'position.latitude': 50, 'position.tags': [1, 'x'] },
      ...{ 'sample.at': 3, extra: null },
    },
    {
      ...common,
      ...{ t: 21, on: null, name: '', 'position.latitude': null, 'position.tags': null },
      ...{ 'sample.at': null, extra: 5_000_000_000n },
    },
    {
      ...common,
      ...{ t: 'hot', on: null, name: null, 'position.latitude': null, 'position.tags': null },
      ...{ 'sample.at': null, extra: null },
    },
  ]);
});

test('more rows than a group holds, and no rows at all', async () => {
  const samples = Array.from({ length: 120_001 }, (_, n) => ({ n, half: n / 2 }));
  const rows = await parquetRows(samples);
  expect(rows.length).toBe(samples.length);
  expect(rows.at(-1)).toMatchObject({ n: 120_000, half: 60_000 });
  expect(await parquetRows([])).toEqual([]);
  expect(await textOf('csv', [])).toBe('at,fleet,token\n');
});

const value = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary' }),
);
const name = fc.stringMatching(/^[a-z ,="]{1,6}$/);

describe('any data samples', () => {
  test('csv and parquet give back what was put in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(name, value), { minLength: 1, maxLength: 8 }), async (raw) => {
        // Of texts, CSV as it is read here keeps what has no white space of its own at the ends of lines.
        const samples = raw.map((sample) =>
          Object.fromEntries(Object.entries(sample).map(([key, one]) => [`f${key}`, one === 0 ? 0 : one])),
        );
        const rows = await parquetRows(samples);
        const { rows: lines, fault } = parseTable('any.csv', await textOf('csv', samples));
        expect(fault).toBeUndefined();
        expect([rows.length, lines.length]).toEqual([samples.length, samples.length]);
        for (const [place, sample] of samples.entries()) {
          for (const [key, one] of Object.entries(sample)) {
            const cell = rows[place]?.[key];
            expect(typeof cell === 'bigint' ? Number(cell) : cell).toEqual(one);
            expect(lines[place]?.get(key)).toBe(one === null ? undefined : String(one));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test.each(['csv', 'parquet'] as const)(
  '%s: a column that was not there the first time is an error',
  async (format) => {
    await expect(encode(format, [{ a: 1, b: 2 }], [{ a: 1 }])).rejects.toMatchObject({
      code: 'DATA_SET_NOT_REPEATABLE',
      message: expect.stringContaining('"b"'),
    });
  },
);
