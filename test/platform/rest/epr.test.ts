import { beforeEach, describe, expect, it } from 'vitest';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
const EPR = '/epr/api/v1';

beforeEach(async () => {
  rest = await openRest();
});

describe('POST /endpoints (reference 7.1)', () => {
  it('creates an endpoint and its token: 201, Location, {token, status, endpointId}', async () => {
    const body = { appVersion: { name: 'demo-v1' }, endpointToken: 'delta', metadata: { name: 'Delta' } };
    const { status, body: created, headers } = await rest.call('POST', `${EPR}/endpoints`, body);
    expect(status).toBe(201);
    expect(created).toEqual({ token: 'delta', status: 'Inactive', endpointId: rest.idOf('delta') });
    expect(headers.location).toBe(`${EPR}/endpoints/${created.endpointId}`);
    const shown = await rest.call('GET', headers.location as string);
    expect(shown.body).toEqual({
      endpointId: created.endpointId,
      createdDate: NOW_TEXT,
      appVersion: { name: 'demo-v1', registeredDate: NOW_TEXT },
      metadata: { name: 'Delta' },
    });
  });

  it('makes up a token of ten letters and digits, another one each time', async () => {
    const body = { appVersion: { name: 'demo-v1' } };
    const tokens = [];
    for (let i = 0; i < 3; i++) tokens.push((await rest.call('POST', `${EPR}/endpoints`, body)).body.token);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(new Set(tokens).size).toBe(3);
  });

  it('takes an endpoint ID of the caller', async () => {
    const body = { appVersion: { name: 'demo-v1' }, endpointId: 'my.own~id', relations: [] };
    const { body: created } = await rest.call('POST', `${EPR}/endpoints`, body);
    expect(created.endpointId).toBe('my.own~id');
    expect((await rest.call('POST', `${EPR}/endpoints`, body)).status).toBe(409);
  });

  it.each([
    ['no application version', {}, 400, /the body: missing "appVersion"/],
    ['one that does not exist', { appVersion: { name: 'nope' } }, 404, /no application version nope/],
    ['an empty token', { appVersion: { name: 'demo-v1' }, endpointToken: '' }, 400, /the body endpointToken/],
    ['a token with a dot', { appVersion: { name: 'demo-v1' }, endpointToken: '1.2' }, 400, /endpointToken/],
    [
      'a token that is taken',
      { appVersion: { name: 'demo-v1' }, endpointToken: 'alpha' },
      409,
      /has the token/,
    ],
    [
      'metadata that is no object',
      { appVersion: { name: 'demo-v1' }, metadata: [] },
      400,
      /the body metadata/,
    ],
    [
      'a number as a text',
      { appVersion: { name: 'demo-v1' }, endpointToken: 5 },
      400,
      /endpointToken: must be text, not 5/,
    ],
    ['an illegal ID', { appVersion: { name: 'demo-v1' }, endpointId: 'a/b' }, 400, /endpointId/],
  ])('%s: refused, and nothing is left of it', async (_, body, status, message) => {
    const before = rest.platform.services.epr.size;
    const answer = await rest.call('POST', `${EPR}/endpoints`, body);
    expect(answer).toMatchObject({ status, body: { status, message: expect.stringMatching(message) } });
    expect(rest.platform.services.epr.size).toBe(before);
  });

  it('says where bad JSON goes wrong', async () => {
    const answer = await rest.call('POST', `${EPR}/endpoints`, '{\n  "appVersion": demo\n}');
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'the body is not JSON: line 2, column 17: unexpected "demo"', line: 2, column: 17 },
    });
  });

  it('refuses a body that reaches for the prototype', async () => {
    const text = '{"appVersion":{"name":"demo-v1"},"metadata":{"__proto__":{"a":1}}}';
    expect((await rest.call('POST', `${EPR}/endpoints`, text)).status).toBe(400);
  });

  it('an endpoint that gets the token of a deleted one is another endpoint when the first still exists', async () => {
    const first = rest.idOf('alpha');
    rest.platform.changeToken({ application: 'demo', token: 'alpha', action: 'delete' });
    const body = { appVersion: { name: 'demo-v1' }, endpointToken: 'alpha' };
    const { body: created } = await rest.call('POST', `${EPR}/endpoints`, body);
    expect(created.endpointId).not.toBe(first);
    expect(rest.platform.services.epr.endpoint(first)?.metadata).toEqual({ name: 'Alpha', serial: 'A-1' });
  });
});

