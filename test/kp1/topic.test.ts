/**
 * Goal: the grammar of 1/KP topics, read and written.
 * Method: properties over generated addresses, and the special cases that the reference names.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerTopic,
  parseRequestTopic,
  parseServerTopic,
  pushTopic,
  REQUEST_ID_MAX,
  requestTopic,
} from '../../src/kp1/topic.js';

const level = fc.stringMatching(/^[A-Za-z0-9_~:-]{1,12}$/);
const name = level.filter((text) => text !== 'status' && text !== 'error');
/** The last level of a resource path must not read as a request ID. */
const wordy = name.filter((text) => !/^[0-9]+$/.test(text));
const resourcePath = fc
  .tuple(fc.array(name, { maxLength: 3 }), wordy)
  .map(([levels, last]) => [...levels, last].map((text) => `/${text}`).join(''));
const requestId = fc.option(
  fc.oneof(fc.nat(REQUEST_ID_MAX).map(String), fc.constantFrom('0', '007', '2147483647')),
  { nil: undefined },
);
const address = fc.record({
  appVersion: name,
  extensionInstance: name,
  token: level,
  resourcePath,
  requestId,
});

describe('a topic that was written is read back', () => {
  test('[1/KP KP-01..04, KP-10, KP-11] requests', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseRequestTopic(requestTopic(value))).toEqual(value);
      }),
      { seed: 1 },
    );
  });

  test('[1/KP KP-13, KP-14, KP-15] answers: the request topic verbatim and the outcome', () => {
    fc.assert(
      fc.property(address, fc.constantFrom('status' as const, 'error' as const), (value, outcome) => {
        const topic = answerTopic(requestTopic(value), outcome);
        expect(topic).toBe(`${requestTopic(value)}/${outcome}`);
        expect(parseServerTopic(topic)).toEqual({ ...value, outcome });
      }),
      { seed: 1 },
    );
  });

  test('pushes have no request ID', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseServerTopic(pushTopic(value))).toEqual({
          ...value,
          requestId: undefined,
          outcome: 'status',
        });
      }),
      { seed: 1 },
    );
  });
});

test('reading never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.string()).map((levels) => `kp1/${levels.join('/')}`),
      ),
      (text) => {
        parseRequestTopic(text);
        parseServerTopic(text);
      },
    ),
    { seed: 1 },
  );
});

describe('special cases', () => {
  test.each([
    ['kp1/v/dcx/t/json/0', '/json', '0'],
    ['kp1/v/dcx/t/json/007', '/json', '007'],
    ['kp1/v/dcx/t/plain/5', '/plain', '5'],
    ['kp1/v/cmx/t/config/json/5', '/config/json', '5'],
    ['kp1/v/cmx/t/config/json/5/6', '/config/json/5', '6'],
    ['kp1/v/tsx/t/9', '', '9'],
    ['kp1/v/tsx/12345', '', undefined],
    ['kp1/v/dcx/t/json/-5', '/json/-5', undefined],
    ['kp1/v/dcx/t/json/+5', '/json/+5', undefined],
  ])('[1/KP KP-10] %s has the resource path "%s" and the request ID %s', (topic, path, id) => {
    expect(parseRequestTopic(topic)).toMatchObject({ resourcePath: path, requestId: id });
  });

  test.each([
    ['', 'not-kp1'],
    ['KP1/v/dcx/t/json', 'not-kp1'],
    ['/kp1/v/dcx/t/json', 'not-kp1'],
    ['kp1/v/dcx', 'too-few-levels'],
    ['kp1/v/dcx/t/json/', 'empty-level'],
    ['kp1/v//t/json', 'empty-level'],
    ['kp1/v/dcx/t/json/status', 'server-topic'],
    ['kp1/v/dcx/t/json/5/error', 'server-topic'],
    ['kp1/v/dcx/t/json/2147483648', 'request-id-too-large'],
    ['kp1/v/dcx/t/json/99999999999999999999', 'request-id-too-large'],
  ])('[1/KP KP-01, KP-05] "%s" is %s', (topic, fault) => {
    expect(parseRequestTopic(topic).fault).toBe(fault);
  });

  test('a too short topic still shows its request ID, so that the error can be answered', () => {
    expect(parseRequestTopic('kp1/v/7')).toEqual({ fault: 'too-few-levels', requestId: '7' });
  });

  test.each(['kp1/v/dcx/t/json/5', 'kp1/v/dcx/status', 'kp1/v/dcx/t/json/statuses', 'x/v/dcx/t/json/status'])(
    'a client leaves %s alone: it is no message from the platform',
    (topic) => {
      expect(parseServerTopic(topic)).toBeUndefined();
    },
  );
});
