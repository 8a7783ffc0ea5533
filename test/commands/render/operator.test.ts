/**
 * What the operator's commands print: tables, points in every format, plots, what became of a command.
 */
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { width } from '../../../src/commands/render/columns.js';
import { invocation } from '../../../src/commands/render/invocation.js';
import { platformLines } from '../../../src/commands/render/platforms.js';
import { plot } from '../../../src/commands/render/plot.js';
import { plots } from '../../../src/commands/render/plots.js';
import { csv, pointLine, pointsAs } from '../../../src/commands/render/points.js';
import { cell, record, rest, table } from '../../../src/commands/render/records.js';
import { COLOURED, PLAIN } from '../../../src/commands/render/style.js';
import type { InvocationOutcome } from '../../../src/operator/cex.js';
import type { Point } from '../../../src/operator/epts.js';

const at = (second: number) => `2024-05-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const point = (values: Point['values'], second = 0, timeSeries = 'auto~t'): Point => ({
  endpointId: 'e1',
  timeSeries,
  timestamp: at(second),
  values,
});

describe('records', () => {
  it('a cell: texts as they are, a dash for nothing, JSON for the rest, no control characters', () => {
    expect([undefined, null, '', 'a b', 0, false, { a: 1 }].map(cell)).toEqual([
      '–',
      '–',
      '–',
      'a b',
      '0',
      'false',
      '{"a":1}',
    ]);
    expect(cell('red\u001b[31m\n')).toBe('red\\u001b[31m\\n');
  });

  it('a table has a head, or says that there is nothing', () => {
    expect(table(['A', 'Bcd'], [['long', 1]], PLAIN, { none: 'no rows' })).toBe('  A      Bcd\n  long   1');
    expect(table(['A'], [], PLAIN, { none: 'no rows' })).toBe('  no rows');
  });

  it('a record leaves out what is not there', () => {
    expect(record({ ID: 'x', Gone: null, Off: false }, PLAIN)).toBe('  ID    x\n  Off   false');
  });

  it('a page that is not all says so', () => {
    expect(rest(50, 120, PLAIN)).toContain('50 of 120');
    expect(rest(50, 50, PLAIN)).toBe('');
    expect(rest(0, 120, PLAIN)).toBe('');
  });
});

describe('points', () => {
  const points = [
    point({ value: 21.5 }),
    point({ latitude: 50.4, note: 'a "b", c', off: null }, 1, 'location'),
  ];

  it('table', () => {
    expect(pointsAs('table', points, PLAIN)).toMatchInlineSnapshot(`
      "  Timestamp                  Endpoint ID   Time series   Values
        2024-05-01T12:00:00.000Z   e1            auto~t        21.5
        2024-05-01T12:00:01.000Z   e1            location      latitude=50.4 note="a \\"b\\", c" off=null"
    `);
    expect(pointsAs('table', [], PLAIN)).toBe('  no data points');
    expect(pointLine(points[0] as Point, PLAIN)).toContain('e1   auto~t   21.5');
  });

  it('json and ndjson carry the same values', () => {
    expect(JSON.parse(pointsAs('json', points, PLAIN))).toEqual(points);
    expect(
      pointsAs('ndjson', points, PLAIN)
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(points);
  });

  it('csv: a column for each name of a value, empty where a point has none', () => {
    expect(csv(points)).toBe(
      'timestamp,endpointId,timeSeries,value,latitude,note,off\n' +
        `${at(0)},e1,auto~t,21.5,,,\n` +
        `${at(1)},e1,location,,50.4,"a ""b"", c",`,
    );
  });

  it('csv: any text comes back out of its field [RFC 4180]', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const field = csv([point({ value: text })]).slice(csv([point({ value: '' })]).length);
        const read = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
        expect(read).toBe(text);
        expect(/[",\r\n]/.test(text)).toBe(field.startsWith('"'));
      }),
    );
  });
});

describe('plot', () => {
  const ramp = Array.from({ length: 20 }, (_, index) => ({
    at: Date.UTC(2024, 4, 1, 12, 0, index),
    value: index,
  }));
  const size = { title: 'auto~t of e1', width: 40, height: 4 };

  it('a ramp goes from the bottom at the left to the top at the right, with bounds and times', () => {
    expect(plot(ramp, size, PLAIN)).toMatchInlineSnapshot(`
      "  auto~t of e1  20 points, last 19
        19 ┤                          ⣀⡠⠤⠤⠤⠒⠒⠉
           ┤                 ⣀⣀⠤⠤⠤⠔⠒⠉⠉
           ┤        ⢀⣀⠤⠤⠒⠒⠒⠊⠉
         0 ┤⣀⡠⠤⠒⠒⠒⠊⠉⠁
            2024-05-01T12:00:00Z      12:00:19"
    `);
  });

  it('the order in which points come does not matter', () => {
    expect(plot(ramp.toReversed(), size, PLAIN)).toBe(plot(ramp, size, PLAIN));
  });

  it('one point, and a value that never changes', () => {
    expect(plot(ramp.slice(0, 1), size, PLAIN)).toContain('1 point, last 0');
    const flat = ramp.map((sample) => ({ ...sample, value: 5 }));
    const lines = plot(flat, size, PLAIN).split('\n').slice(1, -1);
    expect(lines.filter((line) => /[\u2801-\u28ff]/.test(line))).toHaveLength(1);
  });

  it('is as wide as it may be and no wider, whatever the values; colour adds nothing to see', () => {
    const sample = fc.record({
      at: fc.integer({ min: 0, max: 4e12 }),
      value: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 50 }), (samples) => {
        const drawn = plot(samples, { title: 't', width: 72, height: 6 }, PLAIN).split('\n');
        expect(drawn).toHaveLength(8);
        for (const line of drawn) expect(width(line)).toBeLessThanOrEqual(72);
        const coloured = plot(samples, { title: 't', width: 72, height: 6 }, COLOURED);
        expect(stripVTControlCharacters(coloured)).toBe(drawn.join('\n'));
      }),
    );
  });

  it('one for each numeric value; texts are left out; none at all when there are no numbers', () => {
    const points = [point({ latitude: 1, longitude: 2, note: 'x' }, 0, 'location'), point({ value: 3 })];
    const drawn = plots(points, { width: 60, height: 3 }, PLAIN) as string;
    expect(drawn.match(/ of e1/g)).toHaveLength(3);
    expect(drawn).toContain('location latitude of e1');
    expect(drawn).toContain('auto~t of e1');
    expect(plots([point({ note: 'x' })], { width: 60, height: 3 }, PLAIN)).toBeUndefined();
  });

  it('no more than a screen can hold, and how many are left', () => {
    const many = Array.from({ length: 11 }, (_, index) => point({ value: 1 }, 0, `s${index}`));
    expect(plots(many, { width: 60, height: 3 }, PLAIN)).toMatch(/3 more: choose with/);
  });
});

describe('what became of a command', () => {
  const outcome: InvocationOutcome = {
    endpointId: 'e1',
    commandType: 'set-setpoint',
    commandId: 7,
    outcome: 'executed',
    statusCode: 200,
    reasonPhrase: null,
    requestPayload: { setpoint: 22 },
    responsePayload: { ok: true },
    elapsedMs: 12.34,
  };
  const shown = (change: Partial<InvocationOutcome>, awaitMs = 10_000) =>
    invocation({ ...outcome, ...change }, { awaitMs }, PLAIN);

  it('executed', () => {
    expect(shown({})).toMatchInlineSnapshot(`
      "  Request    set-setpoint, command ID 7, to endpoint e1
        Payload    {"setpoint":22}
        Delivery   delivered
        Answer     200   {"ok":true}
        Elapsed    12.3 ms

        ✔ executed"
    `);
  });

  it('failed: the endpoint said why', () => {
    const text = shown({ outcome: 'failed', statusCode: 409, reasonPhrase: 'Busy', responsePayload: null });
    expect(text).toContain('409 Busy');
    expect(text).toContain('✘ the endpoint answered with an error');
  });

  it('pending and expired have no answer', () => {
    const gone = { statusCode: null, responsePayload: null };
    // It may have been delivered: REST does not tell.
    expect(shown({ ...gone, outcome: 'pending' })).toMatch(
      /Delivery +not known.*\n +Answer +none within 10\.0 s; possible until/,
    );
    expect(shown({ ...gone, outcome: 'pending' }, 0)).toContain('not awaited');
    expect(shown({ ...gone, outcome: 'expired' })).toMatch(/Answer +none before the command expired/);
  });
});

describe('a platform', () => {
  it('that answers, and one that does not', () => {
    const announced = {
      pid: 7,
      startedAt: at(0),
      blueprint: { name: 'b', folder: '/projects/b' },
      addresses: { mqtt: 'mqtt://127.0.0.1:1' },
    };
    const status = {
      blueprint: { name: 'b', tenant: 'kaa' },
      startedAt: at(0),
      uptimeMs: 65_000,
      restarts: 2,
      faults: { armed: 1, struck: 14 },
      endpoints: { total: 1200, connected: 3 },
      clients: { connected: 1 },
      messages: { received: 5, sent: 4 },
      diagnostics: [{ code: 'x', reason: 'no such token', remedy: '', count: 2 }],
    };
    expect(platformLines({ ...announced, status }, PLAIN)).toMatchInlineSnapshot(`
      "
        ● b
        MQTT        mqtt://127.0.0.1:1
        Folder      /projects/b
        Process     7
        Running     since 2024-05-01T12:00:00.000Z
        Endpoints   1,200, 3 connected
        Messages    5 received   4 sent
        Restarts    2
        Faults      1 armed, struck 14 times
             2  no such token"
    `);
    const untold = 'it wants a token';
    expect(platformLines({ ...announced, status: null, untold }, PLAIN)).toMatch(
      new RegExp(`since ${at(0)}\n +Not told +it wants a token$`),
    );
    const sound = { ...status, restarts: 0, faults: { armed: 0, struck: 0 } };
    expect(platformLines({ ...announced, status: sound }, PLAIN)).not.toMatch(/Restarts|Faults/);
  });
});
