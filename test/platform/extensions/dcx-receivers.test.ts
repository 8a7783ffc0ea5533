/**
 * Reliable receivers as values: what goes out, what comes in, which request is answered how.
 */
import { describe, expect, test } from 'vitest';
import type { DataSamplesReceived } from '../../../src/platform/esp/events.js';
import { dcx } from '../../../src/platform/extensions/dcx/index.js';
import type { DcxSettings } from '../../../src/platform/extensions/dcx/settings.js';
import type { Effects } from '../../../src/platform/extensions/extension.js';
import { ctx, open, request } from './harness.js';

function instance(receivers: string[], settings: Partial<DcxSettings> = {}) {
  const state = open(dcx, { metadata: () => ({}) }, settings);
  const at = ctx({ applicationConfig: { 'reliable-receivers': receivers }, extensionInstance: 'dcx' });
  return {
    send: (payload: unknown, id: string | null = '1') => dcx.handle(state, request('/json', payload, id), at),
    processed: (correlationId: string, receiver: string, statusCode = 200, reasonPhrase?: string) =>
      dcx.invoke(
        state,
        { type: 'data-samples-processed', receiver, correlationId, statusCode, reasonPhrase },
        at,
      ),
    wakeUp: (key: string) => dcx.invoke(state, { type: 'wake-up', key }, at),
    unregistered: () => dcx.invoke(state, { type: 'endpoint-unregistered' }, at),
    waiting: () => state.waiting.requests.size,
  };
}

const correlationOf = ({ events = [] }: Effects) => (events[0] as DataSamplesReceived).correlationId ?? '';
const answerOf = ({ lateReplies }: Effects) => lateReplies?.[0]?.reply;

describe('[DCX] reliable receivers', () => {
  test('[13/DSTP DSTP-02] with a request ID the event asks for an answer, and the request stays open', () => {
    const effects = instance(['epts'], { receiverTimeoutMs: 700 }).send([{ t: 1 }]);
    expect(effects.reply).toBeUndefined();
    expect(correlationOf(effects)).toEqual(expect.any(String));
    expect(effects.opens).toEqual({ key: correlationOf(effects), timeoutMs: 700 });
  });

  test('without a request ID, without receivers, or without a data sample nothing is awaited', () => {
    for (const effects of [
      instance(['epts']).send([1], null),
      instance([]).send([1]),
      instance(['epts']).send([]),
    ]) {
      expect(effects.opens).toBeUndefined();
      expect(effects.reply).toEqual({ statusCode: 200 });
      for (const event of effects.events ?? []) expect(event).not.toHaveProperty('correlationId');
    }
  });

  test('[2/DCP DCP-06] success comes with the last of the receivers', () => {
    const at = instance(['epts', 'kdca']);
    const id = correlationOf(at.send([1]));
    expect(answerOf(at.processed(id, 'kdca'))).toBeUndefined();
    expect(at.processed(id, 'epts').lateReplies).toEqual([{ key: id, reply: { statusCode: 200 } }]);
    expect(at.waiting()).toBe(0);
  });

  test('receivers that are not reliable, answers given twice, and unknown requests do not count', () => {
    const at = instance(['epts', 'kdca']);
    const id = correlationOf(at.send([1]));
    for (const effects of [
      at.processed(id, 'somebody', 500),
      at.processed(id, 'epts'),
      at.processed(id, 'epts', 500),
      at.processed('999', 'kdca'),
    ])
      expect(effects).toEqual({});
    expect(answerOf(at.processed(id, 'kdca'))).toEqual({ statusCode: 200 });
  });

  test('a failure gives the error 500 once all have answered, and says who failed and why', () => {
    const at = instance(['epts', 'kdca']);
    const id = correlationOf(at.send([1]));
    expect(answerOf(at.processed(id, 'epts', 507, 'no room'))).toBeUndefined();
    expect(answerOf(at.processed(id, 'kdca'))).toEqual({
      statusCode: 500,
      reasonPhrase: 'a reliable receiver failed: epts: 507 no room',
    });
  });

  test('when the time runs out, the error 504 names who is missing; later answers come to nothing', () => {
    const at = instance(['epts', 'kdca'], { receiverTimeoutMs: 700 });
    const id = correlationOf(at.send([1]));
    at.processed(id, 'epts');
    expect(answerOf(at.wakeUp(id))).toEqual({
      statusCode: 504,
      reasonPhrase: 'no answer from the reliable receiver kdca within 700 ms',
    });
    expect(at.processed(id, 'kdca')).toEqual({});
    expect(at.wakeUp(id)).toEqual({});
  });

  test('both status codes are settings', () => {
    const at = instance(['epts'], { receiverFailedStatusCode: 502, receiverTimeoutStatusCode: 503 });
    const failed = correlationOf(at.send([1]));
    expect(answerOf(at.processed(failed, 'epts', 400))?.statusCode).toBe(502);
    expect(answerOf(at.wakeUp(correlationOf(at.send([1]))))?.statusCode).toBe(503);
  });

  test('[2/DCP DCP-09] requests with the same ID are told apart, and may finish out of order', () => {
    const at = instance(['epts']);
    const [first, second] = [correlationOf(at.send([1], '32')), correlationOf(at.send([2], '32'))];
    expect(at.processed(second, 'epts').lateReplies?.[0]?.key).toBe(second);
    expect(at.processed(first, 'epts').lateReplies?.[0]?.key).toBe(first);
  });

  test('only so many requests wait; one more is refused and delivers nothing', () => {
    const at = instance(['epts'], { waitingRequestsMax: 2 });
    at.send([1]);
    at.send([1]);
    const refused = at.send([1]);
    expect(refused.reply?.statusCode).toBe(503);
    expect(refused.events).toBeUndefined();
  });

  test('an endpoint that is unregistered waits no longer', () => {
    const at = instance(['epts']);
    at.send([1]);
    at.unregistered();
    expect(at.waiting()).toBe(0);
  });
});
