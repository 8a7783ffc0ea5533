/**
 * From journal entries to exchanges: what is paired with what, what stays open, and why.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamedEvent } from '../../src/operator/events.js';
import {
  EMPTY_TRACE,
  type Request,
  TRACE_MAX,
  type TraceEntry,
  traceWith,
} from '../../src/operator/trace/exchange.js';
import { entryJson } from '../../src/operator/trace/json.js';
import { endpointTest } from '../../src/operator/trace/of-endpoint.js';
import { prettyPayload } from '../../src/operator/trace/payload.js';
import { PATIENCE_MS, SettledTrace } from '../../src/operator/trace/settled.js';
import { explanationOf, outcomeOf, owedOf } from '../../src/operator/trace/verdict.js';

const BASE = 'kp1/building-v1/dcx/alpha/json';

let seq = 0;
const event = (type: string, members: Record<string, unknown> = {}): StreamedEvent => ({
  seq: seq++,
  at: 1000 + seq * 10,
  type,
  client: 'c1',
  ...members,
});
const received = (topic: string, payload = '[]') => event('kpc.message-received', { topic, payload, qos: 1 });
const sent = (topic: string, cause: string, payload = '') =>
  event('kpc.message-sent', { topic, payload, cause, qos: 1 });

const traced = (...events: StreamedEvent[]) => traceWith(EMPTY_TRACE, events).entries;
const outcomes = (entries: readonly TraceEntry[]) =>
  entries.map((entry) => (entry.kind === 'note' ? entry.text : outcomeOf(entry)));

describe('pairing', () => {
  it('a request with its answer and the time between, the topic taken apart', () => {
    const [entry] = traced(received(`${BASE}/17`), sent(`${BASE}/17/status`, 'status')) as [Request];
    expect(entry.address).toEqual({
      appVersion: 'building-v1',
      extensionInstance: 'dcx',
      token: 'alpha',
      resourcePath: '/json',
      requestId: '17',
    });
    expect(entry.answer).toMatchObject({ isError: false, elapsedMs: 10 });
  });

  it('an error answer keeps the reason that it was given for', () => {
    const entries = traced(
      received(`${BASE}/1`),
      event('kpc.request-refused', { topic: `${BASE}/1`, reason: 'not an array', statusCode: 400 }),
      sent(`${BASE}/1/error`, 'error', '{"statusCode":400}'),
    );
    expect(entries).toHaveLength(1);
    expect(outcomes(entries)).toEqual(['error']);
    expect(explanationOf(entries[0] as Request)).toBe('not an array');
  });

  it('what was ignored says why, and what has no request ID that nothing comes back', () => {
    const silent = received(BASE);
    const ignored = received('kp1/building-v2/dcx/alpha/json');
    const entries = traced(
      silent,
      ignored,
      event('kpc.message-ignored', { topic: ignored.topic, reason: 'not served here', statusCode: 404 }),
    );
    expect(outcomes(entries)).toEqual(['silent', 'ignored']);
    expect(explanationOf(entries[0] as Request)).toContain('no request ID');
  });

  it('the same request ID again is another exchange; another client is not answered by it', () => {
    const other = { ...received(`${BASE}/1`), client: 'c2' };
    const entries = traced(
      received(`${BASE}/1`),
      other,
      sent(`${BASE}/1/status`, 'status'),
      received(`${BASE}/1`),
      sent(`${BASE}/1/status`, 'status'),
    );
    expect(outcomes(entries)).toEqual(['ok', 'waiting', 'ok']);
  });

  it('what is sent of its own accord is a push, and one that nobody took is owed', () => {
    const entries = traced(
      sent('kp1/building-v1/cex/alpha/command/reboot/status', 'push', '[]'),
      event('kpc.message-undelivered', { topic: 'cex/command/reboot', reason: 'no client speaks for it' }),
      event('cex.command-expired', { commandType: 'reboot', commandId: 4 }),
    );
    expect(outcomes(entries)).toEqual(['sent', 'undelivered', 'command reboot 4 expired without a result']);
    expect(owedOf(entries)).toEqual({ waiting: 0, undelivered: 1, ignored: 0, errors: 0 });
  });

  it('the fleet and the platform that tell of one message make one exchange', () => {
    const topic = `${BASE}/5`;
    const entries = traced(
      event('sim.request-sent', { topic, payload: '[1]', token: 'alpha', client: undefined }),
      received(topic, '[1]'),
      sent(`${topic}/status`, 'status'),
      event('sim.request-confirmed', { topic, latencyMs: 3, client: undefined }),
    );
    expect(outcomes(entries)).toEqual(['ok']);
  });

  it('on the fleet’s side alone the fleet’s own times count', () => {
    const topic = `${BASE}/5`;
    const [entry] = traced(
      event('sim.request-sent', { topic, payload: '[1]', client: undefined }),
      event('sim.request-rejected', {
        topic,
        latencyMs: 3,
        statusCode: 404,
        reasonPhrase: 'no',
        client: undefined,
      }),
    ) as [Request];
    expect(entry.answer).toMatchObject({ isError: true, elapsedMs: 3 });
  });

  it('whatever the order of answers, each request has its own, requests stay in order, nothing is left over', () => {
    const order = fc
      .uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 })
      .chain((ids) => fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids)));
    fc.assert(
      fc.property(order, ([ids, answered]) => {
        const entries = traced(
          ...ids.map((id) => received(`${BASE}/${id}`)),
          ...answered.map((id) => sent(`${BASE}/${id}/status`, 'status', `"${id}"`)),
        ) as Request[];
        expect(entries.map(({ address }) => Number(address?.requestId))).toEqual(ids);
        for (const { address, answer } of entries) {
          const isAnswered = answered.includes(Number(address?.requestId));
          expect(answer?.payload).toBe(isAnswered ? `"${address?.requestId}"` : undefined);
        }
      }),
    );
  });

  it('keeps the latest entries, and counts those that are gone', () => {
    const events = Array.from({ length: 3 * TRACE_MAX }, (_, i) => received(`${BASE}/${i + 1}`));
    const trace = traceWith(EMPTY_TRACE, events);
    expect(trace.entries).toHaveLength(TRACE_MAX);
    expect(trace.gone).toBe(2 * TRACE_MAX);
    expect((trace.entries.at(-1) as Request).address?.requestId).toBe(String(3 * TRACE_MAX));
  });
});

describe('a trace that goes on', () => {
  it('comes out in order, each entry once, when it has settled or waited long enough', () => {
    const trace = new SettledTrace();
    const first = received(`${BASE}/1`);
    trace.add(first);
    trace.add(received(`${BASE}/2`));
    trace.add(sent(`${BASE}/2/status`, 'status'));
    expect(trace.take(first.at + 100)).toEqual([]);
    expect(outcomes(trace.take(first.at + PATIENCE_MS + 1))).toEqual(['waiting', 'ok']);
    expect(trace.take(first.at + 10 * PATIENCE_MS)).toEqual([]);
  });
});

describe('the events of one endpoint', () => {
  const issued = event('cm.token-issued', { endpointId: 'id-1', token: 'alpha' });

  it('are found by its token, its ID, and its other tokens', () => {
    for (const name of ['alpha', 'id-1']) {
      const isWanted = endpointTest(name);
      expect(isWanted(issued)).toBe(true);
      expect(isWanted(event('cex.command-pending', { endpointId: 'id-1' }))).toBe(true);
      expect(isWanted(event('cm.token-issued', { endpointId: 'id-1', token: 'beta' }))).toBe(true);
    }
    const byId = endpointTest('id-1');
    byId(issued);
    expect(byId(received(`${BASE}/1`))).toBe(true);
    expect(byId(received('kp1/building-v1/dcx/gamma/json/1'))).toBe(false);
    expect(byId(event('cm.token-issued', { endpointId: 'id-2', token: 'gamma' }))).toBe(false);
  });
});

describe('payloads and JSON', () => {
  it('JSON is indented when it is too long for the width, anything else is shown as it is', () => {
    expect(prettyPayload('[ {"a": 1} ]', 40)).toEqual(['[{"a":1}]']);
    expect(prettyPayload('{"a":[1,2]}', 5)).toHaveLength(6);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(prettyPayload(deep, 40)).toEqual([deep]);
    expect(prettyPayload('not { JSON', 5)).toEqual(['not { JSON']);
    expect(prettyPayload('', 40)).toEqual([]);
  });

  it('an entry for programs has its parts, and payloads as values', () => {
    const [entry] = traced(received(`${BASE}/7`, '[{"t":1}]'), sent(`${BASE}/7/status`, 'status'));
    expect(entryJson(entry as TraceEntry)).toMatchObject({
      kind: 'request',
      outcome: 'ok',
      extensionInstance: 'dcx',
      requestId: '7',
      payload: [{ t: 1 }],
      answer: { isError: false, elapsedMs: 10, payload: null },
    });
  });
});
