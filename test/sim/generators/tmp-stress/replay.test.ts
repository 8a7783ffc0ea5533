/**
 * Recordings: reading CSV and NDJSON, what is wrong with them by line, and replaying columns.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRows } from '../../../../src/blueprint/recording/csv.js';
import { recordingFiles, recordingsOf } from '../../../../src/blueprint/recording/recordings.js';
import { type ReplayOptions, seriesOf } from '../../../../src/blueprint/recording/series.js';
import { parseTable } from '../../../../src/blueprint/recording/table.js';
import { createValue } from '../../../../src/sim/generators/registry.js';
import { momentAt, originOf } from '../../helpers/fleets.js';

type Options = Omit<ReplayOptions, 'file'>;

const DAY = 'time,temperature,door\n1000,18,closed\n3000,22,open\n4000,21,closed\n';
const LINES =
  '{"at":"2024-03-01T06:00:00Z","env":{"t":1.5},"tags":["a"]}\n\n{"at":"2024-03-01T06:00:10Z","env":{"t":2.5},"on":true}\n';

function replayOf(options: Options, text = DAY, file = 'day.csv', origin = originOf()) {
  const recordings = recordingsOf(new Map([[file, text]]));
  return createValue({ replay: { file, ...options } }, origin, { recordings });
}

/** One second apart. */
function values(options: Options, count: number, ...rest: [text?: string, file?: string]): unknown[] {
  const generator = replayOf(options, ...rest);
  return Array.from({ length: count }, (_, place) => generator.next(momentAt(place * 1000)));
}

describe('replay, a row for each data sample', () => {
  test('begins again after the last row, or stays there', () => {
    expect(values({ column: 'temperature' }, 5)).toEqual([18, 22, 21, 18, 22]);
    expect(values({ column: 'temperature', end: 'hold' }, 5)).toEqual([18, 22, 21, 21, 21]);
    expect(values({ column: 'door' }, 2)).toEqual(['closed', 'open']);
  });

  test('rows of NDJSON keep their types; what a row does not have is left out', () => {
    expect(values({ column: 'env.t' }, 3, LINES, 'a.ndjson')).toEqual([1.5, 2.5, 1.5]);
    expect(values({ column: 'tags' }, 2, LINES, 'a.jsonl')).toEqual([['a'], undefined]);
    expect(values({ column: 'on', as: 'boolean' }, 2, LINES, 'a.ndjson')).toEqual([undefined, true]);
  });

  test('spread begins elsewhere for each endpoint, and keeps the fields of one file in step', () => {
    const rows = Array.from({ length: 100 }, (_, row) => `${row},r${row}`).join('\n');
    const text = `n,name\n${rows}\n`;
    const start = (token: string, column: string) =>
      replayOf({ column, spread: true }, text, 'n.csv', originOf(token, column)).next(momentAt(0));
    const starts = Array.from({ length: 20 }, (_, index) => start(`t-${index}`, 'n'));
    expect(new Set(starts).size).toBeGreaterThan(10);
    expect(start('t-3', 'name')).toBe(`r${starts[3]}`);
    expect(start('t-3', 'n')).toBe(starts[3]);
  });
});

