import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RepeatedTopic } from '../../src/kp1/repeated-topic.js';
import { parseRequestTopic } from '../../src/kp1/topic.js';

const level = fc.constantFrom('dcx', 'demo-v1', 'json', 'plain', '7', '0', '');
const id = fc.oneof(
  fc.nat({ max: 2 ** 31 }).map(String),
  fc.constantFrom('', '0', '007', '2147483647', '2147483648', '99999999999', '1a', 'status', '1/error'),
);
const topic = fc
  .tuple(fc.constantFrom('kp1', 'kp2'), fc.array(level, { maxLength: 5 }), id)
  .map(([first, levels, last]) => [first, ...levels, last].join('/'));
/** Mostly the same resource, as clients do it. */
const topics = fc.oneof(
  fc.array(topic, { maxLength: 20 }),
  fc.array(id, { maxLength: 20 }).map((ids) => ids.map((each) => `kp1/demo-v1/dcx/token/json/${each}`)),
  fc.array(id, { maxLength: 20 }).map((ids) => ids.map((each) => `kp1/demo-v1/tsx/token/${each}`)),
);

test('what is found is what would have been read', () => {
  fc.assert(
    fc.property(topics, (sent) => {
      const last = new RepeatedTopic();
      for (const each of sent) {
        const read = parseRequestTopic(each);
        const found = last.find(each);
        if (found !== undefined) expect(found).toEqual(read);
        else if (read.fault === undefined) last.note(each, read);
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('the next request to the same resource is found; one with a longer ID must be read first', () => {
  const last = new RepeatedTopic();
  const prefix = 'kp1/demo-v1/dcx/token/json/';
  expect(last.find(`${prefix}8`)).toBeUndefined();
  const read = parseRequestTopic(`${prefix}8`);
  if (read.fault === undefined) last.note(`${prefix}8`, read);
  expect(last.find(`${prefix}9`)?.requestId).toBe('9');
  expect(last.find(`${prefix}10`)).toBeUndefined();
  expect(last.find('kp1/demo-v1/dcx/other/json/9')).toBeUndefined();
});
