/** The topics of a client's requests, whatever it asked before. [1/KP KP-01..04] */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestTopics } from '../../src/kp1/request-topics.js';
import { requestTopic } from '../../src/kp1/topic.js';

const request = fc.record({
  extensionInstance: fc.constantFrom('dcx', 'epmx'),
  token: fc.constantFrom('t1', 't2'),
  resourcePath: fc.constantFrom('/json', '/update/keys', ''),
  id: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
});

test('are those of requestTopic', () => {
  fc.assert(
    fc.property(fc.array(request), (requests) => {
      const topics = new RequestTopics('v1');
      for (const { id, extensionInstance, token, resourcePath } of requests) {
        const address = {
          appVersion: 'v1',
          extensionInstance,
          token,
          resourcePath,
          requestId: id?.toString(),
        };
        expect(topics.of(extensionInstance, token, resourcePath, id)).toBe(requestTopic(address));
      }
    }),
  );
});
