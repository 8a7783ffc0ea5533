import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connected, publish } from '../../helpers/wire-client.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;

beforeEach(async () => {
  rest = await openRest();
});

afterEach(() => rest.platform.stop());

describe('OTAO /software (reference 7.7)', () => {
  const URL = '/otao/api/v1/applications/demo/software';
  const shown = (version: string, specification: unknown, upgradableFrom: string[]) => ({
    ...{ version, specification, metadata: {}, upgradableFrom, rolloutStrategy: 'general', filters: [] },
  });
  const declared = shown('1.0.1', { link: 'https://example.com/1.0.1.bin' }, ['1.0.0']);

  it('lists, offers, replaces and withdraws; endpoints get the version that is offered', async () => {
    expect((await rest.call('GET', URL)).body).toEqual([declared]);
    const made = await rest.call('POST', URL, {
      version: '2.0.0',
      specification: { link: 'x' },
      rolloutStrategy: 'general',
    });
    expect(made).toMatchObject({ status: 201, body: shown('2.0.0', { link: 'x' }, []) });
    expect((await rest.call('GET', URL)).body).toEqual([declared, made.body]);
    await rest.call('PUT', made.headers.location as string, { specification: 'new' });
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'device');
    device.send(publish('kp1/demo-v1/cmx_ota/alpha/config/json/1', '{"configId":"1.9.0"}'));
    const [answer] = (await device.quiet()).filter(({ topic }) =>
      topic.endsWith('cmx_ota/alpha/config/json/1/status'),
    );
    expect(JSON.parse(answer?.payload ?? '')).toMatchObject({ configId: '2.0.0', config: 'new' });
    device.destroy();
    expect((await rest.call('DELETE', made.headers.location as string)).status).toBe(204);
    expect((await rest.call('GET', made.headers.location as string)).status).toBe(404);
  });

  it.each([
    [{ version: '1.0.1', specification: 1 }, 409],
    [{ version: 'newest', specification: 1 }, 400],
    [{ version: '2.0.0' }, 400],
    [{ version: '2.0.0', specification: 1, rolloutStrategy: 'targeted' }, 400],
    [{ version: '2.0.0', specification: 1, filters: [{ filterId: 'x' }] }, 400],
  ])('%j: %i', async (body, status) => {
    expect((await rest.call('POST', URL, body)).status).toBe(status);
    expect((await rest.call('GET', URL)).body).toEqual([declared]);
  });
});

describe('CCM (reference 7.5)', () => {
  const BASIC = '/ccm/api/v1/basic-credentials';
  const X509 = '/ccm/api/v1/x509-credentials';

  it('basic: created, listed without the password, and good for clients', async () => {
    const user = { username: 'gateway', password: 'secret' };
    const { status, body, headers } = await rest.call('POST', BASIC, user);
    const dates = { createdDate: NOW_TEXT, updatedDate: NOW_TEXT };
    expect({ status, body }).toEqual({
      status: 201,
      body: { id: body.id, username: 'gateway', state: 'Inactive', tenantId: 'kaa', ...dates },
    });
    const { ccm } = rest.platform.services;
    expect(ccm.authenticate({ transport: 'tcp', username: 'gateway@kaa', password: 'secret' })).toMatchObject(
      {
        credentialsIds: [body.id],
      },
    );
    const shown = await rest.call('GET', headers.location as string);
    expect(shown.body).toMatchObject({ state: 'Active', lastUseDate: NOW_TEXT });
    const list = await rest.call('GET', `${BASIC}?state=Active`);
    expect(list.body).toEqual({ content: [shown.body], totalElements: 1 });
    expect(JSON.stringify(list.body)).not.toContain('secret');
    expect((await rest.call('POST', BASIC, user)).status).toBe(409);
    expect((await rest.call('GET', `${X509}/${body.id}`)).status).toBe(404);
  });

  it('X.509: by issuer and serial number', async () => {
    const certificate = { issuer: 'CN=ca', serialNumber: '42' };
    const { body } = await rest.call('POST', X509, certificate);
    expect(body).toMatchObject({ ...certificate, state: 'Inactive' });
    expect((await rest.call('POST', X509, { issuer: 'CN=ca', serialNumber: '0042' })).status).toBe(409);
    expect((await rest.call('POST', X509, { issuer: 'CN=ca', serialNumber: '2a' })).status).toBe(400);
    expect((await rest.call('GET', X509)).body.totalElements).toBe(1);
    expect((await rest.call('GET', BASIC)).body.totalElements).toBe(0);
  });

  it("states change as the life cycle allows, and clients are told [22/CAP CAP-16] (kaa's own path)", async () => {
    const { headers, body } = await rest.call('POST', BASIC, { username: 'u', password: 'p' });
    const revoked: unknown[] = [];
    rest.platform.events.listenToAll((event) => {
      if (event.type === 'credentials-revoked') revoked.push(event.credentialsId);
    });
    const change = async (state: string) =>
      (await rest.call('PUT', `${headers.location}/state`, { state })).status;
    expect(await change('Suspended')).toBe(409);
    expect(await change('Revoked')).toBe(200);
    expect(await change('Active')).toBe(409);
    expect(await change('Lost')).toBe(400);
    expect(revoked).toEqual([body.id]);
  });
});

