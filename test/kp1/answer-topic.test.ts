import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answeredRequestId, outcomeFor } from '../../src/kp1/answer-topic.js';
import { answerTopic, parseServerTopic, requestTopic } from '../../src/kp1/topic.js';

const name = fc.stringMatching(/^[a-z0-9-]{1,4}$/);
const address = fc.record({
  appVersion: name,
  extensionInstance: name,
  token: name,
  resourcePath: fc.constantFrom('', '/json', '/config/json', '/1'),
  requestId: fc.nat(2 ** 31 - 1).map(String),
});
const outcome = fc.constantFrom('status' as const, 'error' as const);

describe('the answer to a request', () => {
  it('[1/KP KP-13, KP-14] is known by its number and its text', () => {
    fc.assert(
      fc.property(address, outcome, (request, what) => {
        const topic = requestTopic(request);
        const answer = answerTopic(topic, what);
        expect(answeredRequestId(answer)).toBe(Number(request.requestId));
        expect(outcomeFor(topic, answer)).toBe(what);
      }),
    );
  });

  it('is that of no other request, and never what parsing would not take for one', () => {
    const topics = fc.oneof(
      fc.tuple(address, outcome).map(([request, what]) => answerTopic(requestTopic(request), what)),
      fc
        .array(fc.constantFrom('kp1', 'v', 'a', '1', '01', 'status', 'error', ''), { maxLength: 8 })
        .map((levels) => levels.join('/')),
    );
    fc.assert(
      fc.property(address, topics, (request, topic) => {
        const found = outcomeFor(requestTopic(request), topic);
        const parsed = parseServerTopic(topic);
        const isSame = parsed !== undefined && requestTopic(parsed) === requestTopic(request);
        expect(found).toBe(isSame ? parsed.outcome : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['', '/', 'status', '1/status', '/status', 'a//status', 'a/1x/status', 'a/12345678901/status'])(
    'is not named by "%s", or by its digits alone',
    (topic) => {
      expect(answeredRequestId(topic) ?? 1).toBe(1);
      expect(outcomeFor('kp1/v/dcx/t/json/1', topic)).toBeUndefined();
    },
  );
});
