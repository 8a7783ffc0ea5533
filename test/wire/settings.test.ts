/**
 * Goal: each open question about KPC that is a setting changes on the wire what it says, and its default changes nothing.
 * Method: MQTT packets over memory streams, a scripted extension behind; the default and the other choice in one test.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { Diagnostics } from '../../src/platform/diagnostics.js';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connected, connected5, publish, type WireClient } from '../helpers/wire-client.js';

let kpc: Kpc;
afterEach(() => kpc.close());

const topics = async (client: WireClient) => (await client.quiet()).map(({ topic }) => topic);
const push = () =>
  kpc.communication.push({
    extensionInstanceName: 'cmx',
    endpointId: kpc.endpoints.alpha as string,
    resourcePath: '/config/json',
    requestId: undefined,
    statusCode: 200,
    payload: '{}',
  });
const PUSHED = 'kp1/demo-v1/cmx/alpha/config/json/status';
const ID_TOPIC = 'kp1/demo-v1/dcx/alpha/json';
const connectivity = () =>
  kpc.events
    .map(({ type }) => type)
    .filter((type) => type.startsWith('endpoint-') && type.includes('connected'));

describe('open question 5: requestIds', () => {
  test.each(['0', '007'])('%s is echoed by default and refused with 400 when strict', async (id) => {
    kpc = await startKpc();
    const lenient = await connected(kpc.connect(), 'c');
    lenient.send(publish(`${ID_TOPIC}/${id}`, '[]'));
    expect(await topics(lenient)).toEqual([`${ID_TOPIC}/${id}/status`]);
    await kpc.close();

    kpc = await startKpc(undefined, { requestIds: 'strict' });
    const strict = await connected(kpc.connect(), 'c');
    strict.send(publish(`${ID_TOPIC}/${id}`, '[]'));
    const [answer] = await strict.quiet();
    expect(answer?.topic).toBe(`${ID_TOPIC}/${id}/error`);
    expect(JSON.parse(answer?.payload ?? '')).toMatchObject({
      statusCode: 400,
      reasonPhrase: expect.stringContaining('positive'),
    });
    expect(kpc.submitted).toEqual([]);
    strict.send(publish(`${ID_TOPIC}/70`, '[]'));
    expect(await topics(strict)).toEqual([`${ID_TOPIC}/70/status`]);
  });
});

describe('open question 3: badTokenOrTopic', () => {
  const BAD = ['kp1/demo-v1/dcx/nobody/json/1', 'kp1/demo-v1/dcx/alpha//json/1'];

  test.each(BAD)('by default %s ends no connection', async (topic) => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish(topic));
    expect(await topics(client)).toEqual([`${topic}/error`]);
    expect(client.ended).toBe(false);
  });

  test.each(BAD)('disconnect: %s has its error answer first, then the reason', async (topic) => {
    kpc = await startKpc(undefined, { badTokenOrTopic: 'disconnect' });
    const client = await connected5(kpc.connect());
    client.send(publish(`${ID_TOPIC}/1`, '[]'));
    await client.take('publish');
    client.send(publish(topic));
    expect((await client.take('publish')).topic).toBe(`${topic}/error`);
    expect((await client.take('disconnect')).reasonCode).toBe(0x90);
    await expect.poll(() => connectivity()).toEqual(['endpoint-connected', 'endpoint-disconnected']);
    expect(client.ended).toBe(true);
  });
});

describe('open question 8: subscribeBinds', () => {
  const subscribe = (client: WireClient, topic: string) => {
    client.send({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic, qos: 1 }] });
    return client.take('suback');
  };

  test('a SUBSCRIBE makes a client speak for the endpoint only with the setting', async () => {
    for (const [subscribeBinds, expected] of [
      [false, []],
      [true, [PUSHED]],
    ] as const) {
      await kpc?.close();
      kpc = await startKpc(undefined, { subscribeBinds });
      const client = await connected(kpc.connect(), 'c');
      await subscribe(client, 'kp1/demo-v1/cmx/alpha/#');
      push();
      expect(await topics(client)).toEqual(expected);
    }
  });

  test.each([
    'kp1/+/cmx/alpha/#',
    'kp1/demo-v1/+/alpha/#',
    'kp1/demo-v1/cmx/+/config/json/status',
    'kp1/demo-v1/cmx/#',
    'kp1/demo-v1/cmx/nobody/#',
    'x/demo-v1/cmx/alpha/#',
  ])('%s binds nothing, in silence', async (filter) => {
    kpc = await startKpc(undefined, { subscribeBinds: true });
    const client = await connected(kpc.connect(), 'c');
    await subscribe(client, filter);
    push();
    expect(await topics(client)).toEqual([]);
    expect(connectivity()).toEqual([]);
  });
});

describe('open question 9: pushTo', () => {
  test.each([
    ['last-speaker', [], [PUSHED]],
    ['all', [PUSHED], [PUSHED]],
  ])('%s', async (pushTo, first, second) => {
    kpc = await startKpc(undefined, { pushTo });
    const one = await connected(kpc.connect(), 'one');
    one.send(publish(ID_TOPIC, '[]'));
    await one.quiet();
    const two = await connected(kpc.connect(), 'two');
    two.send(publish(ID_TOPIC, '[]'));
    await two.quiet();
    push();
    expect(await topics(one)).toEqual(first);
    expect(await topics(two)).toEqual(second);
  });

  test('all: whoever spoke last is told last, however often they take turns', async () => {
    kpc = await startKpc(undefined, { pushTo: 'all' });
    const one = await connected(kpc.connect(), 'one');
    const two = await connected(kpc.connect(), 'two');
    for (const client of [one, two, one, two]) {
      client.send(publish(ID_TOPIC, '[]'));
      await client.quiet();
    }
    const told: string[] = [];
    kpc.journal.listen(({ client }) => told.push(client), ['kpc.message-sent']);
    push();
    expect(told).toEqual(['one', 'two']);
  });

  test('all: the endpoint is disconnected when the last of its sessions ends, and not before', async () => {
    kpc = await startKpc(undefined, { pushTo: 'all' });
    const one = await connected(kpc.connect(), 'one');
    const two = await connected(kpc.connect(), 'two');
    for (const client of [one, two, one]) {
      client.send(publish(ID_TOPIC, '[]'));
      await client.quiet();
    }
    one.destroy();
    await two.quiet();
    expect(connectivity()).not.toContain('endpoint-disconnected');
    push();
    expect(await topics(two)).toEqual([PUSHED]);
    two.destroy();
    await expect.poll(() => connectivity().at(-1)).toBe('endpoint-disconnected');
  });
});

test('open question 7: a retained message is handled as a plain one, noted once for a client', async () => {
  kpc = await startKpc();
  const diagnostics = new Diagnostics(kpc.journal);
  const client = await connected(kpc.connect(), 'c');
  for (const id of [1, 2]) {
    const retained = { ...publish(`${ID_TOPIC}/${id}`, '[]'), retain: true };
    client.send(retained as ReturnType<typeof publish>);
  }
  expect(await topics(client)).toEqual([`${ID_TOPIC}/1/status`, `${ID_TOPIC}/2/status`]);
  const notices = [...kpc.journal.events()].filter(({ type }) => type === 'kpc.notice');
  expect(notices).toMatchObject([{ client: 'c', code: 'retain-ignored' }]);
  expect(diagnostics.list()).toMatchObject([
    { code: 'retain-ignored', count: 1, remedy: expect.stringContaining('without RETAIN') },
  ]);
});
