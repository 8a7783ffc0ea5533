import { beforeEach, describe, expect, test } from 'vitest';
import type { ConfigurationDelivery } from '../../../src/platform/esp/events.js';
import { cmx } from '../../../src/platform/extensions/cmx/index.js';
import type { CmxSettings } from '../../../src/platform/extensions/cmx/settings.js';
import { type CmxState, NAMES_MAX } from '../../../src/platform/extensions/cmx/state.js';
import type { Effects } from '../../../src/platform/extensions/extension.js';
import type {
  AssignedConfiguration,
  ConfigurationProvider,
} from '../../../src/platform/extensions/providers.js';
import { body, ctx, EMPTY, expectShape, NOT_UTF8, NOW, open, RFC, request } from './harness.js';

const A = { configId: 'a', config: { every: 60 } };
const B = { configId: 'b', config: { every: 5 } };
const OK = { statusCode: 200, reasonPhrase: 'ok' };
const CONNECTED = { type: 'endpoint-connected' } as const;

/** What is assigned to every endpoint, by name; and the last question. */
class Assigned implements ConfigurationProvider {
  readonly byName = new Map<string, AssignedConfiguration>();
  asked: Parameters<ConfigurationProvider['assigned']>[0] | undefined;
  constructor(readonly name: string) {}
  assigned(query: Parameters<ConfigurationProvider['assigned']>[0]) {
    this.asked = query;
    return this.byName.get(query.name);
  }
  names() {
    return [...this.byName.keys()];
  }
}

let assigned: Assigned;
let state: CmxState;

function start(settings: Partial<CmxSettings> = {}): void {
  assigned = new Assigned(settings.provider ?? 'ecr');
  state = open(cmx, assigned, settings);
}

beforeEach(() => start());

const send = (path: string, payload: unknown, requestId: string | null = '1', circumstances = {}) =>
  cmx.handle(state, request(path, payload, requestId), ctx(circumstances));
const ask = (payload: unknown, requestId: string | null = '1') => send('/config/json', payload, requestId);
const report = (payload: unknown, path = '/applied/json') => send(path, payload);
const connect = (circumstances = {}) => cmx.invoke(state, CONNECTED, ctx(circumstances));
const update = (name = 'default', circumstances = {}) =>
  cmx.invoke(state, { type: 'configuration-updated', provider: assigned.name, name }, ctx(circumstances));
const assign = (configuration: AssignedConfiguration, name = 'default') =>
  assigned.byName.set(name, configuration);
const pushed = ({ pushes = [] }: Effects) =>
  pushes.map(({ resourcePath, payload }) => [
    resourcePath,
    (JSON.parse(payload) as AssignedConfiguration).configId,
  ]);
const told = ({ events = [] }: Effects) =>
  (events as ConfigurationDelivery[]).map(({ type, configId }) => [type, configId]);

