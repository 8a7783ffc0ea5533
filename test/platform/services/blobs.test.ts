import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { type BlobLimits, BlobStore } from '../../../src/platform/services/blobs/blobs.js';
import { type BlobRequest, handleBlobRequest } from '../../../src/platform/services/blobs/http.js';
import { bench, NOW } from './harness.js';

const LIMITS: BlobLimits = { blobBytesMax: 10, storeBytesMax: 25, blobsMax: 5, whenFull: 'drop-oldest' };
const bytes = (text: string) => Buffer.from(text);

function store(limits: Partial<BlobLimits> = {}) {
  const at = bench();
  const blobs = new BlobStore({
    ...at,
    random: createRandom(1),
    limits: { ...LIMITS, ...limits },
    applicationOf: (version) => version.split('-')[0] as string,
  });
  const give = (temporaryToken: string, { endpointId = 'e1', singleUse = false, app = 'demo' } = {}) =>
    at.events.raise({
      type: 'upload-token-issued',
      endpointId,
      appVersionName: `${app}-v1`,
      temporaryToken,
      expiresAt: NOW + 1000,
      singleUse,
    });
  give('T');
  const put = (name: string, text = 'data', token = 'T') => blobs.upload(token, name, bytes(text));
  const idOf = (name: string, text?: string, token?: string) => {
    const stored = put(name, text, token);
    if (!stored.ok) throw new Error(stored.reason);
    return stored.blobId;
  };
  return { ...at, blobs, give, put, idOf };
}

