import { beforeEach, describe, expect, it } from 'vitest';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
const ECR = '/ecr/api/v1';

beforeEach(async () => {
  rest = await openRest();
});

const ofEndpoint = (token: string, version = 'demo-v1') =>
  `${ECR}/endpoints/${rest.idOf(token)}/app-versions/${version}`;

/** demo-v1 wants {"n": <number>} */
function requireSchema(): void {
  const { tekton } = rest.platform.services;
  const of = { applicationName: 'demo' };
  tekton.configure('ecr', of, { 'endpoint-configuration': { 'schema-required': true, schema: null } });
  const schema = '{"$schema":"http://json-schema.org/draft-04/schema#","properties":{"n":{"type":"number"}}}';
  tekton.configure('ecr', { ...of, appVersionName: 'demo-v1' }, { endpointConfigurationSchema: schema });
}

describe.each([
  ['the default of a version', () => `${ECR}/app-versions/demo-v2`],
  ['one endpoint', () => ofEndpoint('alpha')],
])('configuration of %s (reference 7.3)', (_, url) => {
  it('PUT, GET, DELETE: the configuration is a JSON text', async () => {
    expect((await rest.call('GET', url())).status).toBe(404);
    const put = await rest.call('PUT', url(), { n: 1 });
    expect(put).toMatchObject({
      status: 200,
      body: { name: 'default', config: '{"n":1}', createdDate: NOW_TEXT, updatedDate: NOW_TEXT },
    });
    expect(put.body.configId).toMatch(/^[0-9a-f]{32}$/);
    const got = await rest.call('GET', url());
    expect(got.body).toEqual(put.body);
    expect(got.headers.etag).toBe(put.headers.etag);
    const known = await rest.call('GET', url(), undefined, { 'if-none-match': `W/${got.headers.etag}` });
    expect(known.status).toBe(304);
    expect((await rest.call('DELETE', url())).status).toBe(204);
    expect((await rest.call('DELETE', url())).status).toBe(404);
  });

  it('If-Match: 412 when somebody was faster, and when there is nothing', async () => {
    expect((await rest.call('PUT', url(), {}, { 'if-match': '*' })).status).toBe(412);
    const { headers } = await rest.call('PUT', url(), { n: 1 });
    await rest.call('PUT', url(), { n: 2 });
    const stale = { 'if-match': headers.etag as string };
    expect((await rest.call('PUT', url(), { n: 3 }, stale)).status).toBe(412);
    expect((await rest.call('DELETE', url(), undefined, stale)).status).toBe(412);
    expect((await rest.call('GET', url())).body.config).toBe('{"n":2}');
  });

  it('named configurations lie beside each other', async () => {
    await rest.call('PUT', `${url()}?name=wifi`, ['a']);
    await rest.call('PUT', url(), null);
    const { body } = await rest.call('GET', `${url()}/configurations`);
    expect(body.map(({ name, config }: { name: string; config: string }) => [name, config])).toEqual([
      ['wifi', '["a"]'],
      ['default', 'null'],
    ]);
    expect((await rest.call('PUT', `${url()}?name=a.b`, {})).status).toBe(400);
  });
});

describe('what does not exist', () => {
  it.each([
    ['GET', () => `${ECR}/app-versions/nope`],
    ['PUT', () => `${ECR}/app-versions/nope`],
    ['PUT', () => `${ECR}/endpoints/nobody/app-versions/demo-v1`],
    ['PUT', () => ofEndpoint('alpha', 'other-v1')],
    ['GET', () => `${ECR}/app-versions/nope/configurations`],
    ['GET', () => `${ECR}/app-versions/nope/schemas`],
    ['PUT', () => `${ECR}/endpoints/filters/nope`],
  ])('%s: 404', async (method, url) => {
    const answer = await rest.call(method, url(), method === 'PUT' ? {} : undefined);
    expect(answer.status).toBe(404);
  });

  it('a PUT without a body is refused', async () => {
    expect((await rest.call('PUT', ofEndpoint('alpha'))).status).toBe(400);
  });
});

describe('schemas', () => {
  it('a configuration that does not match is refused, 400, when a schema is required', async () => {
    requireSchema();
    const refused = await rest.call('PUT', ofEndpoint('alpha'), { n: 'one' });
    expect(refused).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('n must be number') },
    });
    expect((await rest.call('GET', ofEndpoint('alpha'))).status).toBe(404);
    expect((await rest.call('PUT', ofEndpoint('alpha'), { n: 1 })).status).toBe(200);
  });

  it('shows the schema and holds configurations against it', async () => {
    const url = `${ECR}/app-versions/demo-v1/schemas`;
    const none = `${ECR}/app-versions/demo-v2/schemas`;
    expect((await rest.call('GET', none)).status).toBe(404);
    expect((await rest.call('POST', `${none}/validate`, {})).status).toBe(404);
    const declared = rest.platform.blueprint.schemas['demo-v1']?.configuration;
    expect((await rest.call('GET', url)).body).toEqual(declared);
    expect((await rest.call('POST', `${url}/validate`, '"no object"')).body).toMatchObject({ valid: false });
    requireSchema();
    expect((await rest.call('GET', url)).body).toMatchObject({ properties: { n: { type: 'number' } } });
    expect((await rest.call('POST', `${url}/validate`, { n: 1 })).body).toEqual({ valid: true });
    const { body } = await rest.call('POST', `${url}/validate`, { n: '1' });
    expect(body).toEqual({ valid: false, message: 'configuration/n must be number' });
  });
});