describe('replay by its own times', () => {
  test('each row lasts until the next, and the last as long as the one before it', () => {
    const timed = { column: 'temperature', time: 'time' };
    expect(values(timed, 9)).toEqual([18, 18, 22, 21, 18, 18, 22, 21, 18]);
    expect(values({ ...timed, end: 'hold' }, 6)).toEqual([18, 18, 22, 21, 21, 21]);
  });

  test('interpolate draws straight lines', () => {
    const spec = { column: 'temperature', time: 'time', interpolate: true, end: 'hold' } as const;
    expect(values(spec, 5)).toEqual([18, 20, 22, 21, 21]);
  });

  test('seconds, and ISO 8601 with a zone, without one (UTC) and with a space', () => {
    expect(values({ column: 'v', time: 't', unit: 's' }, 3, 't,v\n10,1\n11,2\n12,3', 'a.csv')).toEqual([
      1, 2, 3,
    ]);
    const iso = 't,v\n2024-01-01T00:00:00+01:00,1\n2023-12-31 23:00:01,2\n2023-12-31T23:00:02.000Z,3\n';
    expect(values({ column: 'v', time: 't' }, 3, iso, 'a.csv')).toEqual([1, 2, 3]);
    expect(values({ column: 'env.t', time: 'at' }, 11, LINES, 'a.ndjson').slice(9)).toEqual([1.5, 2.5]);
  });

  test('one row, and rows of one time, do not divide by nothing', () => {
    expect(values({ column: 'v', time: 't' }, 2, 't,v\n5,7\n', 'a.csv')).toEqual([7, 7]);
    const same = { column: 'v', time: 't', interpolate: true };
    expect(values(same, 2, 't,v\n5,7\n5,8\n', 'a.csv')).toEqual([8, 8]);
  });

  test('interpolated values stay between those of the file, and do not depend on how often they are asked', () => {
    const row = fc.tuple(fc.nat(5000), fc.integer({ min: -50, max: 50 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(100_000), (rows, elapsed) => {
        const timeOf = (place: number) => rows.slice(0, place + 1).reduce((sum, [gap]) => sum + gap, 0);
        const text = `t,v\n${rows.map(([, value], place) => `${timeOf(place)},${value}`).join('\n')}\n`;
        const options = { column: 'v', time: 't', interpolate: true };
        const value = replayOf(options, text).next(momentAt(elapsed)) as number;
        const all = rows.map(([, one]) => one);
        expect(value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
        const asked = replayOf(options, text);
        asked.next(momentAt(elapsed / 2));
        expect(asked.next(momentAt(elapsed))).toBe(value);
      }),
    );
  });
});

describe('CSV', () => {
  const cells = (text: string) => csvRows(text).rows.map((row) => row.cells);

  test.each<[string, string, (string | undefined)[][]]>([
    [
      'line ends of all machines, and none at the end',
      'a,b\r\n1,2\n3,4',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs, with empty cells',
      'a\tb\n\t2\n',
      [
        ['a', 'b'],
        [undefined, '2'],
      ],
    ],
    ['quotes', 'a, "b ""c"", d" ,e\n', [['a', 'b "c", d', 'e']]],
    [
      'a line break in quotes',
      'a,b\n"x\ny",2\n',
      [
        ['a', 'b'],
        ['x\ny', '2'],
      ],
    ],
    ['empty lines', '\na\n\n1\n \n', [['a'], ['1']]],
    [
      'an empty last cell',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', undefined],
      ],
    ],
    [
      'white space around cells',
      'a , b\n 1 ,2 \n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_title, text, rows) => {
    expect(cells(text)).toEqual(rows);
  });

  test('rows know their line, also after a cell of several', () => {
    expect(csvRows('a,b\n"x\ny",2\n\n3,4\n').rows.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  test('what is written quoted is read back', () => {
    const rows = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 2 }), {
      minLength: 1,
    });
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(rows, (written) => {
        const text = `a,b\n${written.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
        expect(cells(text).slice(1)).toEqual(written);
      }),
    );
  });
});

describe('what is wrong with a recording', () => {
  const faultOf = (text: string, options: Options, file = 'day.csv') =>
    seriesOf(parseTable(file, text), { file, ...options }).fault;

  test.each<[string, Options, string, string, string?]>([
    ['', { column: 'a' }, 'file', 'day.csv has no rows'],
    ['a,b\n', { column: 'a' }, 'file', 'day.csv has no rows'],
    ['a,b\n1,2\n1\n', { column: 'a' }, 'file', 'day.csv:3 has 1 cell, and the header has 2'],
    ['a,a\n1,2\n', { column: 'a' }, 'file', 'day.csv:1 has the column "a" twice'],
    [
      'a\n"1\n',
      { column: 'a' },
      'file',
      'day.csv:2 has a quote that does not end, or not before a separator',
    ],
    [
      DAY,
      { column: 'temprature' },
      'column',
      'day.csv:1 has no column "temprature"; there are: time, temperature, door',
    ],
    [
      DAY,
      { column: 'door', time: 'at' },
      'time',
      'day.csv:1 has no column "at"; there are: time, temperature, door',
    ],
    ['a,b\n1,\n', { column: 'b' }, 'column', 'the column "b" of day.csv is empty'],
    [
      'a\n1.5\n\n1.x\n',
      { column: 'a' },
      'column',
      'day.csv:4 has "1.x" in "a", which is not a number, as the first, "1.5", is',
    ],
    [
      'a\n1\nNaN\n',
      { column: 'a', as: 'number' },
      'column',
      'day.csv:3 has "NaN" in "a", which is not a number',
    ],
    [
      DAY,
      { column: 'door', time: 'time', interpolate: true },
      'column',
      'day.csv:2 has "closed" in "door", which is not a number',
    ],
    [
      'a\ntrue\n0\n',
      { column: 'a' },
      'column',
      'day.csv:3 has "0" in "a", which is not true or false, as the first, "true", is',
    ],
    [
      't,a\nsoon,1\n',
      { column: 'a', time: 't' },
      'time',
      'day.csv:2 has "soon" in "t", which is no time: neither a number nor ISO 8601',
    ],
    [
      't,a\n1,1\n,1\n',
      { column: 'a', time: 't' },
      'time',
      'day.csv:3 has nothing in "t", which is no time: neither a number nor ISO 8601',
    ],
    ['t,a\n2,1\n1,1\n', { column: 'a', time: 't' }, 'time', 'day.csv:3 goes back in time: "1" in "t"'],
    [
      '{"a":1}\n{"a":\n',
      { column: 'a' },
      'file',
      'a.ndjson:2 is not JSON: the text ends too early',
      'a.ndjson',
    ],
    ['{"a":1}\n[1]\n', { column: 'a' }, 'file', 'a.ndjson:2 is no object', 'a.ndjson'],
    [
      '{"a":{"b":1}}\n',
      { column: 'a.c' },
      'column',
      'a.ndjson has no member "a.c"; there are: a',
      'a.ndjson',
    ],
    [
      '{"a":1}\n{"a":"1x"}\n',
      { column: 'a', as: 'number' },
      'column',
      'a.ndjson:2 has "1x" in "a", which is not a number',
      'a.ndjson',
    ],
  ])('%j', (text, options, option, message, file) => {
    expect(faultOf(text, options, file)).toMatchObject({ option, message });
  });

  test('a mistyped column has its nearest name', () => {
    expect(faultOf(DAY, { column: 'temprature' })?.suggestion).toBe('temperature');
  });

  test('no text makes the readers throw', () => {
    const words = fc.constantFrom('a', '1', ',', '"', '\n', '\r\n', ' ', '{"a":1}', '\uFEFF', 'é');
    const text = fc.array(words).map((some) => some.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('x.csv', 'x.ndjson'), (some, file) => {
        const table = parseTable(file, some);
        expect(table.fault === undefined).toBe(table.rows.length > 0);
      }),
    );
  });
});

test('files to read are found wherever a value may be, and each once', () => {
  const spec = {
    object: { a: { by: { field: 'x', values: { y: { replay: { file: './r/../r/a.csv', column: 'c' } } } } } },
  };
  expect(recordingFiles({ samples: { fields: { one: spec } }, operator: [{ payload: null }] })).toEqual([
    'r/a.csv',
  ]);
  const recordings = recordingsOf(new Map([['r/a.csv', DAY]]));
  expect(recordings('r/a.csv')).toBe(recordings('./r/a.csv'));
  expect(recordings('b.csv')).toBeUndefined();
});