describe('[BCX §5.7] uploads', () => {
  test('a blob belongs to the endpoint of the temporary token', () => {
    const { blobs, put, entries } = store();
    const stored = put('log.txt', 'hello');
    expect(stored).toEqual({
      ok: true,
      blobId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      applicationName: 'demo',
      endpointId: 'e1',
      name: 'log.txt',
      contentType: 'application/octet-stream',
      bytes: 5,
      createdDate: NOW,
    });
    const { blobId } = stored as { blobId: string };
    expect(blobs.data(blobId)).toEqual(new Uint8Array(bytes('hello')));
    expect(entries()).toMatchObject([{ type: 'bcx.blob-stored', blobId, name: 'log.txt', bytes: 5 }]);
  });

  test('the bytes are copied: what the caller does with its buffer later changes nothing', () => {
    const { blobs } = store();
    const buffer = Buffer.from([1, 2, 3]);
    const stored = blobs.upload('T', 'a', buffer);
    buffer.fill(9);
    expect(stored.ok && blobs.data(stored.blobId)).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('an unknown or expired token is refused with 403 and stores nothing', async () => {
    const { blobs, put, clock } = store();
    expect(put('a', 'x', 'guess')).toMatchObject({ ok: false, statusCode: 403 });
    await clock.advance(999);
    expect(put('a').ok).toBe(true);
    await clock.advance(1);
    expect(put('b')).toMatchObject({ ok: false, statusCode: 403 });
    expect(blobs.list('demo')).toHaveLength(1);
  });

  test('a token for one upload is good for one; a refused upload does not use it up', () => {
    const { give, put } = store();
    give('ONCE', { singleUse: true });
    expect(put('../x', 'x', 'ONCE')).toMatchObject({ statusCode: 400 });
    expect(put('a', 'far too many bytes', 'ONCE')).toMatchObject({ statusCode: 413 });
    expect(put('a', 'x', 'ONCE').ok).toBe(true);
    expect(put('b', 'x', 'ONCE')).toMatchObject({ statusCode: 403 });
  });

  test.each([
    '',
    '.',
    '..',
    'a/b',
    '../a',
    '/etc/passwd',
    'a\\b',
    'a\u0000b',
    'a\nb',
    'a\u007f',
    'x'.repeat(256),
  ])('the name %j is refused with 400', (name) => {
    const { blobs, put } = store();
    expect(put(name)).toMatchObject({ ok: false, statusCode: 400 });
    expect(blobs.list('demo')).toEqual([]);
  });

  test.each(['...', '.bashrc', 'a b.txt', 'Zählung №1.csv', '__proto__', 'x'.repeat(255)])(
    'the name %j is fine',
    (name) => expect(store().put(name).ok).toBe(true),
  );

  test('tokens end with the token of the endpoint, and blobs with the endpoint', () => {
    const { blobs, put, give, events } = store();
    give('T2', { endpointId: 'e2' });
    put('a');
    put('b', 'x', 'T2');
    events.raise({ type: 'token-revoked', applicationName: 'demo', token: 'alpha', endpointId: 'e1' });
    expect(put('c')).toMatchObject({ statusCode: 403 });
    expect(blobs.list('demo')).toHaveLength(2);
    events.raise({ type: 'endpoint-unregistered', endpointId: 'e1', appVersionName: 'demo-v1' });
    expect(blobs.list('demo').map(({ name }) => name)).toEqual(['b']);
    expect(put('d', 'x', 'T2').ok).toBe(true);
  });
});

describe('bounds', () => {
  test('a blob that is too large is refused with 413, and drops no other', () => {
    const { blobs, put } = store();
    put('a');
    expect(put('b', '12345678901')).toMatchObject({ statusCode: 413 });
    expect(put('c', '1234567890').ok).toBe(true);
    expect(blobs.list('demo')).toHaveLength(2);
  });

  test('the oldest make room by bytes and by number', () => {
    const { blobs, put } = store();
    for (const name of ['a', 'b', 'c']) put(name, '1234567890');
    expect(blobs.list('demo').map(({ name }) => name)).toEqual(['b', 'c']);
    for (const name of ['d', 'e', 'f', 'g']) put(name, '');
    expect(blobs.list('demo').map(({ name }) => name)).toEqual(['c', 'd', 'e', 'f', 'g']);
  });

  test('or a full store refuses with 507 until something is deleted', () => {
    const { blobs, put, idOf } = store({ whenFull: 'refuse', blobsMax: 1 });
    const blobId = idOf('a');
    expect(put('b')).toMatchObject({ statusCode: 507 });
    expect(blobs.delete(blobId)).toBe(true);
    expect(blobs.delete(blobId)).toBe(false);
    expect(put('b').ok).toBe(true);
  });

  test('temporary tokens do not fill the memory: the first given are forgotten', () => {
    const { put, give } = store();
    for (let i = 0; i < 10_000; i++) give(`T${i}`, { endpointId: 'e2' });
    expect(put('a')).toMatchObject({ statusCode: 403 });
    expect(put('a', 'x', 'T0').ok).toBe(true);
  });
});

describe('what is there', () => {
  test('by application and endpoint, oldest first; the latest, also by name', () => {
    const { blobs, put, give } = store();
    give('T2', { endpointId: 'e2' });
    give('O', { endpointId: 'e3', app: 'other' });
    put('a');
    put('b');
    put('a', 'new');
    put('c', 'x', 'T2');
    put('d', 'x', 'O');
    expect(blobs.list('demo').map(({ name }) => name)).toEqual(['a', 'b', 'a', 'c']);
    expect(blobs.list('demo', 'e2').map(({ name }) => name)).toEqual(['c']);
    expect(blobs.list('demo', 'e3')).toEqual([]);
    expect(blobs.latest('demo', 'e1')).toMatchObject({ name: 'a', bytes: 3 });
    expect(blobs.latest('demo', 'e1', 'b')).toMatchObject({ name: 'b', bytes: 4 });
    expect(blobs.latest('demo', 'e1', 'z')).toBeUndefined();
  });
});

describe('[BCX §5.7] over HTTP', () => {
  const TOKEN = { 'x-auth-token': 'T' };

  function server(limits: Partial<BlobLimits> = {}) {
    const at = store(limits);
    return {
      ...at,
      ask(method: string, url: string, { headers = TOKEN as BlobRequest['headers'], body = '' } = {}) {
        const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
        return handleBlobRequest(at.blobs, { method, path, query, headers, body: bytes(body) });
      },
    };
  }
  const API = '/bcx/api/v1';
  const json = ({ body }: { body: string | Uint8Array }) => JSON.parse(body.toString()) as unknown;

  test('POST /binary-data?name= stores the raw body: 201, and the Location leads to it', () => {
    const at = server();
    const headers = { ...TOKEN, 'content-type': 'text/plain' };
    const stored = at.ask('POST', `${API}/binary-data?name=a.txt`, { headers, body: 'hello' });
    expect(stored.status).toBe(201);
    const location = stored.headers.location as string;
    expect(location).toMatch(/\/applications\/demo\/endpoints\/e1\/binary-data\/[0-9a-f-]{36}$/);
    expect(json(at.ask('GET', location))).toMatchObject({
      name: 'a.txt',
      size: 5,
      contentType: 'text/plain',
    });
    const data = at.ask('GET', `${location}/data`);
    expect(data.status).toBe(200);
    expect(Buffer.from(data.body).toString()).toBe('hello');
    expect(data.headers).toMatchObject({ 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' });
  });

  test('POST /files/<name>: 204, 400 or 403', () => {
    const at = server();
    expect(at.ask('POST', `${API}/files/a%20b.txt`, { body: 'x' })).toEqual({
      status: 204,
      headers: {},
      body: '',
    });
    expect(at.blobs.latest('demo', 'e1')?.name).toBe('a b.txt');
    for (const name of ['%2e%2e%2fa', '..%5Ca', '%', '%ff', '%00'])
      expect(at.ask('POST', `${API}/files/${name}`).status, name).toBe(400);
    expect(at.ask('POST', `${API}/files/a`, { headers: {} }).status).toBe(403);
  });

  test.each([
    ['no token', {}, 'x', 403],
    ['a bad token', { 'x-auth-token': 'guess' }, 'x', 403],
    ['too many bytes', TOKEN, '12345678901', 413],
  ])('%s: an error with a message', (_what, headers, body, status) => {
    const at = server();
    const refused = at.ask('POST', `${API}/binary-data?name=a`, { headers, body });
    expect(refused.status).toBe(status);
    expect(json(refused)).toEqual({ message: expect.any(String), status });
    expect(at.blobs.list('demo')).toEqual([]);
  });

  test('without a name: 400', () => {
    expect(server().ask('POST', `${API}/binary-data`).status).toBe(400);
    expect(server().ask('POST', `${API}/binary-data?name=`).status).toBe(400);
  });

  test('lists of an application, and of an endpoint by path or query', () => {
    const at = server();
    at.give('T2', { endpointId: 'e2' });
    at.put('a');
    at.put('b', 'x', 'T2');
    const namesAt = (url: string) =>
      (json(at.ask('GET', url)) as { content: { name: string }[] }).content.map(({ name }) => name);
    expect(namesAt(`${API}/applications/demo/binary-data`)).toEqual(['a', 'b']);
    expect(namesAt(`${API}/applications/demo/binary-data?endpointId=e2`)).toEqual(['b']);
    expect(namesAt(`${API}/applications/demo/endpoints/e1/binary-data`)).toEqual(['a']);
    expect(json(at.ask('GET', `${API}/applications/nothing/binary-data`))).toEqual({
      content: [],
      totalElements: 0,
    });
  });

  test('the latest, and a deletion; a blob is not reached by way of another endpoint or application', () => {
    const at = server();
    const [first, second] = [at.idOf('a', 'old'), at.idOf('a', 'new')];
    const own = `${API}/applications/demo/endpoints/e1/binary-data`;
    expect(Buffer.from(at.ask('GET', `${own}/latest/data`).body).toString()).toBe('new');
    expect(json(at.ask('GET', `${own}/latest?name=a`))).toMatchObject({ id: second });
    for (const foreign of [
      `${API}/applications/demo/endpoints/e2/binary-data/${first}`,
      `${API}/applications/other/endpoints/e1/binary-data/${first}`,
    ]) {
      for (const method of ['GET', 'DELETE']) expect(at.ask(method, foreign).status).toBe(404);
      expect(at.ask('GET', `${foreign}/data`).status).toBe(404);
    }
    expect(at.ask('DELETE', `${own}/latest`).status, 'nobody deletes by accident').toBe(404);
    expect(at.ask('DELETE', `${own}/${second}`).status).toBe(204);
    expect(json(at.ask('GET', `${own}/latest`))).toMatchObject({ id: first });
  });

  test('the name in the header of a download cannot break out of it', () => {
    const at = server();
    const name = `"; filename=evil'(1)*.html\ud800é`;
    const blobId = at.idOf(name);
    const { headers } = at.ask('GET', `${API}/applications/demo/endpoints/e1/binary-data/${blobId}/data`);
    expect(headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%.\-_!~]+$/);
  });

  test('a content type that is no header value is dropped', () => {
    const at = server();
    at.ask('POST', `${API}/binary-data?name=a`, { headers: { ...TOKEN, 'content-type': 'x\r\ny: z' } });
    expect(at.blobs.latest('demo', 'e1')?.contentType).toBe('application/octet-stream');
  });

  test('whatever is asked, the answer is a status and never a failure of ours; nothing is stored without a token', () => {
    const at = server();
    const part = fc.oneof(
      fc.constantFrom('bcx', 'api', 'v1', 'binary-data', 'files', 'applications', 'demo', 'endpoints', 'e1'),
      fc.constantFrom('latest', 'data', '%', '%2e%2e', '..', ''),
      fc.string(),
    );
    const path = fc.array(part).map((parts) => `${API}/${parts.join('/')}`);
    const header = fc.option(fc.oneof(fc.string(), fc.array(fc.string())), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', '__proto__'),
        path,
        fc.string(),
        fc.record({ 'x-auth-token': header, 'content-type': header }),
        (method, requested, query, headers) => {
          const asked = { method, path: requested, query: new URLSearchParams(query), headers };
          const { status } = handleBlobRequest(at.blobs, { ...asked, body: bytes('x') });
          expect([200, 204, 400, 403, 404, 405]).toContain(status);
        },
      ),
    );
    expect(at.blobs.list('demo')).toEqual([]);
  });

  test('another method is a 405 that says which there are; another path a 404', () => {
    const at = server();
    const wrong = at.ask('PUT', `${API}/binary-data?name=a`);
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST']);
    expect(at.ask('constructor', `${API}/binary-data`).status).toBe(405);
    for (const path of ['/bcx/', '/bcx', '/', `${API}`, `${API}/nothing`, `/kp1${API}/binary-data`])
      expect(at.ask('GET', path).status, path).toBe(404);
  });
});