describe('GET /endpoints', () => {
  const list = async (query: string) => {
    const { body } = await rest.call('GET', `${EPR}/endpoints${query}`);
    return body;
  };
  const idsOf = (page: { content: { endpointId: string }[] }) =>
    page.content.map(({ endpointId }) => endpointId);

  it('lists all in the order of registration, without metadata unless asked', async () => {
    const page = await list('');
    expect(page.totalElements).toBe(5);
    expect(idsOf(page)[0]).toBe(rest.idOf('alpha'));
    expect(page.content[0]).not.toHaveProperty('metadata');
    expect((await list('?include=metadata')).content[0].metadata).toEqual({ name: 'Alpha', serial: 'A-1' });
    expect((await list('?include=metadata,filters')).content[0].filters).toEqual([]);
  });

  it('pages by offset and limit', async () => {
    const all = idsOf(await list(''));
    const page = await list('?offset=1&limit=2');
    expect(page.totalElements).toBe(5);
    expect(idsOf(page)).toEqual(all.slice(1, 3));
    expect(idsOf(await list('?offset=4&limit=2'))).toEqual(all.slice(4));
    expect(idsOf(await list('?offset=9'))).toEqual([]);
  });

  it('narrows by application, version and ID, all together', async () => {
    expect((await list('?applicationName=other')).totalElements).toBe(1);
    expect((await list('?applicationVersionName=demo-v2')).totalElements).toBe(1);
    expect((await list('?applicationVersionName=demo-v1,demo-v2')).totalElements).toBe(4);
    const [alpha, gamma] = [rest.idOf('alpha'), rest.idOf('gamma')];
    expect(idsOf(await list(`?endpointId=${gamma}&endpointId=${alpha}`))).toEqual([gamma, alpha]);
    expect(idsOf(await list(`?endpointId=${gamma},${alpha}&applicationVersionName=demo-v1`))).toEqual([
      alpha,
    ]);
  });

  it.each([
    ['metadataFilter=name=Alpha', 1],
    ['metadataFilter=name:Alpha', 1],
    ['metadataFilter=name=Alph', 0],
    ['metadataFilter=name=^al&regex=true', 1],
    ['metadataFilter=name=Alpha&metadataFilter=serial=B-1', 0],
    ['multiFilter=a-1', 1],
    ['multiFilter=nowhere', 0],
  ])('%s finds %i', async (query, count) => {
    expect((await list(`?${query}`)).totalElements).toBe(count);
  });

  it.each([
    ['limit=0', 400, /the query limit/],
    ['limit=many', 400, /the query limit: must be an? (?:whole number|integer)/],
    ['offset=-1', 400, /the query offset/],
    ['applicationName=nope', 404, /no application nope/],
    ['filterId=nope', 404, /no filter nope/],
    ['metadataFilter=name', 400, /<key>=<value>/],
    ['multiFilter=(&regex=true', 400, /Invalid regular expression/],
    [`multiFilter=${encodeURIComponent('^(a+)+$')}&regex=true`, 400, /is refused, for it could/],
  ])('%s is refused with %i', async (query, status, message) => {
    const answer = await rest.call('GET', `${EPR}/endpoints?${query}`);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(message) } });
  });

  it('POST /endpoints/search takes the same in a body, and a query', async () => {
    const search = async (body: object) => (await rest.call('POST', `${EPR}/endpoints/search`, body)).body;
    expect((await search({})).totalElements).toBe(5);
    const found = await search({ mongoQuery: { 'metadata.serial': { $exists: true } }, limit: 1 });
    expect(found).toMatchObject({ totalElements: 1, content: [{ metadata: { serial: 'A-1' } }] });
    expect(
      (await search({ metadataFilter: { name: 'Alpha' }, applicationName: 'other' })).totalElements,
    ).toBe(0);
    const wrong = await rest.call('POST', `${EPR}/endpoints/search`, { mongoQuery: { name: 1 } });
    expect(wrong).toMatchObject({ status: 400, body: { message: expect.stringContaining('no field') } });
  });
});

