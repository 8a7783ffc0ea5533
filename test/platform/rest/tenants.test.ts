/**
 * Goal: callers of a tenant see and change what is of their tenant; nothing else is there for them.
 * Method: the demo platform with the application `other` given to the tenant acme; each tenant calls with its token.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createRestApp, type RestApp } from '../../../src/platform/rest/app.js';
import { startDemo, type TestPlatform } from '../../helpers/platform.js';

let demo: TestPlatform;
let app: RestApp;
beforeEach(async () => {
  demo = await startDemo(1, (blueprint) => ({
    ...blueprint,
    tenants: { acme: {} },
    applications: {
      ...blueprint.applications,
      other: { ...blueprint.applications.other, tenant: 'acme' } as never,
    },
  }));
  app = await createRestApp(demo.platform, {
    settings: { tokens: { kaa: ['ours'], acme: ['theirs'], late: ['new'] } },
  });
});

type Caller = 'ours' | 'theirs' | 'new' | undefined;

async function call(caller: Caller, method: string, url: string, body?: unknown) {
  const headers = caller === undefined ? {} : { Authorization: `Bearer ${caller}` };
  const payload = body === undefined ? {} : { payload: body as object };
  const response = await app.inject({ method: method as 'GET', url, headers, ...payload });
  return {
    status: response.statusCode,
    body: response.payload === '' ? undefined : JSON.parse(response.payload),
  };
}
const get = (caller: Caller, url: string) => call(caller, 'GET', url);

const EPR = '/epr/api/v1/endpoints';
const TEKTON = '/tekton/api/v1';

describe('tenants over REST', () => {
  it('each sees its applications and endpoints; who needs no token sees all', async () => {
    const seen = async (caller: Caller) => {
      const { body: applications } = await get(caller, `${TEKTON}/applications`);
      const { body: endpoints } = await get(caller, EPR);
      return [applications.map(({ name }: { name: string }) => name), endpoints.totalElements];
    };
    expect(await seen('ours')).toEqual([['demo'], 4]);
    expect(await seen('theirs')).toEqual([['other'], 1]);
    expect(await seen('new')).toEqual([[], 0]);
    expect(await seen(undefined)).toEqual([['demo', 'other'], 5]);
    expect((await get(undefined, `${EPR}?tenantId=acme`)).body.totalElements).toBe(1);
    expect((await get('theirs', `${EPR}?tenantId=kaa`)).body.totalElements).toBe(0);
  });

  it('what is of another tenant is not there: by ID, by name, in lists, in batches', async () => {
    const [ours, theirs] = [demo.idOf('alpha', 'demo'), demo.idOf('alpha', 'other')];
    for (const url of [
      `${EPR}/${ours}`,
      `${EPR}/${ours}/metadata`,
      `/cm/api/v1/endpoints/${ours}/tokens`,
      '/cm/api/v1/applications/demo/tokens/alpha',
      `/cex/api/v1/endpoints/${ours}/commands/reboot/last`,
      `/ecr/api/v1/app-versions/demo-v1`,
      '/otao/api/v1/applications/demo/software',
      '/epts/api/v1/applications/demo/time-series/last?timeSeriesName=a',
      `${TEKTON}/applications/demo`,
    ])
      expect((await get('theirs', url)).status, url).toBe(404);
    expect((await get('theirs', `${EPR}/${theirs}`)).status).toBe(200);
    expect((await call('theirs', 'POST', `${EPR}/delete`, { endpointIds: [theirs, ours] })).status).toBe(404);
    expect((await get('theirs', `${EPR}?applicationName=demo`)).status).toBe(404);
    expect((await get('theirs', '/ecr/api/v1/statuses')).body.content).toEqual([]);
    expect((await get('theirs', '/epts/api/v1/time-series/config')).body).toEqual({ other: [] });
  });

  it('names and IDs that are unique in the whole server are taken, whoever has them', async () => {
    const endpointId = demo.idOf('alpha', 'demo');
    const endpoint = { appVersion: { name: 'other-v1' }, endpointId };
    expect((await call('theirs', 'POST', EPR, endpoint)).status).toBe(409);
    expect(demo.platform.services.epr.endpoint(endpointId)?.applicationName).toBe('demo');
    expect((await call('theirs', 'POST', `${TEKTON}/applications`, { name: 'demo' })).status).toBe(409);
  });

  it('what a tenant makes is its own', async () => {
    expect((await call('theirs', 'POST', `${TEKTON}/applications`, { name: 'fresh' })).status).toBe(201);
    await call('theirs', 'POST', `${TEKTON}/applications/fresh/app-versions`, { nameSuffix: 'v1' });
    await call('theirs', 'POST', EPR, { appVersion: { name: 'fresh-v1' }, endpointToken: 'first' });
    expect((await get('ours', `${TEKTON}/applications/fresh`)).status).toBe(404);
    expect((await get('theirs', EPR)).body.totalElements).toBe(2);
    expect(demo.platform.services.tekton.tenantOf('fresh-v1')).toBe('acme');
  });

  it('[22/CAP] credentials and what clients must come with are of the tenant', async () => {
    const user = { username: 'ann', password: 'x' };
    for (const caller of ['ours', 'theirs'] as const)
      expect((await call(caller, 'POST', '/ccm/api/v1/basic-credentials', user)).status).toBe(201);
    const { body } = await get('theirs', '/ccm/api/v1/basic-credentials');
    expect(body.content).toMatchObject([{ username: 'ann', tenantId: 'acme' }]);
    expect((await get('ours', `/ccm/api/v1/basic-credentials/${body.content[0].id}`)).status).toBe(404);
    const mqtt = { tcp: { 'basic-auth': { required: true } } };
    const url = `${TEKTON}/tenant-configs`;
    expect((await call('theirs', 'PUT', url, { transports: { mqtt } })).status).toBe(204);
    expect((await call('theirs', 'PUT', `${url}?tenantId=kaa`, { transports: { mqtt } })).status).toBe(404);
    const required = async (caller: Caller, tenant: string) =>
      (await get(caller, `${url}?tenantId=${tenant}`)).body.kpc.kaa.tenants[tenant].config.transports.mqtt
        .tcp;
    expect(await required('theirs', 'acme')).toEqual(mqtt.tcp);
    expect(await required('ours', 'kaa')).toEqual({ 'basic-auth': { required: false } });
    expect(await required(undefined, 'acme')).toEqual(mqtt.tcp);
  });

  it('the platform itself is for the tenant of its blueprint', async () => {
    for (const caller of ['ours', undefined] as const)
      expect((await get(caller, '/kaa/status')).status).toBe(200);
    expect((await get('theirs', '/kaa/status')).status).toBe(404);
    expect((await get('theirs', `${TEKTON}/bulk`)).body.tenants).toMatchObject([
      { tenantId: 'acme', applications: [{ name: 'other' }] },
    ]);
    expect((await get(undefined, `${TEKTON}/bulk`)).body.tenants).toHaveLength(2);
  });
});
