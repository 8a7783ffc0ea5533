/**
 * Goal: tenants are kept apart on the wire: each has its credentials, and its own mind about who must show them.
 * Method: the demo platform with the application `other` given to the tenant acme; packets over memory, which counts as TCP.
 */
import { afterEach, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connect5, publish, type WireClient, wireClient } from '../helpers/wire-client.js';

let demo: TestPlatform;
afterEach(() => demo.platform.stop());

const OFF = { basic: false, x509: false };
const BASIC = { basic: true, x509: false };

/** Both tenants have a user ann; `required` names those whose clients must come with credentials over TCP. */
async function start(...required: readonly ('kaa' | 'acme')[]): Promise<void> {
  demo = await startDemo(1, (blueprint) => ({
    ...blueprint,
    credentials: { basic: [{ username: 'ann', password: 'ours' }] },
    tenants: {
      acme: {
        credentials: { basic: [{ username: 'ann', password: 'theirs' }] },
        transports: { tcp: { basicAuth: { required: required.includes('acme') } } },
      },
    },
    applications: {
      ...blueprint.applications,
      other: { ...blueprint.applications.other, tenant: 'acme' } as never,
    },
  }));
  if (required.includes('kaa')) require('kaa', BASIC);
}

const require = (tenant: string, tcp: typeof OFF) =>
  demo.platform.services.ccm.require({ tcp, tls: OFF, ws: OFF }, tenant);

const THEIRS = 'kp1/other-v1/dcx/alpha/json/1';
const OURS = 'kp1/demo-v1/dcx/alpha/json/1';

let clients = 0;

/** A client of MQTT 5, which is told why. */
async function come(
  username?: string,
  password?: string,
): Promise<{ client: WireClient; code: number | undefined }> {
  const client = wireClient(demo.platform.connect(), 5);
  const login = username === undefined ? {} : { username, password: Buffer.from(password ?? '') };
  client.send(connect5({ clientId: `client ${++clients}`, ...login }));
  return { client, code: (await client.take('connack')).reasonCode };
}

async function answerTo(client: WireClient, topic: string): Promise<string> {
  client.send(publish(topic, '{"a":1}'));
  for (;;) {
    const { topic: answered } = await client.take('publish');
    if (answered.startsWith(`${topic}/`)) return answered;
  }
}

test('the same user name and the same token in two tenants are two users and two endpoints', async () => {
  await start('kaa', 'acme');
  const [ours, theirs] = [await come('ann@kaa', 'ours'), await come('ann@acme', 'theirs')];
  expect([ours.code, theirs.code]).toEqual([0, 0]);
  expect(await answerTo(ours.client, OURS)).toBe(`${OURS}/status`);
  expect(await answerTo(theirs.client, THEIRS)).toBe(`${THEIRS}/status`);
  expect(demo.idOf('alpha', 'other')).not.toBe(demo.idOf('alpha', 'demo'));
});

test.each([
  ['the password of the other tenant', 'ann@acme', 'ours'],
  ['a tenant that is not there', 'ann@nobody', 'ours'],
  ['nothing', undefined, undefined],
])('where every tenant requires credentials, %s is refused at CONNECT', async (_what, username, password) => {
  await start('kaa', 'acme');
  expect((await come(username, password)).code).toBe(0x87);
});

test('one tenant requires credentials: a client without them speaks for the other, and goes when it tries this one', async () => {
  await start('acme');
  const { client, code } = await come();
  expect(code).toBe(0);
  expect(await answerTo(client, OURS)).toBe(`${OURS}/status`);
  expect(await answerTo(client, THEIRS)).toBe(`${THEIRS}/error`);
  expect(await client.take('disconnect')).toMatchObject({ reasonCode: 0x87 });
  expect(demo.platform.isConnected(demo.idOf('alpha', 'other'))).toBe(false);
  expect(demo.platform.diagnostics()).toMatchObject([{ code: 'client-not-authenticated', count: 1 }]);
});

test('credentials of one tenant are none of the other', async () => {
  await start('kaa', 'acme');
  const { client } = await come('ann@kaa', 'ours');
  expect(await answerTo(client, THEIRS)).toBe(`${THEIRS}/error`);
  expect(await client.take('disconnect')).toMatchObject({ reasonCode: 0x87 });
});

test('[§2.4] a tenant begins to require credentials: its clients without them go at once, those of others stay', async () => {
  await start();
  const [anonymous, theirs, ours] = [await come(), await come('ann@acme', 'theirs'), await come()];
  await answerTo(theirs.client, THEIRS);
  await answerTo(anonymous.client, 'kp1/other-v1/dcx/alpha/json/2');
  await answerTo(ours.client, OURS);
  require('acme', BASIC);
  expect(await anonymous.client.take('disconnect')).toMatchObject({ reasonCode: 0x87 });
  expect(await answerTo(theirs.client, THEIRS)).toBe(`${THEIRS}/status`);
  expect(await answerTo(ours.client, OURS)).toBe(`${OURS}/status`);
  require('kaa', BASIC);
  expect(await ours.client.take('disconnect')).toMatchObject({ reasonCode: 0x87 });
  require('acme', OFF);
  expect(await answerTo(theirs.client, THEIRS)).toBe(`${THEIRS}/status`);
});

test('a client that has said nothing yet goes when no tenant would let it in any more', async () => {
  await start('acme');
  const { client } = await come();
  require('kaa', BASIC);
  expect(await client.take('disconnect')).toMatchObject({ reasonCode: 0x87 });
});

test('a snapshot brings credentials back to their tenants', async () => {
  await start('kaa', 'acme');
  const { ccm } = demo.platform.services;
  ccm.restore(JSON.parse(JSON.stringify(ccm.capture())));
  expect(ccm.list().map(({ tenant }) => tenant)).toEqual(['kaa', 'acme']);
  expect((await come('ann@acme', 'theirs')).code).toBe(0);
  expect((await come('ann@kaa', 'theirs')).code).toBe(0x87);
});
