/** The transport of HTTP: sessions without a connection, over a poster that the test holds in its hand. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { createHttpTransport, type Posted } from '../../../src/sim/transport/http.js';

const failure = (code: string) => Object.assign(new Error(code), { code });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function sceneOf() {
  const clock = new VirtualClock(0);
  const posts: {
    topic: string;
    payload: string;
    answer: (posted: Posted) => void;
    fail: (e: Error) => void;
  }[] = [];
  const state = { probes: 0, isThere: true, rests: 0 };
  const transport = createHttpTransport('http://test', {
    clock,
    poster: {
      async probe() {
        state.probes++;
        if (!state.isThere) throw failure('ECONNREFUSED');
      },
      post: (topic, payload) =>
        new Promise((answer, fail) => {
          posts.push({ topic, payload, answer, fail });
        }),
      rest: () => {
        state.rests++;
      },
    },
  });
  const messages: string[] = [];
  const lost: string[] = [];
  const open = () =>
    transport.open({
      clientId: 'kaa-1',
      onMessage: (topic, payload) => messages.push(`${topic} ${Buffer.from(payload)}`),
      onLost: (reason) => lost.push(reason),
    });
  return { clock, posts, state, messages, lost, open };
}

const posted = (statusCode: number, body = ''): Posted => ({ statusCode, body: Buffer.from(body) });

describe('a session over HTTP', () => {
  test('200 alone is a status, anything else an error, and each is the answer to its own request', async () => {
    const { posts, messages, open } = sceneOf();
    const session = await open();
    for (const id of [1, 2, 3]) session.publish(`kp1/v/dcx/t/json/${id}`, `[${id}]`);
    posts[1]?.answer(posted(200));
    posts[2]?.answer(posted(204));
    posts[0]?.answer(posted(401, '{"statusCode":401}'));
    await turn();
    expect(posts.map(({ payload }) => payload)).toEqual(['[1]', '[2]', '[3]']);
    expect(messages).toEqual([
      'kp1/v/dcx/t/json/2/status ',
      'kp1/v/dcx/t/json/3/error ',
      'kp1/v/dcx/t/json/1/error {"statusCode":401}',
    ]);
  });

  test('clients that come together ask once whether anybody is there', async () => {
    const { state, open } = sceneOf();
    await Promise.all([open(), open(), open()]);
    expect(state.probes).toBe(1);
  });

  test('nobody is there: told in words, and asked again next time', async () => {
    const { state, open } = sceneOf();
    state.isThere = false;
    await expect(open()).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: 'Cannot reach http://test: nothing listens there (connection refused).',
    });
    state.isThere = true;
    await open();
    expect(state.probes).toBe(2);
  });

  test('a request without any response loses the session, once; the next one asks first', async () => {
    const { posts, state, lost, open } = sceneOf();
    const session = await open();
    session.publish('kp1/v/dcx/t/json/1', '');
    session.publish('kp1/v/dcx/t/json/2', '');
    for (const post of posts) post.fail(failure('ECONNRESET'));
    await turn();
    session.publish('kp1/v/dcx/t/json/3', '');
    expect(posts).toHaveLength(2);
    expect(lost).toEqual(['the server reset the connection']);
    await open();
    expect(state.probes).toBe(2);
  });

  test('a server that says nothing for two minutes counts as gone', async () => {
    const { clock, lost, open } = sceneOf();
    const session = await open();
    session.publish('kp1/v/dcx/t/json/1', '');
    await clock.advance(119_999);
    expect(lost).toEqual([]);
    await clock.advance(1);
    expect(lost).toEqual(['it does not answer']);
  });

  test('after its end nothing comes any more; when all have ended the connections may rest', async () => {
    const { posts, state, messages, open } = sceneOf();
    const [one, two] = await Promise.all([open(), open()]);
    one?.publish('kp1/v/dcx/t/json/1', '');
    await one?.close();
    await one?.close();
    posts[0]?.answer(posted(200));
    await turn();
    expect(messages).toEqual([]);
    expect(state.rests).toBe(0);
    await two?.close();
    expect(state.rests).toBe(1);
  });
});
