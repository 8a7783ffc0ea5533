import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { Deadlines } from '../../../src/sim/connection/deadlines.js';
import {
  type Answer,
  Kp1Client,
  nextRequestId,
  type Push,
  type SentRequest,
} from '../../../src/sim/connection/kp1-client.js';

function clientOf(tokens: readonly string[] = ['t1', 't10'], confirm?: 'status' | 'puback') {
  const clock = new VirtualClock(0);
  const deadlines = new Deadlines(clock, 1000);
  const sent: string[] = [];
  const answered: [string, Answer][] = [];
  const unanswered: [string, string][] = [];
  const pushes: Push[] = [];
  const unexpected: [string, string][] = [];
  const duplicates: number[] = [];
  const requests: SentRequest[] = [];
  const client = new Kp1Client(
    {
      confirm,
      appVersion: 'v1',
      clock,
      deadlines,
      endpointOf: (token) => (tokens.includes(token) ? tokens.indexOf(token) : undefined),
      events: {
        onSent: () => {},
        onAnswered: ({ topic }: SentRequest, answer) => answered.push([topic, answer]),
        onUnanswered: ({ topic }, _afterMs, cause) => unanswered.push([topic, cause]),
        onPush: (push) => pushes.push(push),
        onDuplicate: (endpoint) => duplicates.push(endpoint),
        onUnexpected: (topic, _token, reason) => unexpected.push([topic, reason]),
      },
    },
    0,
  );
  client.attach({
    publish: (topic, _payload, request) => {
      sent.push(topic);
      requests.push(request);
    },
  });
  const send = (token = 't1') =>
    client.send({
      kind: 'samples',
      endpoint: 0,
      token,
      extension: 'dcx',
      resourcePath: '/json',
      payload: '[]',
      samples: 1,
    });
  const receive = (topic: string, payload = '') => client.receive(topic, Buffer.from(payload));
  return {
    client,
    clock,
    sent,
    requests,
    answered,
    unanswered,
    pushes,
    unexpected,
    duplicates,
    send,
    receive,
  };
}

