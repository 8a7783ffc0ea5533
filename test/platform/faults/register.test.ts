/**
 * Goal: faults strike whom they name, as often as they say, and each draw is an endpoint's own.
 * Method: the register alone, with targets as values and a clock that is told to move.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import type { FaultSpec } from '../../../src/platform/faults/fault.js';
import { FaultRegister } from '../../../src/platform/faults/register.js';

const INSTANCES = ['dcx', 'epmx', 'cex'];

let clock: VirtualClock;
let journal: Journal;
let faults: FaultRegister;

const registerOf = (seed = 1) =>
  new FaultRegister({
    clock,
    journal,
    random: createRandom(seed),
    instances: () => INSTANCES,
    sendsCommands: (instance) => instance === 'cex',
    hasEndpoint: (endpointId) => endpointId !== 'stranger',
  });

beforeEach(() => {
  clock = new VirtualClock(1000);
  journal = new Journal(clock);
  faults = registerOf();
});

const TOPIC = 'kp1/v1/dcx/t/json/1';
const request = (endpointId = 'a', extension = 'dcx') => faults.onRequest(endpointId, extension, TOPIC);
const push = (endpointId = 'a', extension = 'dcx') => faults.onPush(endpointId, extension, '/json');
const struck = (id: string) => faults.list().find((fault) => fault.id === id)?.struck;
/** Whether each of n messages of an endpoint is struck. */
const draws = (endpointId: string, n = 64) =>
  Array.from({ length: n }, () => (request(endpointId) === undefined ? '.' : 'x')).join('');

