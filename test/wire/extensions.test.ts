/**
 * Goal: tsx, rsx, bcx and the life of tokens on the wire, through KPC.
 * Method: packets in, packets out, over memory streams; the clock moves when told to.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, publish, type WireClient } from '../helpers/wire-client.js';

let demo: TestPlatform;
let client: WireClient;
beforeEach(async () => {
  demo = await startDemo();
  client = await connected(demo.platform.connect(), 'client');
});
afterEach(() => demo.platform.stop());

/** What came back, without the configuration that is pushed to an endpoint when it comes. */
async function answers(): Promise<Array<{ topic: string; payload: unknown }>> {
  const messages = (await client.quiet()).filter(({ topic }) => !topic.includes('/cmx/'));
  return messages.map(({ topic, payload }) => ({
    topic,
    payload: payload === '' ? '' : JSON.parse(payload),
  }));
}

describe('[TSX]', () => {
  test('the time, with and without a request ID; with an offset where there is one', async () => {
    const timestamp = demo.clock.now();
    client.send(publish('kp1/demo-v1/tsx/alpha'));
    client.send(publish('kp1/demo-v1/tsx/alpha/5', '{"timezone":"Asia/Kolkata"}'));
    expect(await answers()).toEqual([
      { topic: 'kp1/demo-v1/tsx/alpha/status', payload: { timestamp } },
      { topic: 'kp1/demo-v1/tsx/alpha/5/status', payload: { timestamp, offset: 19_800 } },
    ]);
  });

  test('a token of digits is the token: there is no request ID before it', async () => {
    client.send(publish('kp1/demo-v1/tsx/12345'));
    client.send(publish('kp1/demo-v1/tsx/12345/12345'));
    expect((await answers()).map(({ topic }) => topic)).toEqual([
      'kp1/demo-v1/tsx/12345/status',
      'kp1/demo-v1/tsx/12345/12345/status',
    ]);
  });

  test('an unknown time zone is an error, also without a request ID', async () => {
    client.send(publish('kp1/demo-v1/tsx/alpha', '{"timezone":"Mars/Olympus"}'));
    expect(await answers()).toMatchObject([
      { topic: 'kp1/demo-v1/tsx/alpha/error', payload: { statusCode: 400 } },
    ]);
  });
});

describe('[RSX]', () => {
  test('how an earlier request was answered', async () => {
    client.send(publish('kp1/demo-v1/dcx/alpha/json/7', '[1]'));
    client.send(publish('kp1/demo-v1/dcx/alpha/json/8', '{'));
    client.send(publish('kp1/demo-v1/rsx/alpha/dcx/7'));
    client.send(publish('kp1/demo-v1/rsx/alpha/dcx/8'));
    client.send(publish('kp1/demo-v1/rsx/alpha/dcx/9'));
    expect((await answers()).slice(2)).toMatchObject([
      {
        topic: 'kp1/demo-v1/rsx/alpha/dcx/7/status',
        payload: { requestId: 7, statusCode: 200, reasonPhrase: 'ok' },
      },
      { topic: 'kp1/demo-v1/rsx/alpha/dcx/8/status', payload: { requestId: 8, statusCode: 400 } },
      { topic: 'kp1/demo-v1/rsx/alpha/dcx/9/error', payload: { statusCode: 404 } },
    ]);
  });
});

describe('[BCX]', () => {
  test("a temporary token without a request ID, as Kaa's Python client asks for it, is good for an upload", async () => {
    client.send(publish('kp1/demo-v1/bcx/alpha/token'));
    const [answer] = await answers();
    expect(answer).toEqual({
      topic: 'kp1/demo-v1/bcx/alpha/token/status',
      payload: { token: expect.any(String) },
    });
    const { token = '' } = (answer?.payload ?? {}) as { token?: string };
    const stored = demo.platform.services.blobs.upload(token, 'log.txt', Buffer.from('x'));
    expect(stored).toMatchObject({ ok: true, endpointId: demo.idOf('alpha'), applicationName: 'demo' });
  });
});

describe('[16/ECAP ECAP-16] the life of tokens', () => {
  const say = () => client.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[1]'));

  test('a re-issued token goes on with the same endpoint; the old one is cut off', async () => {
    const endpointId = demo.idOf('alpha');
    say();
    await answers();
    const { token } = demo.platform.issueToken({ endpointId, replaces: 'alpha' });
    expect(demo.platform.services.cm.find('demo', token)?.endpointId).toBe(endpointId);
    expect(client.ended || (await closing())).toBe(true);
    client = await connected(demo.platform.connect(), 'again');
    say();
    client.send(publish(`kp1/demo-v1/dcx/${token}/json/1`, '[1]'));
    expect((await answers()).map(({ topic }) => topic)).toEqual([
      'kp1/demo-v1/dcx/alpha/json/1/error',
      `kp1/demo-v1/dcx/${token}/json/1/status`,
    ]);
  });

  test('[9/ELCE ELCE-03, ELCE-07] an endpoint that is unregistered is disconnected, and its token unknown', async () => {
    const endpointId = demo.idOf('alpha');
    say();
    await answers();
    demo.platform.unregister(endpointId);
    const types = [...demo.journal.events()].map(({ type }) => type).slice(-4);
    expect(types).toContain('epr.unregistered');
    expect(types).toContain('kpc.endpoint-disconnected');
    client = await connected(demo.platform.connect(), 'again');
    say();
    expect(await answers()).toMatchObject([{ payload: { statusCode: 401 } }]);
    expect(demo.platform.endpoints().map((info) => info.endpointId)).not.toContain(endpointId);
  });

  /** The end of a connection reaches the client a turn of the event loop later. */
  async function closing(): Promise<boolean> {
    for (let turn = 0; turn < 25 && !client.ended; turn++) await new Promise(setImmediate);
    return client.ended;
  }
});