describe('the 1/KP client', () => {
  test('[1/KP KP-09] finds each request by its topic, in any order: 1 is not 10', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 30 }, (_, n) => n),
          { minLength: 30 },
        ),
        (order) => {
          const { send, receive, sent, answered, unexpected } = clientOf();
          for (let n = 0; n < 30; n++) send(n % 2 === 0 ? 't1' : 't10');
          const topics = order.map((place) => sent[place] as string);
          for (const topic of topics) receive(`${topic}/status`);
          expect(answered.map(([topic]) => topic)).toEqual(topics);
          expect(unexpected).toEqual([]);
        },
      ),
    );
  });

  test.each([
    'kp1/v1/dcx/t1/json/2/status',
    'kp1/v1/dcx/t1/json/01/status',
    'kp1/v1/dcx/t10/json/1/status',
    'kp1/v1/dcx/t1/json/extra/1/status',
    'kp1/v1/cex/t1/json/1/status',
    'kp1/v2/dcx/t1/json/1/status',
    'kp1/v1/dcx/other/json/1/status',
    'kp1/v1/dcx/t1/json/1',
    'kp1/v1/dcx/t1/json/1/error/error',
    'something/else',
    '',
  ])('"%s" does not answer kp1/v1/dcx/t1/json/1', (topic) => {
    const { send, receive, answered, unexpected, pushes } = clientOf();
    send();
    receive(topic);
    expect(answered).toEqual([]);
    expect(pushes).toEqual([]);
    expect(unexpected.map(([where]) => where)).toEqual([topic]);
  });

  test('[1/KP KP-14, KP-16] an error answer brings its code and reason, even when its body is none', () => {
    const { send, receive, answered } = clientOf();
    send();
    send();
    receive('kp1/v1/dcx/t1/json/1/error', '{"statusCode":403,"reasonPhrase":"no"}');
    receive('kp1/v1/dcx/t1/json/2/error', '<html>');
    expect(answered[0]?.[1].error).toEqual({ statusCode: 403, reasonPhrase: 'no' });
    expect(answered[1]?.[1].error).toMatchObject({ statusCode: 0 });
  });

  test('[1/KP KP-10] request IDs begin again before they leave 32 bits, around those outstanding', () => {
    expect(nextRequestId(0, new Set())).toBe(1);
    expect(nextRequestId(2 ** 31 - 3, new Set())).toBe(2 ** 31 - 2);
    expect(nextRequestId(2 ** 31 - 2, new Set())).toBe(1);
    expect(nextRequestId(2 ** 31 - 2, new Set([1, 2, 4]))).toBe(3);
  });

  test('a second answer to the same request is unexpected', () => {
    const { send, receive, answered, unexpected, duplicates } = clientOf();
    send();
    receive('kp1/v1/dcx/t1/json/1/status');
    receive('kp1/v1/dcx/t1/json/1/status');
    receive('kp1/v1/dcx/t1/json/2/status');
    expect(answered).toHaveLength(1);
    expect(duplicates).toEqual([0]);
    expect(unexpected).toEqual([
      ['kp1/v1/dcx/t1/json/1/status', 'a second answer to the same request'],
      ['kp1/v1/dcx/t1/json/2/status', 'an answer to no outstanding request'],
    ]);
  });

  test('an answer that a later request has overtaken is told, and only that one', () => {
    const { send, receive, answered } = clientOf();
    for (let n = 0; n < 4; n++) send();
    for (const id of [1, 4, 2, 3]) receive(`kp1/v1/dcx/t1/json/${id}/status`);
    expect(answered.map(([, { isOvertaken }]) => isOvertaken)).toEqual([false, false, true, true]);
  });

  test('an answer after the timeout is late, and one before is not', async () => {
    const { send, receive, answered, unanswered, clock } = clientOf();
    send();
    await clock.advance(600);
    send();
    await clock.advance(600);
    expect(unanswered).toEqual([['kp1/v1/dcx/t1/json/1', 'timeout']]);
    receive('kp1/v1/dcx/t1/json/1/status');
    receive('kp1/v1/dcx/t1/json/2/status');
    await clock.advance(10_000);
    expect(answered.map(([, { isLate, latencyMs }]) => [isLate, latencyMs])).toEqual([
      [true, 1200],
      [false, 600],
    ]);
    expect(unanswered).toHaveLength(1);
  });

  test('what will never be answered is forgotten in the end', async () => {
    const { send, receive, clock, unexpected, duplicates } = clientOf();
    for (let n = 0; n < 1500; n++) send();
    await clock.advance(1000);
    receive('kp1/v1/dcx/t1/json/1/status');
    receive('kp1/v1/dcx/t1/json/1500/status');
    expect(unexpected.map(([topic]) => topic)).toEqual(['kp1/v1/dcx/t1/json/1/status']);
    // It may have been the first answer: nobody knows any more.
    expect(duplicates).toEqual([]);
  });

  test('a lost connection leaves what is outstanding unanswered, and sends nothing more', async () => {
    const { client, send, sent, unanswered, clock } = clientOf();
    send();
    await clock.advance(1500);
    send();
    client.detach('connection-lost');
    expect(unanswered).toEqual([
      ['kp1/v1/dcx/t1/json/1', 'timeout'],
      ['kp1/v1/dcx/t1/json/2', 'connection-lost'],
    ]);
    expect(send()).toBe(false);
    expect(sent).toHaveLength(2);
    await clock.advance(10_000);
    expect(unanswered).toHaveLength(2);
  });

  test('a message without a request ID is a push for its endpoint', () => {
    const { receive, pushes, unexpected } = clientOf();
    receive('kp1/v1/cex/t10/command/reboot/status', '[]');
    receive('kp1/v1/dcx/t10/json/error', '{}');
    expect(pushes).toMatchObject([{ endpoint: 1, extension: 'cex', resourcePath: '/command/reboot' }]);
    expect(unexpected).toHaveLength(1);
  });
});

describe('data samples that PUBACK confirms', () => {
  const opened = () => clientOf(['t1', 't10'], 'puback');

  test('go out without a request ID, and count as confirmed once they are acknowledged', () => {
    const { send, sent, requests, answered, unanswered } = opened();
    send();
    send();
    expect(sent).toEqual(['kp1/v1/dcx/t1/json', 'kp1/v1/dcx/t1/json']);
    requests[0]?.acknowledged?.();
    expect(answered.map(([, { isLate, error }]) => [isLate, error])).toEqual([[false, undefined]]);
    requests[0]?.acknowledged?.();
    expect(answered).toHaveLength(1);
    expect(unanswered).toEqual([]);
  });

  test('are unanswered after the response timeout, and late when the acknowledgement comes after it', async () => {
    const { send, clock, requests, answered, unanswered } = opened();
    send();
    await clock.advance(1000);
    expect(unanswered).toEqual([['kp1/v1/dcx/t1/json', 'timeout']]);
    requests[0]?.acknowledged?.();
    expect(answered.map(([, { isLate }]) => isLate)).toEqual([true]);
  });

  test('are unanswered when the connection is lost first', () => {
    const { send, client, requests, answered, unanswered } = opened();
    send();
    client.detach('connection-lost');
    expect(unanswered).toEqual([['kp1/v1/dcx/t1/json', 'connection-lost']]);
    requests[0]?.acknowledged?.();
    expect(answered).toEqual([]);
  });

  test('everything else still asks for its answer', () => {
    const { client, sent, requests } = opened();
    const what = { kind: 'metadata', extension: 'epmx', resourcePath: '/update/keys' } as const;
    client.send({ ...what, endpoint: 0, token: 't1', payload: '{}', samples: 0 });
    expect(sent).toEqual(['kp1/v1/epmx/t1/update/keys/1']);
    expect(requests[0]?.acknowledged).toBeUndefined();
  });
});