describe('BCX (reference 5.7)', () => {
  const OCTETS = { 'content-type': 'application/octet-stream' };

  async function upload(name: string, bytes: Buffer, headers: Record<string, string> = OCTETS) {
    rest.platform.events.raise({
      ...{ type: 'upload-token-issued', endpointId: rest.idOf('alpha'), appVersionName: 'demo-v1' },
      ...{ temporaryToken: 'temporary', expiresAt: rest.clock.now() + 1000, singleUse: false },
    });
    const url = `/bcx/api/v1/binary-data?name=${encodeURIComponent(name)}`;
    return await rest.call('POST', url, bytes, { ...headers, 'x-auth-token': 'temporary' });
  }

  it('uploads, lists, downloads and deletes', async () => {
    const bytes = Buffer.from([0, 255, 10]);
    const { status, headers } = await upload('a.bin', bytes);
    expect(status).toBe(201);
    const list = await rest.call(
      'GET',
      `/bcx/api/v1/applications/demo/binary-data?endpointId=${rest.idOf('alpha')}`,
    );
    expect(list.body).toMatchObject({ totalElements: 1, content: [{ name: 'a.bin', size: 3 }] });
    const download = await rest.app.inject(`${headers.location}/data`);
    expect(download.rawPayload).toEqual(bytes);
    expect((await rest.call('DELETE', headers.location as string)).status).toBe(204);
    expect((await rest.call('GET', headers.location as string)).status).toBe(404);
  });

  it('404 for an unknown application and for an endpoint of another one', async () => {
    const { body, headers } = await upload('a.bin', Buffer.from('x'));
    expect(body.createdDate).toBe(NOW_TEXT);
    const url = headers.location as string;
    const { tekton } = rest.platform.services;
    const other = [...tekton.applications()].map((a) => a.applicationName).find((name) => name !== 'demo');
    for (const app of ['nope', other ?? 'none']) {
      const list = url.replace('/demo/', `/${app}/`).replace(/[/][^/]+$/, '');
      expect(await rest.call('GET', list)).toMatchObject({ status: 404, body: { status: 404 } });
    }
    const unknown = await rest.call('GET', '/bcx/api/v1/applications/nope/binary-data');
    expect(unknown).toMatchObject({ status: 404, body: { message: expect.stringContaining('nope') } });
  });

  it.each(['../../etc/passwd', '..', 'a/b', 'a\\b', 'a\u0000b', ''])('refuses the name %j', async (name) => {
    expect((await upload(name, Buffer.from('x'))).status).toBe(400);
  });

  it('a name in the path cannot leave it either', async () => {
    await upload('ok', Buffer.from('x'));
    for (const name of ['..%2F..%2Fetc', '%2e%2e', '..%5Cx']) {
      const url = `/bcx/api/v1/files/${name}`;
      const { statusCode } = await rest.app.inject({
        method: 'POST',
        url,
        payload: 'x',
        headers: { 'x-auth-token': 'temporary', ...OCTETS },
      });
      expect([400, 404]).toContain(statusCode);
    }
  });

  it('takes any media type as it is, JSON too, and refuses a bad token', async () => {
    expect(
      (await upload('a.json', Buffer.from('{"a":'), { 'content-type': 'application/json' })).status,
    ).toBe(201);
    const none = await rest.app.inject({
      method: 'POST',
      url: '/bcx/api/v1/binary-data?name=x',
      payload: 'x',
      headers: OCTETS,
    });
    expect(none.statusCode).toBe(403);
  });
});
