import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connected, publish } from '../../helpers/wire-client.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
const TEKTON = '/tekton/api/v1';
const CONFIGS = `${TEKTON}/app-configs`;

beforeEach(async () => {
  rest = await openRest();
});

afterEach(() => rest.platform.stop());

const dates = { createdDate: NOW_TEXT, updatedDate: NOW_TEXT };

describe('applications and versions (reference 7.6)', () => {
  it('lists what the blueprint declares', async () => {
    const { body } = await rest.call('GET', `${TEKTON}/applications`);
    const versions = ['demo-v1', 'demo-v2'].map((name) => ({ name, ...dates }));
    expect(body).toEqual([
      { name: 'demo', ...dates, versions },
      { name: 'other', ...dates, versions: [{ name: 'other-v1', ...dates }] },
    ]);
    const one = await rest.call('GET', `${TEKTON}/applications/demo/app-versions`);
    expect(one.body).toEqual(versions);
  });

  it('makes an application, a version and an endpoint that is served at once', async () => {
    const made = await rest.call('POST', `${TEKTON}/applications`, { displayName: 'Mine' });
    expect(made.status).toBe(201);
    expect(made.body.name).toMatch(/^[a-z0-9]{20}$/);
    const url = made.headers.location as string;
    const version = await rest.call('POST', `${url}/app-versions`, {
      nameSuffix: 'v1',
      description: 'first',
    });
    expect(version).toMatchObject({
      status: 201,
      body: { name: `${made.body.name}-v1`, description: 'first' },
    });
    const appVersion = { name: version.body.name };
    await rest.call('POST', '/epr/api/v1/endpoints', { appVersion, endpointToken: 'new' });
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'device');
    const topic = `kp1/${version.body.name}/dcx/new/json/1`;
    device.send(publish(topic, '[{"a":1}]'));
    expect(await device.quiet()).toMatchObject([{ topic: `${topic}/status` }]);
    device.destroy();
  });

  it('PATCH describes; names never change', async () => {
    await rest.clock.advance(1000);
    const change = { displayName: 'Demo', name: 'renamed' };
    const { body } = await rest.call('PATCH', `${TEKTON}/applications/demo`, change);
    expect(body).toMatchObject({ name: 'demo', displayName: 'Demo', createdDate: NOW_TEXT });
    expect(body.updatedDate).toBe('2026-01-01T12:00:01.000Z');
    const version = `${TEKTON}/applications/demo/app-versions/demo-v1`;
    await rest.call('PATCH', version, { description: 'old' });
    expect((await rest.call('GET', version)).body.description).toBe('old');
  });

  it.each([
    ['POST', 'applications', { name: 'demo' }, 409],
    ['POST', 'applications', { name: 'De mo' }, 400],
    ['POST', 'applications/demo/app-versions', { nameSuffix: 'v1' }, 409],
    ['POST', 'applications/demo/app-versions', { nameSuffix: 'v-1' }, 400],
    ['POST', 'applications/nope/app-versions', { nameSuffix: 'v1' }, 404],
    ['GET', 'applications/nope', undefined, 404],
    ['GET', 'applications/other/app-versions/demo-v1', undefined, 404],
    ['PATCH', 'applications/other/app-versions/demo-v1', {}, 404],
  ])('%s %s %j: %i', async (method, path, body, status) => {
    expect((await rest.call(method, `${TEKTON}/${path}`, body)).status).toBe(status);
  });
});

