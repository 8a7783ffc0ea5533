import { beforeEach, describe, expect, it } from 'vitest';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;

beforeEach(async () => {
  rest = await openRest();
});

const tokensOf = (token: string) => `/cm/api/v1/endpoints/${rest.idOf(token)}/tokens`;

describe('GET and POST /endpoints/{id}/tokens (reference 7.4)', () => {
  it('issues a token of the caller, or one of ten letters and digits', async () => {
    const body = { applicationName: 'demo', token: 'alpha-2' };
    const { status, body: issued, headers } = await rest.call('POST', tokensOf('alpha'), body);
    expect({ status, issued }).toEqual({
      status: 201,
      issued: {
        ...{ token: 'alpha-2', createdDate: NOW_TEXT, applicationName: 'demo', status: 'Inactive' },
        endpointTokenId: expect.any(String),
      },
    });
    expect((await rest.call('GET', headers.location as string)).body.endpointTokenId).toBe(
      issued.endpointTokenId,
    );
    expect((await rest.call('POST', tokensOf('alpha'), {})).body.token).toMatch(/^[A-Za-z0-9]{10}$/);
  });

  it('lists IDs and states, never the tokens; the newest first unless told', async () => {
    await rest.call('POST', tokensOf('alpha'), { token: 'second' });
    const { body } = await rest.call('GET', tokensOf('alpha'));
    expect(body.totalElements).toBe(2);
    expect(JSON.stringify(body)).not.toContain('second');
    const ascending = await rest.call('GET', `${tokensOf('alpha')}?order=ASC`);
    expect(ascending.body.content).toEqual(body.content.toReversed());
    const page = await rest.call('GET', `${tokensOf('alpha')}?offset=1&limit=1`);
    expect(page.body.content).toEqual([body.content[1]]);
    rest.platform.services.cm.identify('demo', 'second');
    const active = await rest.call('GET', `${tokensOf('alpha')}?status=Active&status=Suspended`);
    expect(active.body.content).toEqual([{ ...body.content[0], status: 'Active' }]);
  });

  it('has an ETag: 304 while nothing changes', async () => {
    const { headers } = await rest.call('GET', tokensOf('alpha'));
    const ifNoneMatch = { 'if-none-match': headers.etag as string };
    expect((await rest.call('GET', tokensOf('alpha'), undefined, ifNoneMatch)).status).toBe(304);
    rest.platform.services.cm.identify('demo', 'alpha');
    expect((await rest.call('GET', tokensOf('alpha'), undefined, ifNoneMatch)).status).toBe(200);
  });

  it.each([
    ['a token that is taken', { token: 'beta' }, 409],
    ['a token with a slash', { token: 'a/b' }, 400],
    ['an empty token', { token: '' }, 400],
    ['another application', { applicationName: 'other', token: 'x' }, 400],
  ])('%s: refused', async (_, body, status) => {
    expect((await rest.call('POST', tokensOf('alpha'), body)).status).toBe(status);
    expect((await rest.call('GET', tokensOf('alpha'))).body.totalElements).toBe(1);
  });

  it('refuses a state that does not exist', async () => {
    expect((await rest.call('GET', `${tokensOf('alpha')}?status=Lost`)).status).toBe(400);
  });
});

describe("states and deletion (kaa's own paths, open question 30)", () => {
  const only = async (token: string) => {
    const { body } = await rest.call('GET', tokensOf(token));
    return `${tokensOf(token)}/${body.content[0].endpointTokenId}`;
  };
  const change = async (url: string, status: string) =>
    (await rest.call('PUT', `${url}/status`, { status })).status;

  it('Active, Suspended, Active, Revoked, which is final', async () => {
    const url = await only('alpha');
    expect(await change(url, 'Suspended')).toBe(409);
    rest.platform.services.cm.identify('demo', 'alpha');
    for (const status of ['Suspended', 'Active', 'Revoked']) expect(await change(url, status)).toBe(200);
    expect(await change(url, 'Active')).toBe(409);
    expect(await change(url, 'Inactive')).toBe(400);
    expect((await rest.call('GET', url)).body.status).toBe('Revoked');
    // [open question 29]
    expect((await rest.call('POST', tokensOf('alpha'), { token: 'alpha' })).status).toBe(409);
  });

  it('a deleted token is gone and its text is free again; another endpoint cannot be reached by it', async () => {
    const url = await only('alpha');
    const foreign = url.replace(rest.idOf('alpha'), rest.idOf('beta'));
    expect((await rest.call('DELETE', foreign)).status).toBe(404);
    const endpoint = tokensOf('alpha');
    expect((await rest.call('DELETE', url)).status).toBe(204);
    expect((await rest.call('DELETE', url)).status).toBe(404);
    expect((await rest.call('POST', endpoint, { token: 'alpha' })).status).toBe(201);
  });

  it('finds the endpoint of a token', async () => {
    const { body } = await rest.call('GET', '/cm/api/v1/applications/demo/tokens/12345');
    expect(body).toMatchObject({ endpointId: rest.idOf('12345'), status: 'Inactive' });
    expect((await rest.call('GET', '/cm/api/v1/applications/other/tokens/12345')).status).toBe(404);
  });
});