describe('many endpoints', () => {
  it('batch: all, or none when one is unknown or the schema says no', async () => {
    const batch = (payload: unknown, endpoints: object) =>
      rest.call('PUT', `${ECR}/endpoints/batch`, { configPayload: payload, endpoints });
    const ids = [rest.idOf('alpha'), rest.idOf('gamma')];
    expect((await batch({ n: 1 }, { 'demo-v1': [...ids, 'nobody'] })).status).toBe(404);
    expect((await batch({ n: 1 }, { 'other-v1': ids })).status).toBe(404);
    requireSchema();
    expect((await batch({ n: 'x' }, { 'demo-v2': [ids[1]], 'demo-v1': [ids[0]] })).status).toBe(400);
    expect((await rest.call('GET', ofEndpoint('gamma', 'demo-v2'))).status).toBe(404);
    expect((await batch({ n: 1 }, { 'demo-v1': [ids[0]], 'demo-v2': [ids[1]] })).status).toBe(204);
    expect((await rest.call('GET', ofEndpoint('alpha'))).body.config).toBe('{"n":1}');
    expect((await rest.call('GET', ofEndpoint('gamma', 'demo-v2'))).body.config).toBe('{"n":1}');
  });

  it('by filter: each endpoint under its current version', async () => {
    const filter = {
      name: 'f',
      mongoQuery: { endpointId: { $in: [rest.idOf('alpha'), rest.idOf('gamma')] } },
    };
    const { body } = await rest.call('POST', '/epr/api/v1/applications/demo/filters', filter);
    const url = `${ECR}/endpoints/filters/${body.id}`;
    expect((await rest.call('PUT', url, { n: 1 })).status).toBe(400);
    await rest.clock.advance(1);
    expect((await rest.call('PUT', url, { n: 1 })).status).toBe(204);
    expect((await rest.call('GET', ofEndpoint('alpha'))).status).toBe(200);
    expect((await rest.call('GET', ofEndpoint('gamma', 'demo-v2'))).status).toBe(200);
    expect(
      rest.platform.services.ecr.list({ appVersionName: 'demo-v1', endpointId: rest.idOf('beta') }),
    ).toHaveLength(1);
  });
});

describe('GET /statuses', () => {
  it('is a Spring page of what was sent and confirmed, with the configuration while it is assigned', async () => {
    const [alpha, beta] = [rest.idOf('alpha'), rest.idOf('beta')];
    const { body: config } = await rest.call('PUT', ofEndpoint('alpha'), { n: 1 });
    const of = { appVersionName: 'demo-v1', provider: 'ecr', name: 'default', configId: config.configId };
    const { events } = rest.platform;
    events.raise({ type: 'configuration-dispatched', endpointId: alpha, ...of });
    events.raise({ type: 'configuration-dispatched', endpointId: beta, ...of });
    await rest.clock.advance(1000);
    const report = { statusCode: 500, reasonPhrase: 'no' };
    events.raise({ type: 'configuration-applied', endpointId: alpha, ...of, ...report });
    const { body } = await rest.call('GET', `${ECR}/statuses?endpointId=${alpha}`);
    expect(body).toEqual({
      content: [
        {
          ...{ configId: config.configId, endpointId: alpha, appVersionName: 'demo-v1', name: 'default' },
          ...{ status: 'FAILED', config: '{"n":1}', lastDispatchedDate: NOW_TEXT },
          ...{
            lastConfirmedDate: '2026-01-01T12:00:01.000Z',
            confirmationStatusCode: 500,
            confirmationReasonPhrase: 'no',
          },
        },
      ],
      ...{ totalElements: 1, totalPages: 1, number: 0, size: 20, numberOfElements: 1 },
      ...{ first: true, last: true, empty: false },
    });
    const both = await rest.call(
      'GET',
      `${ECR}/statuses?configId=${config.configId}&size=1&page=1&sort=status`,
    );
    expect(both.body).toMatchObject({ totalElements: 2, content: [{ endpointId: alpha }] });
    const none = await rest.call('GET', `${ECR}/statuses?endpointId=nobody`);
    expect(none.body).toMatchObject({ totalElements: 0, totalPages: 0, empty: true, last: true });
  });
});
