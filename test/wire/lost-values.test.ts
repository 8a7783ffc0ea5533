/**
 * Goal: a data sample, or a value of it, that is in no time series is told with its own cause and remedy, and with whose it
 * was; a number that no double holds is kept nowhere.
 * Method: packets in; the diagnostics of the platform, and what its services have kept.
 */
import { afterEach, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, publish } from '../helpers/wire-client.js';

let demo: TestPlatform;
afterEach(() => demo.platform.stop());

const TOPIC = 'kp1/demo-v1/dcx/alpha/json/1';
const DECLARED = {
  'auto-extract': false,
  names: { temperature: { values: [{ path: 't', type: 'number' }] } },
};
const AUTO = { 'auto-extract': true };

async function start(timeSeries: object): Promise<void> {
  demo = await startDemo(1, (blueprint) => ({
    ...blueprint,
    configs: { ...blueprint.configs, epts: { demo: { 'time-series': timeSeries } } } as never,
  }));
}

async function say(payload: string, topic = TOPIC) {
  const client = await connected(demo.platform.connect(), 'probe');
  client.send(publish(topic, payload));
  // Others are what the platform pushes to whoever speaks first.
  return (await client.quiet()).find((message) => message.topic.startsWith(topic));
}

const points = () => demo.platform.services.epts.data({ applicationName: 'demo' })[demo.idOf('alpha')] ?? {};

test.each([
  ['5', DECLARED, 'epts.sample-not-object', /as an object/],
  ['{"t":"warm"}', DECLARED, 'epts.value-of-wrong-type', /declare.*type/],
  ['{"t":1e400}', DECLARED, 'epts.number-too-large', /1\.8e308/],
  ['{"t":-1e400}', AUTO, 'epts.number-too-large', /1\.8e308/],
  ['{"u":1}', DECLARED, 'epts.sample-without-values', /under the declared path/],
  ['{"t":"warm"}', AUTO, 'epts.sample-without-values', /number/],
  ['{"t":1}', {}, 'epts.sample-without-series', /auto-extract: true/],
  [
    '{"t":1,"at":"now"}',
    { ...DECLARED, timestamp: { path: 'at', format: 'iso8601', 'fallback-strategy': 'drop' } },
    'epts.sample-without-time',
    /fallback-strategy/,
  ],
])('%s: its cause, its remedy, and whose it was', async (payload, timeSeries, code, remedy) => {
  await start(timeSeries);
  const answer = await say(payload);
  // [2/DCP] Any JSON is a data sample; what becomes of it is the business of EPTS.
  expect(answer?.topic).toBe(`${TOPIC}/status`);
  expect(points()).toEqual({});
  const told = demo.platform.diagnostics();
  expect(told).toMatchObject([{ code, count: 1, client: 'probe', topic: TOPIC, token: 'alpha' }]);
  expect(told[0]).toMatchObject({ endpointId: demo.idOf('alpha'), remedy: expect.stringMatching(remedy) });
});

test('of a batch, what can be kept is kept', async () => {
  await start(AUTO);
  await say('[{"t":1,"u":1e999},{"t":2}]');
  expect(Object.keys(points())).toEqual(['auto~t']);
  expect(points()['auto~t']).toHaveLength(1);
  const codes = demo.platform.diagnostics().map(({ code }) => code);
  expect(codes).toEqual(['epts.points-replaced', 'epts.number-too-large']);
});

test('a time that no double holds is no time', async () => {
  await start({ ...DECLARED, timestamp: { path: 'at', format: 'seconds-unix-epoch' } });
  await say('{"t":1,"at":1e307}');
  expect(points()).toMatchObject({ temperature: [{ timestamp: demo.clock.now() }] });
});

test('metadata with such a number is refused, and nothing of it kept', async () => {
  await start(AUTO);
  const before = demo.platform.services.epr.metadata(demo.idOf('alpha'));
  const answer = await say('{"a":1,"b":[{"c":1e400}]}', 'kp1/demo-v1/epmx/alpha/update/keys/2');
  expect(answer?.topic).toMatch(/error$/);
  expect(answer?.payload).toContain('1.8e308');
  expect(demo.platform.services.epr.metadata(demo.idOf('alpha'))).toEqual(before);
});

test.each([
  ['numbers too large', '1e400', 'epts.number-too-large'],
  ['more time series than there is room for', '1', 'epts.too-many-time-series'],
])(
  'one message with thousands of reasons takes no more than a few diagnostics: %s',
  async (_title, value, code) => {
    await start(AUTO);
    const fields = Array.from({ length: 5000 }, (_, n) => `"f${n}":${value}`);
    await say(`[{${fields.join()}}]`);
    const told = demo.platform.diagnostics().filter((one) => one.code === code);
    expect(told).toHaveLength(11);
    expect(told.at(-1)?.reason).toBe('there is more in the same message: 10 reasons are told of each');
  },
);

test.each([
  ['in one message', ['[{"t":1},{"t":2},{"t":3}]'], 2],
  ['in several', ['{"t":1}', '{"t":2}'], 1],
])(
  'data points of one timestamp, %s: the last is kept, and the others are told',
  async (_title, payloads, count) => {
    await start(DECLARED);
    for (const payload of payloads) await say(payload);
    expect(points().temperature).toHaveLength(1);
    const told = demo.platform.diagnostics();
    expect(told).toMatchObject([{ code: 'epts.points-replaced', count, client: 'probe', token: 'alpha' }]);
    expect(told[0]?.reason).toContain('"temperature"');
  },
);

test('data points of one timestamp in two time series are as they should be', async () => {
  await start(AUTO);
  await say('[{"a":1},{"b":2}]');
  expect(Object.keys(points())).toEqual(['auto~a', 'auto~b']);
  expect(demo.platform.diagnostics()).toEqual([]);
});

test('data points of one timestamp again and again are told ever more seldom, and none is forgotten for long', async () => {
  await start(DECLARED);
  for (let n = 0; n < 100; n++) await say('{"t":1}');
  const told = [...demo.platform.journal.events()].flatMap((event) =>
    event.type === 'epts.points-replaced' ? [event.count] : [],
  );
  expect(told).toEqual([1, 1, 2, 4, 8, 16, 32]);
});
