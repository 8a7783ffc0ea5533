/**
 * The way to Kaa's REST: where it may lead, what is sent, and what a person is told when it fails.
 */
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KaaError } from '../../src/errors.js';
import { WallClock } from '../../src/kernel/clock.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { isLoopback, path, Rest, statusOf } from '../../src/operator/rest.js';
import { FakeRest } from './fake-rest.js';

let fake: FakeRest;
beforeAll(async () => {
  fake = await FakeRest.open();
});
afterAll(() => fake.close());
beforeEach(() => fake.reset());

const failure = async (promise: Promise<unknown>): Promise<KaaError> => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(KaaError);
  return error;
};

describe('where it may lead', () => {
  const open =
    (url: string, allowRemote = false) =>
    () =>
      new Rest({ url, allowRemote, clock: new WallClock() });

  it.each(['localhost', '127.0.0.1', '127.8.9.1', '[::1]'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(open(`http://${host}:1`)).not.toThrow();
  });

  it.each(['localhost.example.com', '127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', '[::]'])(
    '%s is not, and needs --allow-remote',
    (host) => {
      expect(open(`http://${host}`)).toThrow(expect.objectContaining({ code: 'REST_NOT_LOOPBACK' }));
      expect(open(`http://${host}`, true)).not.toThrow();
    },
  );

  it.each(['mqtt://127.0.0.1:1883', '127.0.0.1:80', '', 'http://'])('%s is no URL of REST', (url) => {
    expect(open(url, true)).toThrow(expect.objectContaining({ code: 'REST_URL_INVALID' }));
  });

  it('a password in the URL is refused and not repeated', () => {
    expect(open('http://me:secret@localhost:1')).toThrow(/^--url http:\/\/localhost:1: no user names/);
  });

  it('a path before the prefixes of the services is kept, a slash at its end is not', () => {
    expect(open('http://localhost:1/kaa/')().url).toBe('http://localhost:1/kaa');
  });

  it('a redirect is not followed: it could lead off this machine', async () => {
    fake.on('GET /a', { status: 302, headers: { location: 'http://kaa.example.com/' } });
    expect(await failure(fake.rest().call({ path: '/a' }))).toMatchObject({ code: 'REST_REFUSED' });
  });
});

describe('what is sent', () => {
  it('names are encoded, so that none leads elsewhere', () => {
    expect(path`/epr/api/v1/endpoints/${'a/../b?c#d'}`).toBe('/epr/api/v1/endpoints/a%2F..%2Fb%3Fc%23d');
    for (const name of ['', '.', '..']) {
      expect(() => path`/endpoints/${name}`).toThrow(expect.objectContaining({ code: 'REST_NAME_UNUSABLE' }));
    }
  });

  it('[7] the API token goes as Authorization: Bearer, a list is repeated, undefined is left out', async () => {
    fake.on('PUT /x', { body: 1 });
    await fake
      .rest({ apiToken: 't0k' })
      .call({ method: 'PUT', path: '/x', query: { a: ['1', '2'], b: undefined, c: 3 }, body: { d: null } });
    const [asked] = fake.asked;
    expect(asked?.headers.authorization).toBe('Bearer t0k');
    expect(asked?.headers['content-type']).toBe('application/json');
    expect(asked?.query.toString()).toBe('a=1&a=2&c=3');
    expect(asked?.body).toEqual({ d: null });
  });

  it('without a token and a body there is neither header', async () => {
    fake.on('GET /x', { body: 1 });
    await fake.rest().call({ path: '/x' });
    expect(fake.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(fake.asked[0]?.headers).not.toHaveProperty('content-type');
  });
});

describe('what fails', () => {
  it.each([401, 403])('%i: give an API token', async (status) => {
    fake.on('GET /x', { status, body: { message: 'a token is required.' } });
    const error = await failure(fake.rest().call({ path: '/x' }));
    expect(error.code).toBe('REST_UNAUTHORIZED');
    expect(error.message).toContain(`(${status}): a token is required.`);
    expect(error.next.join()).toContain('--api-token');
  });

  it('any other status code: what Kaa says, and where', async () => {
    fake.on('GET /x', { status: 412, body: { message: 'the ETag is another one' } });
    const error = await failure(fake.rest().call({ path: '/x' }));
    expect(error.message).toBe('Kaa refuses: the ETag is another one (412 to GET /x).');
    expect(statusOf(error)).toBe(412);
  });

  it('a body that is not JSON is shown by its beginning, on one line', async () => {
    fake.on('GET /x', { status: 502, body: `<html>\n Bad Gateway${'!'.repeat(1000)}` });
    const error = await failure(fake.rest().call({ path: '/x' }));
    expect(error.message).toContain('refuses: <html> Bad Gateway!');
    expect(error.message.length).toBeLessThan(400);
  });

  it('404 is nothing found where that is asked for, and a failure elsewhere', async () => {
    expect(await fake.rest().find({ path: '/gone' })).toBeUndefined();
    expect(statusOf(await failure(fake.rest().call({ path: '/gone' })))).toBe(404);
    fake.on('GET /x', { status: 500 });
    expect(statusOf(await failure(fake.rest().find({ path: '/x' })))).toBe(500);
  });

  it('200 that is not JSON is not Kaa', async () => {
    fake.on('GET /x', { body: '<html>' });
    expect(await failure(fake.rest().call({ path: '/x' }))).toMatchObject({ code: 'REST_UNREADABLE' });
  });

  it('nobody there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const rest = new Rest({ url: `http://127.0.0.1:${port}`, clock: new WallClock() });
    const error = await failure(rest.call({ path: '/x' }));
    expect(error).toMatchObject({ code: 'REST_UNREACHABLE', kind: 'external' });
    expect(error.message).toBe(`Cannot reach Kaa at http://127.0.0.1:${port}: connection refused.`);
  });

  it('no answer: given up after the time-out, by the clock', async () => {
    const clock = new VirtualClock();
    const isAsked = new Promise<void>((resolve) => {
      fake.on('GET /x', () => resolve());
    });
    const outcome = failure(fake.rest({ clock, timeoutMs: 5000 }).call({ path: '/x' }));
    await isAsked;
    await clock.advance(5000);
    expect((await outcome).message).toContain('no answer within 5 s');
  });
});