describe('GET and DELETE /endpoints/{id}', () => {
  it('a deleted endpoint is gone, with its tokens, and 404 from then on', async () => {
    const url = `${EPR}/endpoints/${rest.idOf('alpha')}`;
    expect((await rest.call('DELETE', url)).status).toBe(204);
    expect((await rest.call('GET', url)).status).toBe(404);
    expect((await rest.call('DELETE', url)).status).toBe(404);
    expect(rest.platform.services.cm.find('demo', 'alpha')).toBeUndefined();
  });

  it('POST /endpoints/delete deletes all, or none when one is unknown', async () => {
    const ids = [rest.idOf('alpha'), rest.idOf('beta')];
    const url = `${EPR}/endpoints/delete`;
    const refused = await rest.call('POST', url, { endpointIds: [...ids, 'nobody'] });
    expect(refused).toMatchObject({ status: 404, body: { message: 'there is no endpoint nobody' } });
    expect(rest.platform.services.epr.size).toBe(5);
    expect((await rest.call('POST', url, ids)).status).toBe(204);
    expect(rest.platform.services.epr.size).toBe(3);
  });
});

describe('/endpoints/batch', () => {
  it('creates what can be created and says why the rest failed', async () => {
    const endpoints = [
      { endpointToken: 'b1', metadata: { n: 1 } },
      { endpointToken: 'alpha' },
      { metadata: 5 },
    ];
    const batch = { appVersion: { name: 'demo-v1' }, endpoints };
    const { status, body } = await rest.call('POST', `${EPR}/endpoints/batch`, batch);
    expect(status).toBe(200);
    const url = `${EPR}/endpoints/batch/status?taskId=${body.taskId}`;
    expect((await rest.call('GET', `${url}&appName=demo`)).body).toEqual({
      createdCount: 1,
      failedCount: 2,
      created: [{ endpointToken: 'b1', endpointId: rest.idOf('b1'), metadata: { n: 1 } }],
      failed: [
        { endpointToken: 'alpha', status: 'FAILED', statusReason: expect.stringContaining('has the token') },
        { metadata: 5, status: 'FAILED', statusReason: 'metadata must be object' },
      ],
    });
    expect((await rest.call('GET', `${url}&appName=other`)).status).toBe(404);
  });

  it('takes at most 1000', async () => {
    const endpoints = Array.from({ length: 1001 }, () => ({}));
    const batch = { appVersion: { name: 'demo-v1' }, endpoints };
    expect((await rest.call('POST', `${EPR}/endpoints/batch`, batch)).status).toBe(400);
    expect(rest.platform.services.epr.size).toBe(5);
  });
});

describe('/endpoints/{id}/app-version', () => {
  it('moves the endpoint within its application and says since when [9/ELCE ELCE-06]', async () => {
    const url = `${EPR}/endpoints/${rest.idOf('alpha')}/app-version`;
    await rest.clock.advance(1000);
    const moved = await rest.call('PUT', url, { name: 'demo-v2' });
    expect(moved.body).toEqual({ name: 'demo-v2', registeredDate: '2026-01-01T12:00:01.000Z' });
    expect((await rest.call('GET', url)).body).toEqual(moved.body);
    expect([...rest.journal.events()].at(-1)).toMatchObject({ type: 'epr.appversion-updated' });
    expect((await rest.call('PUT', url, { name: 'other-v1' })).status).toBe(400);
    expect((await rest.call('PUT', url, { name: 'nope' })).status).toBe(404);
  });
});