describe('whom it strikes', () => {
  test('nobody while nothing is armed, everybody when nothing is said', () => {
    expect(request()).toBeUndefined();
    faults.arm({ kind: 'no-answer' });
    expect(request('a')).toMatchObject({ fault: 'f1', kind: 'no-answer' });
    expect(request('b', 'epmx')).toBeDefined();
    expect(struck('f1')).toBe(2);
  });

  test('only the named extension instance, and only the named endpoints', () => {
    faults.arm({ kind: 'no-answer', extension: 'dcx', endpointIds: ['a', 'b'] });
    expect([request('a'), request('b'), request('c'), request('a', 'epmx')].map(Boolean)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('within its window, in platform time, the end excluded', async () => {
    const id = faults.arm({ kind: 'no-answer', window: { fromMs: 100, toMs: 200 } });
    const seen: [number, string | undefined, boolean][] = [];
    for (const advance of [0, 99, 1, 99, 1]) {
      await clock.advance(advance);
      seen.push([clock.now() - 1000, faults.list()[0]?.state, request() !== undefined]);
    }
    expect(seen).toEqual([
      [0, 'waiting', false],
      [99, 'waiting', false],
      [100, 'armed', true],
      [199, 'armed', true],
      [200, 'over', false],
    ]);
    expect(struck(id)).toBe(2);
  });

  test('so often at most', () => {
    faults.arm({ kind: 'no-answer', times: 3 });
    expect(draws('a', 5)).toBe('xxx..');
    expect(faults.list()[0]).toMatchObject({ struck: 3, state: 'over' });
  });

  test('until it is disarmed', () => {
    const id = faults.arm({ kind: 'no-answer' });
    request();
    expect(faults.disarm(id)).toMatchObject({ id, struck: 1 });
    expect(request()).toBeUndefined();
    expect(faults.list()).toEqual([]);
    expect(() => faults.disarm(id)).toThrow('There is no fault "f1".');
  });
});

describe('rates', () => {
  test('are kept: 2000 messages of 20 endpoints', () => {
    faults.arm({ kind: 'no-answer', rate: 0.1 });
    for (let i = 0; i < 2000; i++) request(`e${i % 20}`);
    // Four standard deviations either way.
    expect(struck('f1')).toBeGreaterThan(146);
    expect(struck('f1')).toBeLessThan(254);
  });

  test('of 0 never strike, and of 1 always', () => {
    faults.arm({ kind: 'no-answer', rate: 0 });
    expect(draws('a', 100)).not.toContain('x');
    faults.arm({ kind: 'no-answer', rate: 1 });
    expect(draws('a', 100)).not.toContain('.');
  });

  test('what an endpoint meets depends on nobody else, and on the seed and the ID alone', () => {
    const spec: FaultSpec = { kind: 'no-answer', rate: 0.5, id: 'half' };
    faults.arm(spec);
    const alone = draws('a');
    faults = registerOf();
    faults.arm({ kind: 'late', byMs: 5, rate: 0.5, id: 'other', extension: 'epmx' });
    faults.arm(spec);
    let among = '';
    for (let i = 0; i < 64; i++) {
      request('b');
      request('a', 'epmx');
      among += draws('a', 1);
    }
    // The requests to epmx draw from the stream of "half" as well: every second draw is the other's.
    faults = registerOf();
    faults.arm(spec);
    const twice = draws('a', 128);
    expect(among).toBe([...twice].filter((_, index) => index % 2 === 1).join(''));
    expect(twice.slice(0, 64)).toBe(alone);
    faults = registerOf(2);
    faults.arm(spec);
    expect(draws('a')).not.toBe(alone);
  });
});

describe('several that strike one request', () => {
  const specs: Record<string, FaultSpec> = {
    reject: { kind: 'reject-token' },
    down: { kind: 'extension-down' },
    error: { kind: 'error', statusCode: 503 },
    mute: { kind: 'no-answer' },
    late: { kind: 'late', byMs: 10 },
    later: { kind: 'late', byMs: 20 },
  };
  test.each([
    [['late', 'later'], 'late', 30, ['late', 'later']],
    [['late', 'error'], 'error', 10, ['error', 'late']],
    [['late', 'mute'], 'no-answer', 0, ['mute']],
    [['mute', 'error'], 'error', 0, ['error']],
    [['error', 'down'], 'extension-down', 0, ['down']],
    [['late', 'down', 'reject'], 'reject-token', 0, ['reject']],
  ])(
    '%j: %s decides, late by %i ms, and those without effect do not count',
    (ids, kind, lateByMs, counted) => {
      for (const id of ids) faults.arm({ ...(specs[id] as FaultSpec), id });
      expect(request()).toMatchObject({ kind, lateByMs });
      expect(faults.list().flatMap((fault) => (fault.struck > 0 ? [fault.id] : []))).toEqual(
        expect.arrayContaining(counted),
      );
      const strikes = [...journal.events()].filter(({ type }) => type === 'platform.fault');
      expect(strikes.map((event) => (event as { fault: string }).fault).sort()).toEqual([...counted].sort());
    },
  );
});

describe('pushes', () => {
  test('a command goes twice, other pushes do not, and requests are left alone', () => {
    faults.arm({ kind: 'duplicate-command' });
    expect([push('a', 'cex'), push('a', 'dcx'), request('a', 'cex')]).toEqual([
      'twice',
      undefined,
      undefined,
    ]);
    expect(struck('f1')).toBe(1);
  });

  test('a service that is down pushes nothing', () => {
    faults.arm({ kind: 'extension-down', extension: 'cex' });
    expect([push('a', 'cex'), push('a', 'dcx')]).toEqual(['lost', undefined]);
  });
});

test('each strike is an event that says what was struck', async () => {
  faults.arm({ kind: 'no-answer', id: 'silence' });
  await clock.advance(5);
  request('a');
  faults.disarm('silence');
  expect([...journal.events()]).toEqual([
    { seq: 0, at: 1000, type: 'platform.fault-armed', fault: 'silence', kind: 'no-answer' },
    {
      seq: 1,
      at: 1005,
      type: 'platform.fault',
      fault: 'silence',
      kind: 'no-answer',
      endpointId: 'a',
      extensionInstance: 'dcx',
      topic: TOPIC,
    },
    { seq: 2, at: 1005, type: 'platform.fault-disarmed', fault: 'silence', kind: 'no-answer', struck: 1 },
  ]);
});

describe('what cannot be armed', () => {
  test.each<[object, string]>([
    [{ kind: 'explode' }, 'there is no kind "explode"'],
    [{ kind: 'late' }, 'needs how late it is'],
    [{ kind: 'late', byMs: 0 }, 'cannot be late by 0 ms'],
    [{ kind: 'late', byMs: Number.NaN }, 'cannot be late by NaN ms'],
    [{ kind: 'no-answer', byMs: 5 }, 'only late answers'],
    [{ kind: 'error' }, 'needs its statusCode'],
    [{ kind: 'error', statusCode: 200 }, '400 to 599, not 200'],
    [{ kind: 'late', byMs: 5, reasonPhrase: 'x' }, 'only an error'],
    [{ kind: 'no-answer', rate: 1.1 }, 'a rate is from 0 to 1'],
    [{ kind: 'no-answer', times: 0 }, 'whole number from 1'],
    [{ kind: 'no-answer', window: { fromMs: 5, toMs: 5 } }, 'is empty'],
    [{ kind: 'no-answer', endpointIds: [] }, 'list of endpoints is empty'],
    [{ kind: 'no-answer', endpointIds: ['a', 'stranger'] }, 'there is no endpoint stranger'],
    [{ kind: 'no-answer', extension: 'dcxx' }, 'did you mean "dcx"'],
    [{ kind: 'duplicate-command', extension: 'dcx' }, 'sends no commands'],
    [{ kind: 'no-answer', id: 'a/b' }, 'letters, digits'],
    [{ kind: 'no-answer', id: 'taken' }, '"taken" is there already'],
  ])('%j: %s', (spec, reason) => {
    faults.arm({ kind: 'no-answer', id: 'taken' });
    expect(() => faults.arm(spec as FaultSpec)).toThrow(reason);
    expect(faults.list()).toHaveLength(1);
  });
});