describe('7/CMP requests', () => {
  test('[7/CMP CMP-02, CMP-17] nothing assigned: the configuration null with the empty ID', () => {
    const effects = ask({});
    expect(body(effects)).toEqual({ configId: '', config: null, ...OK });
    expect(effects.events).toEqual([]);
  });

  test('[7/CMP CMP-04, CMP-05, CMP-10] without configId the current configuration is the answer', () => {
    assign(A);
    const effects = ask({});
    expect(body(effects)).toEqual({ ...A, ...OK });
    expect(effects.events).toEqual([
      {
        type: 'configuration-dispatched',
        provider: 'ecr',
        endpointId: 'endpoint-1',
        appVersionName: 'demo-v1',
        name: 'default',
        configId: 'a',
      },
    ]);
  });

  test('[7/CMP CMP-16] in the style of the RFC the answer has its closed shape', () => {
    start({ payloadStyle: 'rfc' });
    expectShape(ask({}).reply?.payload, RFC.configuration);
    assign(A);
    expect(body(ask({}))).toEqual(A);
    expect(body(ask({ configId: 'a' }))).toEqual({});
  });

  test('[7/CMP CMP-11] another configId than the current one gets the current configuration', () => {
    assign(B);
    expect(body(ask({ configId: 'a' }))).toEqual({ ...B, ...OK });
  });

  test('[7/CMP CMP-11] a configuration that was taken back is told as null', () => {
    expect(body(ask({ configId: 'a' }))).toMatchObject({ configId: '', config: null });
  });

  test('[7/CMP CMP-15, CMP-18] the current configId gets neither configId nor config', () => {
    assign(A);
    const effects = ask({ configId: 'a' });
    expect(body(effects)).toEqual(OK);
    expect(told(effects)).toEqual([['configuration-applied', 'a']]);
    assigned.byName.clear();
    expect(body(ask({ configId: '' }))).toEqual(OK);
  });

  test.each([
    ['empty', ''],
    ['null', 'null'],
  ] as const)('unchanged may also be %s', (unchangedPayload, payload) => {
    start({ unchangedPayload });
    assign(A);
    expect(ask({ configId: 'a' }).reply?.payload).toBe(payload);
  });

  test('[7/CMP CMP-09] other payloads are refused with 400 and change nothing', () => {
    assign(A);
    const payloads = ['[]', '"a"', { configId: 5 }, { observe: 'yes' }, { id: 1 }, '{', EMPTY, NOT_UTF8];
    for (const payload of payloads) {
      const refused = ask(payload);
      expect(refused.reply?.statusCode).toBe(400);
      expect(refused.events).toBeUndefined();
    }
    expect(state.endpoints.size).toBe(0);
  });

  test('null members are as absent', () => {
    assign(A);
    expect(body(ask({ configId: null, observe: null }))).toEqual({ ...A, ...OK });
  });

  test('a request without request ID is answered on the same resource path, with the same payload', () => {
    assign(A);
    const { payload } = ask({}).reply ?? {};
    const effects = ask({}, null);
    expect(effects.pushes).toEqual([{ resourcePath: '/config/json', payload }]);
    expect(effects.reply).toBeUndefined();
    expect(told(effects)).toEqual([['configuration-dispatched', 'a']]);
  });

  test('[1/KP KP-12] or not at all', () => {
    start({ answerWithoutRequestId: false });
    assign(A);
    expect(ask({}, null)).not.toHaveProperty('pushes');
    expect(ask({}, null)).not.toHaveProperty('reply');
  });
});

describe('7/CMP observe and pushes', () => {
  test('[7/CMP CMP-03, CMP-12] observe: true brings each new configuration', () => {
    start({ pushUnasked: false });
    assign(A);
    ask({ observe: true });
    assign(B);
    const effects = update();
    expect(effects.pushes).toEqual([
      { resourcePath: '/config/json', payload: JSON.stringify({ ...B, ...OK }) },
    ]);
    expect(told(effects)).toEqual([['configuration-dispatched', 'b']]);
    assign(A);
    expect(pushed(update())).toEqual([['/config/json', 'a']]);
  });

  test('[7/CMP CMP-13] observe: false stops them, also on the next connection', () => {
    assign(A);
    ask({ observe: false });
    assign(B);
    expect(update()).toEqual({});
    expect(connect()).toEqual({});
    expect(body(ask({}))).toMatchObject(B);
  });

  test('[7/CMP CMP-13] a later request without observe does not undo observe: false', () => {
    ask({ observe: false });
    ask({});
    assign(A);
    expect(update()).toEqual({});
  });

  test('[7/CMP CMP-14] without any request it pushes, unless the settings say no', () => {
    assign(A);
    expect(pushed(update())).toEqual([['/config/json', 'a']]);
    start({ pushUnasked: false });
    assign(A);
    expect(update()).toEqual({});
  });

  test('observe may hold for the connection only', () => {
    start({ observeScope: 'connection' });
    ask({ observe: false });
    assign(A);
    expect(update()).toEqual({});
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
  });

  test('observe may be forgotten after a time', () => {
    start({ observeTtlMs: 1000 });
    ask({ observe: false });
    assign(A);
    expect(update('default', { now: NOW + 999 })).toEqual({});
    expect(pushed(update('default', { now: NOW + 1000 }))).toHaveLength(1);
  });

  test('[7/CMP CMP-30] on connect the latest configuration is pushed until it is applied', () => {
    assign(A);
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
    report({ configId: 'a' });
    expect(connect()).toEqual({});
    assign(B);
    expect(pushed(connect())).toEqual([['/config/json', 'b']]);
  });

  test('an update that leaves the configuration of the endpoint as it was is not pushed', () => {
    assign(A);
    expect(pushed(update())).toHaveLength(1);
    expect(update()).toEqual({});
    expect(
      cmx.invoke(state, { type: 'configuration-updated', provider: 'otao', name: 'default' }, ctx()),
    ).toEqual({});
  });

  test('nothing is pushed to an endpoint that is not there; it is when it comes', () => {
    assign(A);
    expect(update('default', { connected: false })).toEqual({});
    expect(pushed(connect())).toHaveLength(1);
  });

  test('never pushes null, unless the settings say so', () => {
    expect(connect()).toEqual({});
    expect(update()).toEqual({});
    start({ pushWhenUnassigned: true });
    assign(A);
    update();
    assigned.byName.clear();
    const effects = update();
    expect(effects.pushes?.map(({ payload }) => JSON.parse(payload))).toEqual([
      { configId: '', config: null, ...OK },
    ]);
    expect(told(effects)).toEqual([]);
  });

  test('endpoints do not share what was sent and applied', () => {
    assign(A);
    report({ configId: 'a' });
    expect(connect()).toEqual({});
    expect(pushed(connect({ endpointId: 'endpoint-2' }))).toEqual([['/config/json', 'a']]);
  });

  test('an endpoint that is no more is forgotten', () => {
    assign(A);
    report({ configId: 'a' });
    cmx.invoke(state, { type: 'endpoint-unregistered' }, ctx());
    expect(state.endpoints.size).toBe(0);
  });
});