describe('/endpoints/{id}/metadata', () => {
  const url = () => `${EPR}/endpoints/${rest.idOf('alpha')}/metadata`;
  const PATCH = { 'content-type': 'application/json-patch+json' };

  it('shows the document with its ETag; If-None-Match: 304', async () => {
    const { headers, body } = await rest.call('GET', url());
    expect(body).toEqual({ name: 'Alpha', serial: 'A-1' });
    expect(headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await rest.call('GET', url(), undefined, { 'if-none-match': headers.etag as string });
    expect(again).toMatchObject({ status: 304, body: '' });
    const other = await rest.call('GET', url(), undefined, { 'if-none-match': '"x"' });
    expect(other.status).toBe(200);
  });

  it('PUT replaces it, and tells whoever listens what changed [15/EME EME-01]', async () => {
    const { body } = await rest.call('PUT', url(), { name: 'New', floor: 3 });
    expect(body).toEqual({ name: 'New', floor: 3 });
    expect([...rest.journal.events()].at(-1)).toMatchObject({
      type: 'epr.metadata-updated',
      added: { floor: 3 },
      updated: { name: 'New' },
      removed: ['serial'],
    });
    const endpoint = await rest.call('GET', url().replace('/metadata', ''));
    expect(endpoint.body.metadataUpdatedDate).toBe(NOW_TEXT);
  });

  it('If-Match of an old state: 412, and nothing changes', async () => {
    const { headers } = await rest.call('GET', url());
    await rest.call('PUT', url(), { name: 'New' });
    const ifMatch = { 'if-match': headers.etag as string };
    for (const method of ['PUT', 'PATCH']) {
      const body = method === 'PUT' ? { name: 'Newer' } : [{ op: 'add', path: '/x', value: 1 }];
      const type = method === 'PUT' ? {} : PATCH;
      expect((await rest.call(method, url(), body, { ...ifMatch, ...type })).status).toBe(412);
    }
    expect((await rest.call('GET', url())).body).toEqual({ name: 'New' });
    expect((await rest.call('PUT', url(), {}, { 'if-match': '*' })).status).toBe(200);
  });

  it('PATCH is JSON Patch (RFC 6902)', async () => {
    const patch = [
      { op: 'test', path: '/name', value: 'Alpha' },
      { op: 'add', path: '/tags', value: ['a'] },
      { op: 'add', path: '/tags/-', value: 'b' },
      { op: 'move', from: '/serial', path: '/number' },
      { op: 'remove', path: '/name' },
    ];
    const { status, body } = await rest.call('PATCH', url(), patch, PATCH);
    expect({ status, body }).toEqual({ status: 200, body: { tags: ['a', 'b'], number: 'A-1' } });
    const whole = [{ op: 'replace', path: '', value: { all: 'new' } }];
    expect((await rest.call('PATCH', url(), whole, PATCH)).body).toEqual({ all: 'new' });
  });

  it.each([
    [
      'a test that fails',
      [
        { op: 'add', path: '/x', value: 1 },
        { op: 'test', path: '/name', value: 'Z' },
      ],
      409,
    ],
    ['a path to nothing', [{ op: 'remove', path: '/nothing' }], 409],
    ['an operation that does not exist', [{ op: 'delete', path: '/name' }], 400],
    ['no value', [{ op: 'add', path: '/x' }], 400],
    ['no list', { op: 'add' }, 400],
    ['a path without a slash', [{ op: 'add', path: 'x', value: 1 }], 400],
    ['the prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 400],
    ['a text in place of the document', [{ op: 'replace', path: '', value: 'text' }], 400],
  ])('PATCH with %s changes nothing', async (_, patch, status) => {
    expect((await rest.call('PATCH', url(), patch, PATCH)).status).toBe(status);
    expect((await rest.call('GET', url())).body).toEqual({ name: 'Alpha', serial: 'A-1' });
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('PATCH wants application/json-patch+json', async () => {
    expect((await rest.call('PATCH', url(), [])).status).toBe(415);
  });

  it('keys: GET, PUT with any JSON value, DELETE', async () => {
    expect((await rest.call('GET', `${url()}/name`)).body).toBe('Alpha');
    expect((await rest.call('GET', `${url()}/constructor`)).status).toBe(404);
    for (const value of [null, 0, 'text', [1], { a: 1 }]) {
      expect(await rest.call('PUT', `${url()}/it`, JSON.stringify(value))).toMatchObject({
        status: 200,
        body: value,
      });
      expect((await rest.call('GET', `${url()}/it`)).body).toEqual(value);
    }
    expect((await rest.call('PUT', `${url()}/__proto__`, '1')).status).toBe(400);
    expect((await rest.call('DELETE', `${url()}/it`)).status).toBe(204);
    expect((await rest.call('DELETE', `${url()}/it`)).status).toBe(404);
    expect((await rest.call('GET', `${url()}-keys`)).body).toEqual(['name', 'serial']);
  });

  it('lists the keys of an application by version', async () => {
    const { body } = await rest.call('GET', `${EPR}/applications/demo/metadata-keys`);
    expect(body).toEqual({ 'demo-v1': ['name', 'serial'], 'demo-v2': [] });
    expect((await rest.call('GET', `${EPR}/applications/nope/metadata-keys`)).status).toBe(404);
  });
});

describe('10,000 endpoints', () => {
  it('a page is one pass over the register, whatever its size and conditions', async () => {
    const { epr } = rest.platform.services;
    for (let i = 0; i < 10_000; i++) {
      const metadata = { floor: i % 10 };
      epr.register({ applicationName: 'demo', appVersionName: 'demo-v1', name: `n${i}`, metadata });
    }
    let visited = 0;
    const endpoints = epr.endpoints.bind(epr);
    epr.endpoints = function* () {
      for (const endpoint of endpoints()) {
        visited++;
        yield endpoint;
      }
    };
    const { body } = await rest.call('GET', `${EPR}/endpoints?metadataFilter=floor=3&offset=500&limit=100`);
    expect(body.content).toHaveLength(100);
    expect(body.totalElements).toBe(1000);
    expect(visited).toBe(10_005);
    visited = 0;
    const created = await rest.call('POST', `${EPR}/applications/demo/filters`, {
      name: 'third',
      mongoQuery: { 'metadata.floor': 3 },
    });
    await rest.clock.advance(1);
    visited = 0;
    const filtered = await rest.call('GET', `${EPR}/endpoints?filterId=${created.body.id}&limit=1000`);
    expect(filtered.body.totalElements).toBe(1000);
    expect(visited).toBe(0);
  });
});

describe('If-Match on one metadata key', () => {
  it('412 when the value has changed, when it is not there yet; what GET answers is good', async () => {
    const url = `${EPR}/endpoints/${rest.idOf('alpha')}/metadata/colour`;
    expect((await rest.call('PUT', url, '"red"', { 'if-match': '*' })).status).toBe(412);
    const { headers } = await rest.call('PUT', url, '"red"');
    await rest.call('PUT', url, '"blue"');
    const stale = { 'if-match': headers.etag as string };
    expect((await rest.call('PUT', url, '"green"', stale)).status).toBe(412);
    expect((await rest.call('DELETE', url, undefined, stale)).status).toBe(412);
    const now = await rest.call('GET', url);
    expect(now.body).toBe('blue');
    const fresh = { 'if-match': now.headers.etag as string };
    expect((await rest.call('DELETE', url, undefined, fresh)).status).toBe(204);
  });
});
