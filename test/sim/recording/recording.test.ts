/** Goal: a recording says what went over the wire, and replayed it is the same requests at the same distances. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import {
  directionOf,
  missedLine,
  parseRecordingLine,
  payloadOf,
  type RecordedMessage,
  recordingLine,
} from '../../../src/sim/recording/message.js';
import { prepareReplay, type ReplayOptions } from '../../../src/sim/recording/replay.js';
import { replayPlan } from '../../../src/sim/recording/replay-plan.js';
import { requestOf } from '../../../src/sim/recording/request.js';
import { Survey } from '../../../src/sim/recording/survey.js';
import { Tape } from '../../../src/sim/recording/tape.js';
import { ScriptedServer } from '../helpers/scripted-server.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const message = (at: number, topic: string, payload: unknown = [{ n: at }]): RecordedMessage => ({
  at,
  direction: directionOf(topic),
  topic,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

describe('a line', () => {
  test('any message comes back as it was', () => {
    const recorded = fc.record({
      at: fc.integer({ min: 0, max: 4e12 }),
      direction: fc.constantFrom('in' as const, 'out' as const),
      topic: fc.string({ minLength: 1, unit: 'grapheme' }),
      bytes: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(recorded, ({ bytes, ...rest }) => {
        const whole: RecordedMessage = { ...rest, ...payloadOf(bytes) };
        const line = parseRecordingLine(recordingLine(whole));
        expect(line).toEqual({ message: whole });
        const { encoding, payload } = whole;
        expect(Buffer.from(payload, encoding ?? 'utf8').equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('of a journal is read as well; its other events are passed over', () => {
    const received = {
      seq: 1,
      at: 5.25,
      type: 'kpc.message-received',
      client: 'c',
      topic: 'kp1/v/dcx/t/json',
      qos: 1,
    };
    expect(parseRecordingLine(JSON.stringify({ ...received, payload: '[]' }))).toEqual({
      message: { at: 5.25, direction: 'in', topic: 'kp1/v/dcx/t/json', payload: '[]', client: 'c' },
    });
    expect(parseRecordingLine('{"seq":1,"at":5,"type":"sim.connected"}')).toEqual({ other: true });
    expect(parseRecordingLine(missedLine(5, 12))).toEqual({ missed: 12 });
  });

  test('written by hand may have its payload as JSON and its time in milliseconds', () => {
    const text = '{"at":5,"direction":"in","topic":"kp1/v/dcx/t/json","payload":[{"t":1}]}';
    expect(parseRecordingLine(text)).toMatchObject({ message: { at: 5, payload: '[{"t":1}]' } });
  });

  test.each([
    ['{', 'not JSON'],
    ['[]', 'no object'],
    ['{"at":5,"topic":"a"}', 'direction'],
    ['{"direction":"in","topic":"a"}', 'at'],
    ['{"at":"yesterday","direction":"in","topic":"a"}', 'at'],
    ['{"at":5,"direction":"in"}', 'topic'],
  ])('%s: says what is wrong', (text, reason) => {
    expect(parseRecordingLine(text)).toEqual({ fault: expect.stringContaining(reason) });
  });
});

test('what is sent again, and what is not', () => {
  const found = (topic: string, payload?: unknown) => requestOf(message(1, topic, payload));
  expect(found('kp1/v1/dcx/t/json/7', [{}, {}, {}])).toMatchObject({
    request: { kind: 'samples', samples: 3 },
  });
  expect(found('kp1/v1/dcx/t/json', { a: 1 })).toMatchObject({
    request: { samples: 1, resourcePath: '/json' },
  });
  expect(found('kp1/v1/epmx/t/update/keys/7')).toMatchObject({ request: { kind: 'metadata', samples: 0 } });
  expect(found('kp1/v1/cmx/t/config/json/7')).toMatchObject({ request: { kind: 'poll', token: 't' } });
  expect(found('kp1/v1/cex/t/result/on/7')).toEqual({ leftOut: 'a command result' });
  expect(found('kp1/v1/cmx/t/applied/json/7')).toEqual({ leftOut: 'an applied configuration' });
  expect(found('home/lamp')).toEqual({ leftOut: 'not 1/KP' });
  expect(found('kp1/v1/dcx/t/json/7/status')).toEqual({ ofPlatform: true });
});

describe('a tape', () => {
  test('runs at its rate, stands still while it is paused, and goes on from there', async () => {
    const clock = new VirtualClock(1000);
    const tape = new Tape(clock, 10, 500);
    let isThere = false;
    void tape.reach(2500).then(() => {
      isThere = true;
    });
    await clock.advance(100, turn);
    expect([tape.position, isThere]).toEqual([1500, false]);
    tape.pause();
    await clock.advance(10_000, turn);
    expect([tape.position, tape.isPaused, isThere]).toEqual([1500, true, false]);
    tape.resume();
    expect(tape.timeOf(2500)).toBe(11_200);
    await clock.advance(99, turn);
    expect(isThere).toBe(false);
    await clock.advance(2, turn);
    expect(isThere).toBe(true);
  });

  test('that is stopped lets nobody wait, paused or not', async () => {
    const tape = new Tape(new VirtualClock(), 1, 0);
    const waiting = tape.reach(1e9);
    tape.pause();
    tape.stop();
    await waiting;
    await tape.reach(1e9);
  });
});

const MESSAGES = [
  message(10_000, 'kp1/v1/epmx/alpha/update/keys/1', { floor: 1 }),
  message(11_000, 'kp1/v1/dcx/alpha/json/900', [{ n: 1 }, { n: 2 }]),
  message(11_010, 'kp1/v1/dcx/alpha/json/900/status', ''),
  message(12_500, 'kp1/v2/dcx/beta/json', [{ n: 3 }]),
  message(13_000, 'kp1/v1/cex/alpha/result/on/901', { statusCode: 200 }),
  message(14_000, 'kp1/v1/dcx/alpha/json/902', [{ n: 4 }]),
];

async function replayed(options: Partial<ReplayOptions> = {}, messages = MESSAGES) {
  const clock = new VirtualClock(1_000_000);
  const server = new ScriptedServer(clock, () => ({ afterMs: 5 }));
  const range = options.range ?? { fromMs: 0, toMs: Infinity };
  const survey = new Survey(range);
  for (const one of messages) survey.see(one);
  const plan = replayPlan({
    seed: 0,
    tokens: survey.tokens,
    applicationOf: () => 'app',
    gateways: undefined,
  });
  const ports = {
    ...{ clock, transport: server, random: createRandom(0), journal: new Journal(clock) },
    messages: async function* () {
      yield* messages;
    },
  };
  const replay = await prepareReplay(plan, ports, {
    ...{ survey, range, rate: 1, loops: 1, responseTimeoutMs: 5000 },
    ...options,
  });
  let isOver = false;
  const work = replay.execute().finally(() => {
    isOver = true;
  });
  for (let step = 0; step < 500 && !isOver; step++) {
    await turn();
    await clock.advance(100, turn);
  }
  const report = await work;
  const [first] = server.received;
  const sent = server.received.map(({ at, topic, payload }) => [
    Math.round(at - (first?.at ?? 0)),
    topic,
    payload,
  ]);
  return { report, sent };
}

describe('a replay', () => {
  test('the same requests at the same distances, with new request IDs; a verdict', async () => {
    const { report, sent } = await replayed();
    expect(sent).toEqual([
      [0, 'kp1/v1/epmx/alpha/update/keys/1', { floor: 1 }],
      [1000, 'kp1/v1/dcx/alpha/json/2', [{ n: 1 }, { n: 2 }]],
      [2500, 'kp1/v2/dcx/beta/json/1', [{ n: 3 }]],
      [4000, 'kp1/v1/dcx/alpha/json/3', [{ n: 4 }]],
    ]);
    expect(report).toMatchObject({
      verdict: 'pass',
      endpoints: 2,
      samples: { sent: 4, confirmed: 4 },
      metadata: { sent: 1, confirmed: 1 },
      durationMs: 4000,
    });
    expect(report.notes).toEqual([
      'Not sent again: results of commands, which the platform has not sent this time: 1.',
    ]);
  });

  test('ten times as fast, from a point to another, three times', async () => {
    const { report, sent } = await replayed({ rate: 10, loops: 3, range: { fromMs: 500, toMs: 3000 } });
    // A lap is 1500 ms and the mean distance of its two messages.
    expect(sent.map(([at]) => at)).toEqual([0, 150, 300, 450, 600, 750]);
    expect(report.samples).toMatchObject({ sent: 9, confirmed: 9 });
  });

  test('that is stopped reports what was until then', async () => {
    const stop = new AbortController();
    const onTape = (tape: Tape) => void tape.reach(0).then(() => stop.abort());
    const { report } = await replayed({ signal: stop.signal, onTape });
    expect(report.interrupted).toBe(true);
    expect(report.samples.sent).toBe(0);
  });
});
