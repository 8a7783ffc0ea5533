/**
 * Goal: 1/KP over HTTP is what the reference says (3.1): POST alone, exactly 200, the error body, nothing pushed.
 * Method: requests over memory streams to the server of KPC; the whole platform or a scripted extension behind it.
 */
import type { Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpServer } from '../../src/platform/kpc/http.js';
import { RefusalLog } from '../../src/platform/kpc/refusal-log.js';
import { type Kpc, kpcSettings, startKpc } from '../helpers/kpc.js';
import { request } from '../helpers/raw-http.js';
import { connected, publish } from '../helpers/wire-client.js';

let kpc: Kpc;
let server: Server;
afterEach(() => kpc.close());

async function start(script?: Parameters<typeof startKpc>[0], settings: object = {}): Promise<void> {
  kpc = await startKpc(script, settings);
  const { communication, clock, journal } = kpc;
  const refusals = new RefusalLog(journal, clock);
  server = createHttpServer({ settings: kpcSettings(settings), clock, communication, refusals });
}

const connectivity = () => kpc.events.map(({ type }) => type).filter((type) => type.includes('connected'));

describe('success', () => {
  test.each([
    ['/kp1/demo-v1/epmx/alpha/get', undefined],
    ['/kpc/kp1/demo-v1/epmx/alpha/get', undefined],
    ['/kp1/demo-v1/epmx/alpha/get/7', '7'],
    ['/kp1/demo-v1/epmx/%61lpha/get?x=/y', undefined],
  ])(
    'POST %s: 200 and the body that /status would carry, with or without a request ID',
    async (path, requestId) => {
      await start(() => ({ statusCode: 200, payload: '{"name":"Alpha"}' }));
      const response = await request(server, 'POST', path, { body: '{}' });
      expect(response).toMatchObject({ statusCode: 200, body: '{"name":"Alpha"}' });
      expect(response.headers['content-type']).toBe('application/json');
      expect(kpc.submitted).toMatchObject([{ resourcePath: '/get', requestId: requestId ?? '0' }]);
      expect(kpc.submitted[0]?.payload.text).toBe('{}');
    },
  );

  test('nothing to say: 200 and zero bytes, never 204', async () => {
    await start(() => ({ statusCode: 204 }));
    const response = await request(server, 'POST', '/kp1/demo-v1/dcx/alpha/json', { body: '[]' });
    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(response.headers['content-length']).toBe('0');
  });

  test("any content type is taken, curl's default too", async () => {
    await start();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await request(server, 'POST', '/kp1/demo-v1/dcx/alpha/json', {
      body: '[{"a":1}]',
      headers,
    });
    expect(response.statusCode).toBe(200);
  });
});

describe('failure', () => {
  test.each([
    ['/kp1/demo-v1/dcx/gamma/json', 401],
    ['/kp1/nope-v1/dcx/alpha/json', 404],
    ['/kp1/demo-v1/zzx/alpha/json', 404],
    ['/kp1/demo-v2/cex/alpha/command/x', 403],
    ['/kp1/demo-v1', 400],
    ['/kp1', 404],
    ['/kp1/demo-v1/dcx//json', 400],
    ['/kp1/demo-v1/dcx/alpha/json/2147483648', 400],
    ['/kp1/demo-v1/dcx/alpha/json/status', 404],
    ['/kp1/demo-v1/dcx/alpha/%zz', 400],
    [`/kp1/demo-v1/dcx/alpha/${'x'.repeat(2100)}`, 414],
    [`/kp1/demo-v1/dcx/alpha/${'x/'.repeat(40)}y`, 400],
    ['/elsewhere', 404],
    ['/', 404],
  ])('POST %s: %d and the error body', async (path, statusCode) => {
    await start();
    const response = await request(server, 'POST', path, { body: '[]' });
    expect(response.statusCode).toBe(statusCode);
    expect(JSON.parse(response.body)).toEqual({ statusCode, reasonPhrase: expect.any(String) });
    expect(kpc.submitted).toEqual([]);
  });

  test('an error of an extension, also where errors without request ID are muted', async () => {
    await start(() => ({ statusCode: 409, reasonPhrase: 'no' }), { errorsWithoutRequestId: 'mute' });
    const response = await request(server, 'POST', '/kp1/demo-v1/dcx/alpha/json');
    expect(response.statusCode).toBe(409);
    expect(JSON.parse(response.body)).toEqual({ statusCode: 409, reasonPhrase: 'no' });
  });

  test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s: 405, and what is allowed', async (method) => {
    await start();
    const response = await request(server, method, '/kp1/demo-v1/dcx/alpha/json');
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
  });

  test('a body above the limit: 413, whether it says its length or not', async () => {
    await start(undefined, { limits: { packetBytes: 100 } });
    const path = '/kp1/demo-v1/dcx/alpha/json';
    expect((await request(server, 'POST', path, { body: 'x'.repeat(100) })).statusCode).toBe(200);
    expect((await request(server, 'POST', path, { body: 'x'.repeat(101) })).statusCode).toBe(413);
    const chunked = { 'Transfer-Encoding': 'chunked' };
    const body = `80\r\n${'x'.repeat(0x80)}\r\n0\r\n\r\n`;
    const connection = await import('../helpers/raw-http.js').then(({ openConnection }) =>
      openConnection(server),
    );
    connection.write(
      `POST ${path} HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: ${chunked['Transfer-Encoding']}\r\n\r\n${body}`,
    );
    const [first] = (await connection.take(1).toArray()) as Buffer[];
    expect(first?.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(kpc.submitted).toHaveLength(1);
  });

  test('nobody answers: 504 after the time of the setting', async () => {
    await start(() => undefined, { transports: { http: { responseTimeoutMs: 50 } } });
    const response = request(server, 'POST', '/kp1/demo-v1/dcx/alpha/json');
    await expect.poll(() => kpc.submitted.length).toBe(1);
    await kpc.clock.advance(60);
    expect((await response).statusCode).toBe(504);
  });
});

describe('connectivity (open question 31)', () => {
  const post = () => request(server, 'POST', '/kp1/demo-v1/dcx/alpha/json', { body: '[]' });

  test('brief: connected for the time of the request', async () => {
    await start();
    await post();
    expect(connectivity()).toEqual(['endpoint-connected', 'endpoint-disconnected']);
    expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(false);
  });

  test('none: a request changes nothing', async () => {
    await start(undefined, { transports: { http: { connectivity: 'none' } } });
    await post();
    expect(connectivity()).toEqual([]);
  });

  test('a client of MQTT stays the one that is pushed to', async () => {
    await start();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json'));
    await client.quiet();
    await post();
    expect(connectivity()).toEqual(['endpoint-connected']);
    kpc.communication.push({
      extensionInstanceName: 'cex',
      endpointId: kpc.endpoints.alpha as string,
      resourcePath: '/command/x',
      requestId: undefined,
      payload: '[]',
      statusCode: 200,
    });
    expect(await client.quiet()).toHaveLength(1);
  });
});