describe('app-configs (reference 8.1)', () => {
  const level = (path: string, instance: string) =>
    `${CONFIGS}/applications/${path}?serviceInstanceName=${instance}`;

  it('shows the whole tree, or that of one service instance', async () => {
    const { body } = await rest.call('GET', `${CONFIGS}?serviceInstanceName=epts`);
    expect(body).toEqual({
      epts: {
        kaa: {
          applications: {
            demo: {
              'time-series': { 'auto-extract': true },
              versions: { 'demo-v1': {}, 'demo-v2': {} },
            },
            other: { versions: { 'other-v1': {} } },
          },
        },
      },
    });
    const all = await rest.call('GET', CONFIGS);
    expect(all.body.epts).toEqual(body.epts);
    expect(Object.keys(all.body)).toContain('kpc');
  });

  it('what was shown can be loaded again', async () => {
    const { body } = await rest.call('GET', CONFIGS);
    expect((await rest.call('POST', CONFIGS, body)).status).toBe(204);
    expect((await rest.call('GET', CONFIGS)).body).toEqual(body);
  });

  it('a change counts at once, for devices that are connected, and is announced [17/SCMP]', async () => {
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'device');
    const ask = async () => {
      device.send(publish('kp1/demo-v1/epmx/alpha/get/1', '{}'));
      return (await device.quiet())
        .find(({ topic }) => topic.includes('/epmx/'))
        ?.topic.split('/')
        .at(-1);
    };
    expect(await ask()).toBe('status');
    const allowed = { 'allowed-extension-instances': ['dcx'] };
    const put = await rest.call('PUT', level('demo/app-versions/demo-v1', 'kpc'), allowed);
    expect(put.status).toBe(204);
    expect([...rest.journal.events()].at(-1)).toMatchObject({
      ...{ type: 'tekton.configuration-changed', serviceInstance: 'kpc', appVersion: 'demo-v1' },
    });
    expect(await ask()).toBe('error');
    device.destroy();
  });

  it('time series follow the new settings', async () => {
    const names = { place: { values: [{ path: 'lat', type: 'number' }] } };
    const body = { 'time-series': { names, 'auto-extract': false } };
    expect((await rest.call('PUT', level('demo', 'epts'), body)).status).toBe(204);
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'device');
    device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[{"lat":5,"t":1}]'));
    await device.quiet();
    const last = await rest.call('POST', '/epts/api/v1/applications/demo/time-series/last', {});
    expect(Object.keys(last.body[rest.idOf('alpha')])).toEqual(['place']);
    device.destroy();
  });

  it('PATCH merges, null takes out (RFC 7396)', async () => {
    const url = level('demo/app-versions/demo-v1', 'epmx');
    const { body } = await rest.call('PATCH', url, { 'metadata-keys': { serial: null, room: {} } });
    expect(Object.keys(body['metadata-keys'])).toEqual(['name', 'firmware', 'room']);
    expect((await rest.call('GET', url)).body).toEqual(body);
    const without = `${CONFIGS}/applications/demo/app-versions/demo-v1`;
    expect((await rest.call('PATCH', without, {})).status).toBe(400);
    expect((await rest.call('GET', without)).body.epmx).toEqual(body);
  });

  it.each([
    [
      'an unknown key',
      'PUT',
      () => level('demo', 'epts'),
      { 'time-serie': {} },
      400,
      /unknown key "time-serie"/,
    ],
    [
      'a wrong type',
      'PUT',
      () => level('demo', 'epts'),
      { 'time-series': { 'auto-extract': 1 } },
      400,
      /auto-extract/,
    ],
    ['an unknown instance', 'PUT', () => level('demo', 'nope'), {}, 404, /no service instance nope/],
    ['an unknown application', 'PUT', () => level('nope', 'epts'), {}, 404, /no application nope/],
    [
      'a foreign version',
      'PUT',
      () => level('other/app-versions/demo-v1', 'epts'),
      {},
      404,
      /no version demo-v1/,
    ],
    [
      ...(['an unknown extension', 'PUT', () => level('demo/app-versions/demo-v1', 'kpc')] as const),
      ...([{ 'allowed-extension-instances': ['dcx', 'epr'] }, 400, /no extension instance "epr"/] as const),
    ],
    ['a tree without its frame', 'POST', () => CONFIGS, { epts: { demo: {} } }, 400, /kaa.applications/],
  ])('%s is refused', async (_, method, url, body, status, message) => {
    const answer = await rest.call(method, url(), body);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(message) } });
  });

  it('a tree is loaded as a whole or not at all', async () => {
    const applications = {
      demo: { 'time-series': { 'auto-extract': false }, versions: { 'demo-v1': { x: 1 } } },
    };
    expect((await rest.call('POST', CONFIGS, { epts: { kaa: { applications } } })).status).toBe(400);
    const { body } = await rest.call('GET', level('demo', 'epts'));
    expect(body['time-series']['auto-extract']).toBe(true);
    const none = { epts: { kaa: { applications: { demo: null } } } };
    expect((await rest.call('POST', CONFIGS, none)).status).toBe(204);
    expect((await rest.call('GET', level('demo', 'epts'))).body).toEqual({});
  });
});

describe('service instances, tenant and bulk', () => {
  it('shows instances with their schemas when asked', async () => {
    const { body } = await rest.call('GET', `${TEKTON}/service-instances`);
    expect(body).toContainEqual(
      expect.objectContaining({ name: 'cmx_ota', serviceName: 'cmx', serviceGroup: 'extension' }),
    );
    const one = await rest.call('GET', `${TEKTON}/service-instances/epts?include=appConfigurationSchema`);
    expect(one.body).toMatchObject({
      appConfigurationSchemaPresent: true,
      appConfigurationSchema: { properties: { 'time-series': {} } },
    });
    expect(one.body).not.toHaveProperty('appVersionConfigurationSchema');
    expect((await rest.call('GET', `${TEKTON}/service-instances/nope`)).status).toBe(404);
  });

  it('tenant-configs: what kpc requires of clients (reference 8.2)', async () => {
    const url = `${TEKTON}/tenant-configs?serviceInstanceName=kpc&tenantId=kaa`;
    const mqtt = { tcp: { 'basic-auth': { required: true } } };
    expect((await rest.call('PUT', url, { transports: { mqtt } })).status).toBe(204);
    const { body } = await rest.call('GET', url);
    expect(body.kpc.kaa.tenants.kaa.config.transports.mqtt).toEqual({
      tcp: { 'basic-auth': { required: true } },
      tls: { 'basic-auth': { required: false }, 'x509-auth': { required: false } },
      ws: { 'basic-auth': { required: false } },
    });
    expect(rest.platform.services.ccm.authenticate({ transport: 'tcp' }).ok).toBe(false);
    expect(rest.platform.services.ccm.authenticate({ transport: 'ws' }).ok).toBe(true);
    expect((await rest.call('PUT', url, { transports: { mqtt: { udp: {} } } })).status).toBe(400);
    expect((await rest.call('GET', `${TEKTON}/tenant-configs?tenantId=nope`)).status).toBe(404);
    expect((await rest.call('GET', `${TEKTON}/tenant-configs?serviceInstanceName=epts`)).status).toBe(404);
  });

  it('bulk exports applications, versions and settings', async () => {
    const { body } = await rest.call('GET', `${TEKTON}/bulk?serviceInstanceName=epts&appName=demo`);
    expect(body.tenants).toHaveLength(1);
    expect(body.tenants[0]).toMatchObject({
      tenantId: 'kaa',
      applications: [{ name: 'demo', versions: [{ name: 'demo-v1' }, { name: 'demo-v2' }] }],
    });
    expect(Object.keys(body.tenants[0].applications[0].configs)).toEqual(['epts']);
  });
});