describe('7/CMP applied', () => {
  const APPLIED = {
    type: 'configuration-applied',
    provider: 'ecr',
    endpointId: 'endpoint-1',
    appVersionName: 'demo-v1',
    name: 'default',
    configId: 'a',
  };

  test('[7/CMP CMP-20, CMP-22, CMP-28] is recorded with 200 when nothing else is said, and answered with zero bytes', () => {
    const effects = report({ configId: 'a' });
    expect(effects.events).toEqual([{ ...APPLIED, statusCode: 200 }]);
    expect(effects.reply).toEqual({ statusCode: 200 });
  });

  test('[7/CMP CMP-23] configId is required and unknown members are refused', () => {
    for (const payload of [
      {},
      { statusCode: 200 },
      { configId: 'a', ok: true },
      { configId: null },
      '[]',
      EMPTY,
    ]) {
      expect(report(payload).reply?.statusCode).toBe(400);
    }
  });

  test('[7/CMP CMP-23] null for optional members is as absent', () => {
    const effects = report({ configId: 'a', statusCode: null, reasonPhrase: null });
    expect(effects.events).toEqual([{ ...APPLIED, statusCode: 200 }]);
  });

  test.each([200, 204, 299])('[7/CMP CMP-25] status code %i means applied', (statusCode) => {
    assign(A);
    report({ configId: 'a', statusCode });
    expect(connect()).toEqual({});
  });

  test.each([199, 300, 404, 500])('[7/CMP CMP-24, CMP-26] status code %i means not applied', (statusCode) => {
    assign(A);
    update();
    const { events } = report({ configId: 'a', statusCode, reasonPhrase: 'no room' });
    expect(events).toEqual([{ ...APPLIED, statusCode, reasonPhrase: 'no room' }]);
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
  });

  test('[7/CMP CMP-26] a configuration that failed is pushed again when it is set again', () => {
    assign(A);
    update();
    report({ configId: 'a', statusCode: 500 });
    expect(pushed(update())).toEqual([['/config/json', 'a']]);
  });

  test('[7/CMP CMP-29] a configId in a request counts as applied, once', () => {
    assign(A);
    const { events } = ask({ configId: 'a' });
    expect(events).toEqual([{ ...APPLIED, statusCode: 200, reasonPhrase: 'Implicitly applied' }]);
    expect(ask({ configId: 'a' }).events).toEqual([]);
    expect(connect()).toEqual({});
  });

  test('or does not, when the settings say so', () => {
    start({ implicitApplied: false });
    assign(A);
    expect(ask({ configId: 'a' }).events).toEqual([]);
  });
});

