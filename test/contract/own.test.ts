/**
 * Goal: what always holds is judged without a word in the contract. Method: journals by hand.
 */
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/kernel/journal-events.js';
import { hears, type Scene, says, verdictsOf } from './journal.js';

const closed = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const schemas = {
  dataSample: closed({ value: { type: 'number' } }, ['value']),
  metadata: closed({ serial: { type: 'string' }, room: {} }, ['serial', 'room']),
  commands: { read: { result: closed({ level: { type: 'integer' } }, ['level']) }, reboot: {} },
};

const of = (scene: Scene) => {
  const results = verdictsOf({}, scene, { schemas, until: 9 });
  return (id: string) => {
    const { verdict, evidence, reason } = results[id] as NonNullable<(typeof results)[string]>;
    return [verdict, ...evidence.map(({ path, seen }) => `${path ?? ''} ${seen}`), reason]
      .filter((part) => part !== undefined)
      .join('; ');
  };
};

describe('schema.data-samples [2/DCP]', () => {
  it.each<[unknown, string]>([
    [[{ value: 1 }, { value: 2 }], 'pass'],
    [{ value: 1 }, 'pass'],
    [[{ value: 1 }, { value: '2' }], 'fail; /1/value "2"'],
    [{ value: null }, 'fail; /value null'],
    [[{}], 'fail; /0 {}'],
    [[{ value: 1, extra: 2 }], 'fail; /0/extra 2'],
    ['not json', 'fail;  "not json"'],
  ])('%j: %s', (body, expected) => {
    expect(of([[1, says('dcx/json/1', body)]])('schema.data-samples')).toBe(expected);
  });

  it('unknown when none was sent', () => {
    expect(of([])('schema.data-samples')).toBe('unknown; the endpoint has sent no data sample');
  });
});

it('schema.metadata: an update may leave keys out, and have no other [10/EPMP EPMP-32]', () => {
  expect(of([[1, says('epmx/update/keys/1', { room: 1 })]])('schema.metadata')).toBe('pass');
  expect(of([[1, says('epmx/update/keys/1', { serial: 1 })]])('schema.metadata')).toBe('fail; /serial 1');
  expect(of([[1, says('epmx/get/1', ['serial'])]])('schema.metadata')).toContain('unknown');
});

it('schema.result.<type>: of successful results, and of payloads that are there [11/CEP]', () => {
  const result = (more: object) =>
    of([[1, says('cex/result/read/1', [{ id: 1, statusCode: 200, ...more }])]])('schema.result.read');
  expect(result({ payload: { level: 3 } })).toBe('pass');
  expect(result({ payload: { level: 3.5 } })).toBe('fail; /0/payload/level 3.5');
  expect(result({ statusCode: 500 })).toContain('unknown');
  expect(of([])('schema.result.read')).toContain('let the contract send the command');
});

it('there is no expectation for results without a schema', () => {
  expect(Object.keys(verdictsOf({}, [], { schemas }))).not.toContain('schema.result.reboot');
});

describe('wire', () => {
  const ignored = (code: 'unknown-token' | 'not-kp1' | 'token-not-usable', topic: string): JournalEntry => ({
    type: 'kpc.message-ignored',
    client: 'device',
    topic,
    code,
    statusCode: 0,
    reason: 'no',
  });
  const own = says('dcx/json/1', [{ value: 1 }]);

  it('own-token: a message for another token breaks it', () => {
    expect(of([[1, own]])('wire.own-token')).toBe('pass');
    expect(of([[1, own, says('dcx/json/1', [{ value: 1 }], 'sensor-2')]])('wire.own-token')).toBe(
      'fail;  sensor-2',
    );
    expect(of([])('wire.own-token')).toContain('unknown');
  });

  it('accepted: what is ignored or refused breaks it, unless the test made it so', () => {
    expect(of([[1, own]])('wire.accepted')).toBe('pass');
    expect(of([[1, own, ignored('not-kp1', 'sensors/1')]])('wire.accepted')).toBe('fail;  0 no');
    const suspended = 'kp1/demo-v1/dcx/sensor-1/json/1';
    expect(of([[1, own, ignored('token-not-usable', suspended)]])('wire.accepted')).toBe('pass');
    const refused = {
      type: 'kpc.request-refused',
      client: 'device',
      topic: suspended,
      extensionInstance: 'dcx',
    } as const;
    const why = { endpointId: 'e', statusCode: 400, reason: 'bad' };
    expect(of([[1, own, { ...refused, ...why }]])('wire.accepted')).toBe('fail;  400 bad');
    expect(of([[1, own, { ...refused, ...why, fault: 'f1' }]])('wire.accepted')).toBe('pass');
  });

  it('what the platform sends is not held against the endpoint', () => {
    expect(of([[1, own, hears('dcx/json/1', { statusCode: 500 }, 'error')]])('wire.accepted')).toBe('pass');
  });
});

describe('wire.accepted: results of a command that came twice [11/CEP]', () => {
  const pushed = hears('cex/command/read', [{ id: 1 }]);
  const result = says('cex/result/read/1', [{ id: 1, statusCode: 200, payload: { level: 1 } }]);
  const refused: JournalEntry = {
    type: 'kpc.request-refused',
    client: 'device',
    topic: 'kp1/demo-v1/cex/sensor-1/result/read/1',
    statusCode: 404,
    reason: 'no outstanding command',
  } as JournalEntry;

  it.each<[string, Scene]>([
    [
      'pass',
      [
        [1, pushed, pushed],
        [2, result, result, refused],
      ],
    ],
    [
      'fail; 404',
      [
        [1, pushed],
        [2, result, result, refused],
      ],
    ],
    [
      'fail; 404',
      [
        [1, pushed, pushed],
        [2, result, result, result, refused],
      ],
    ],
    ['fail; 404', [[2, result, refused]]],
  ])('%s', (expected, scene) => {
    expect(of(scene)('wire.accepted').replace(/ {2}/g, ' ')).toContain(expected);
  });
});