describe('7/CMP named configurations', () => {
  test('[7/CMP CMP-06, CMP-31] are asked, pushed and applied independently', () => {
    assign(A);
    assign(B, 'wifi');
    expect(body(send('/config/json/wifi', {}))).toEqual({ ...B, ...OK });
    report({ configId: 'b' }, '/applied/json/wifi');
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
    assign({ configId: 'c', config: 1 }, 'wifi');
    expect(pushed(update('wifi'))).toEqual([['/config/json/wifi', 'c']]);
  });

  test('[7/CMP CMP-30, CMP-31] all that are assigned are pushed on connect, also those never asked for', () => {
    assign(A);
    assign(B, 'wifi');
    expect(pushed(connect())).toEqual([
      ['/config/json', 'a'],
      ['/config/json/wifi', 'b'],
    ]);
  });

  test('[7/CMP CMP-21] applied names the configuration that it is about', () => {
    expect(report({ configId: 'b' }, '/applied/json/wifi').events).toMatchObject([
      { name: 'wifi', configId: 'b' },
    ]);
  });

  test('[7/CMP CMP-13] observe: false for one name leaves the others', () => {
    assign(A);
    assign(B, 'wifi');
    send('/config/json/wifi', { observe: false });
    expect(pushed(connect())).toEqual([['/config/json', 'a']]);
  });

  test('[7/CMP CMP-07] names are letters, digits, "_" and "-"', () => {
    expect(send('/config/json/Wi-Fi_2', {}).reply?.statusCode).toBe(200);
    for (const name of ['a b', 'é', 'a.b', '$']) {
      expect(send(`/config/json/${name}`, {}).reply?.statusCode, name).toBe(400);
    }
  });

  test('the name default is the configuration without name', () => {
    assign(A);
    expect(body(send('/config/json/default', {}))).toEqual({ ...A, ...OK });
  });

  test('may be switched off', () => {
    start({ namedConfigurations: false });
    assign(B, 'wifi');
    expect(send('/config/json/wifi', {}).reply?.statusCode).toBe(404);
    expect(connect()).toEqual({});
  });

  test('an endpoint cannot fill the memory with names', () => {
    for (let i = 0; i < NAMES_MAX + 50; i++) send(`/config/json/n${i}`, {});
    expect(state.endpoints.get('endpoint-1')?.deliveries.size).toBe(NAMES_MAX);
  });

  test('unknown resources are 404', () => {
    for (const path of [
      '',
      '/config',
      '/json',
      '/applied',
      '/config/json/a/b',
      '/config/xml',
      '/Config/json',
    ]) {
      expect(send(path, {}).reply?.statusCode, path).toBe(404);
    }
  });
});

describe('cmx_ota', () => {
  beforeEach(() => start({ provider: 'otao' }));

  test('hands the version that the endpoint names to the software register', () => {
    ask({ configId: '1.0.0' });
    expect(assigned.asked).toEqual({
      endpointId: 'endpoint-1',
      appVersionName: 'demo-v1',
      name: 'default',
      currentId: '1.0.0',
    });
  });

  test('takes the version last applied when the request names none, and for pushes', () => {
    report({ configId: '1.0.0' });
    ask({ observe: true });
    expect(assigned.asked?.currentId).toBe('1.0.0');
    update();
    expect(assigned.asked?.currentId).toBe('1.0.0');
  });

  test.each([
    ['object', '{}'],
    ['empty', ''],
    ['null', 'null'],
  ] as const)('no update: %s', (noUpdatePayload, payload) => {
    start({ provider: 'otao', noUpdatePayload });
    expect(ask({ configId: '1.0.0' }).reply?.payload).toBe(payload);
    expect(ask({}).reply?.payload).toBe(payload);
  });

  test('an update is answered and pushed in the style of Kaa, and told as of otao', () => {
    assign({ configId: '1.0.1', config: { link: 'https://example.org/1.0.1' } });
    expect(body(ask({ configId: '1.0.0' }))).toMatchObject({ configId: '1.0.1', statusCode: 200 });
    const effects = connect();
    expect(pushed(effects)).toEqual([['/config/json', '1.0.1']]);
    expect(effects.events).toMatchObject([{ provider: 'otao' }]);
  });
});
