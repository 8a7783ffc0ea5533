/**
 * Goal: the whole platform on the wire: extensions, services and KPC together.
 * Method: packets in, packets out, over memory streams; the clock moves when told to.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, publish } from '../helpers/wire-client.js';

let demo: TestPlatform;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo.platform.stop());

const open = (name = 'client') => connected(demo.platform.connect(), name);
const json = (message: { payload: string } | undefined) => JSON.parse(message?.payload ?? 'null');

describe('2/DCP and time series', () => {
  test('[2/DCP DCP-05, DCP-06] a batch: zero bytes, and the values are stored when the answer is here', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v2/dcx/gamma/json/1', '[{"temperature":21.5},{"temperature":22}]'));
    expect(await client.quiet()).toEqual([
      { topic: 'kp1/demo-v2/dcx/gamma/json/1/status', payload: '', qos: 1 },
    ]);
    const endpointId = demo.idOf('gamma');
    const last = demo.platform.services.epts.last({ applicationName: 'demo', endpointIds: [endpointId] });
    expect(last[endpointId]).toMatchObject({ 'auto~temperature': [{ values: { value: 22 } }] });
  });

  test('data of an application that extracts nothing: confirmed, and the diagnostics say why no chart fills', async () => {
    const client = await open();
    client.send(publish('kp1/other-v1/dcx/alpha/json/1', '{"temperature":21}'));
    expect((await client.quiet())[0]?.topic).toMatch(/status$/);
    expect(demo.platform.diagnostics().map(({ code }) => code)).toEqual(['epts.sample-without-series']);
  });
});

describe('10/EPMP', () => {
  test('[10/EPMP EPMP-24, EPMP-40] read, update, refuse what is read-only; the register has it', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/epmx/alpha/get/1'));
    expect(json((await client.quiet()).find(({ topic }) => topic.includes('/get/')))).toEqual({
      name: 'Alpha',
      serial: 'A-1',
    });
    client.send(publish('kp1/demo-v1/epmx/alpha/update/keys/2', '{"firmware":"1.0.0"}'));
    client.send(publish('kp1/demo-v1/epmx/alpha/delete/keys/3', '["serial"]'));
    const topics = (await client.quiet()).map(({ topic }) => topic);
    expect(topics).toContain('kp1/demo-v1/epmx/alpha/update/keys/2/status');
    expect(topics).toContain('kp1/demo-v1/epmx/alpha/delete/keys/3/error');
    expect(demo.platform.services.epr.metadata(demo.idOf('alpha'))).toEqual({
      name: 'Alpha',
      serial: 'A-1',
      firmware: '1.0.0',
    });
  });
});

describe('7/CMP', () => {
  const APPLIED = 'kp1/demo-v1/cmx/alpha/applied/json/9';

  test('[7/CMP CMP-30] on the first message, the configuration is pushed once, without SUBSCRIBE or observe', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    const pushes = await client.quiet();
    expect(pushes.map(({ topic }) => topic)).toEqual(['kp1/demo-v1/cmx/alpha/config/json/status']);
    expect(json(pushes[0])).toEqual({
      configId: expect.any(String),
      statusCode: 200,
      reasonPhrase: 'ok',
      config: { samplingPeriod: 5 },
    });
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    expect(await client.quiet()).toEqual([]);
  });

  test('[7/CMP CMP-12, CMP-25, CMP-28] a change is pushed; applied is confirmed and recorded; then no push on connect', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await client.quiet();
    const endpointId = demo.idOf('alpha');
    const configId = demo.platform.setConfiguration({
      appVersionName: 'demo-v1',
      endpointId,
      config: { samplingPeriod: 7 },
    });
    expect(json((await client.quiet())[0])).toMatchObject({ configId, config: { samplingPeriod: 7 } });
    client.send(publish(APPLIED, JSON.stringify({ configId, statusCode: null, reasonPhrase: null })));
    expect(await client.quiet()).toEqual([{ topic: `${APPLIED}/status`, payload: '', qos: 1 }]);
    expect(demo.platform.services.ecr.statuses({ endpointId, configId })).toMatchObject([
      { status: 'APPLIED', confirmationStatusCode: 200 },
    ]);
    client.destroy();
    const again = await open();
    again.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    expect(await again.quiet()).toEqual([]);
  });

  test("[7/CMP CMP-10] an endpoint's own configuration wins over the default of its version", async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/cmx/beta/config/json/4', '{}'));
    const answer = (await client.quiet()).find(({ topic }) => topic.endsWith('/json/4/status'));
    expect(json(answer).config).toEqual({ samplingPeriod: 9 });
  });

  test('a default configuration that changes reaches every connected endpoint of the version that has none of its own', async () => {
    const client = await open();
    for (const token of ['alpha', 'beta', '12345'])
      client.send(publish(`kp1/demo-v1/dcx/${token}/json`, '[]'));
    await client.quiet();
    demo.platform.setConfiguration({ appVersionName: 'demo-v1', config: { samplingPeriod: 1 } });
    expect((await client.quiet()).map(({ topic }) => topic)).toEqual([
      'kp1/demo-v1/cmx/alpha/config/json/status',
      'kp1/demo-v1/cmx/12345/config/json/status',
    ]);
  });

  test('cmx_ota: software that follows the reported version, under its own instance', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/cmx_ota/alpha/config/json/1', '{"configId":"1.0.0"}'));
    const answer = (await client.quiet()).find(({ topic }) => topic.includes('/cmx_ota/'));
    expect(json(answer)).toMatchObject({
      configId: '1.0.1',
      config: { link: 'https://example.com/1.0.1.bin' },
    });
  });
});

describe('11/CEP', () => {
  const RESULT = 'kp1/demo-v1/cex/alpha/result/zero';

  test('[11/CEP CEP-20, CEP-22] invoke, push, result: the caller learns the outcome', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await client.quiet();
    const command = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'zero',
      payload: 'now',
    });
    const [push] = await client.quiet();
    expect(push?.topic).toBe('kp1/demo-v1/cex/alpha/command/zero/status');
    expect(json(push)).toEqual([{ id: command.commandId, payload: 'now' }]);
    client.send(
      publish(`${RESULT}/1`, JSON.stringify([{ id: command.commandId, statusCode: 200, payload: 'done' }])),
    );
    expect((await client.quiet()).map(({ topic }) => topic)).toEqual([`${RESULT}/1/status`]);
    await expect(command.outcome).resolves.toMatchObject({
      status: 'EXECUTED',
      statusCode: 200,
      payload: 'done',
    });
  });

  test('[11/CEP CEP-12] a command that nobody answers expires', async () => {
    const command = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'zero',
      ttlMs: 1000,
    });
    await demo.clock.advance(1500);
    await expect(command.outcome).resolves.toEqual({ status: 'EXPIRED' });
    const client = await open();
    client.send(publish('kp1/demo-v1/cex/alpha/command/zero/1', '{}'));
    const answer = (await client.quiet()).find(({ topic }) => topic.endsWith('/zero/1/status'));
    expect(json(answer)).toEqual([]);
  });

  test('commands that the blueprint declares wait for the endpoint, and come with its first message', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/beta/json', '[]'));
    const push = (await client.quiet()).find(({ topic }) => topic.includes('/cex/'));
    expect(push?.topic).toBe('kp1/demo-v1/cex/beta/command/reboot/status');
    expect(json(push)).toMatchObject([{ payload: { delay: 3 } }]);
  });

  test('a command type that is none is refused to the caller, with the reason', () => {
    const endpointId = demo.idOf('alpha');
    expect(() => demo.platform.invokeCommand({ endpointId, type: 'no/slash' })).toThrow(/command type/);
    expect(() => demo.platform.invokeCommand({ endpointId: 'nobody', type: 'zero' })).toThrow(
      /no endpoint nobody/,
    );
  });
});

test('the same seed gives the same endpoint IDs; another seed gives others', async () => {
  const ids = (platform: TestPlatform) => platform.platform.endpoints().map(({ endpointId }) => endpointId);
  const [same, other] = [await startDemo(1), await startDemo(2)];
  expect(ids(same)).toEqual(ids(demo));
  expect(ids(other)).not.toEqual(ids(demo));
  await same.platform.stop();
  await other.platform.stop();
});

test('deeply nested JSON is refused, and does nothing to the endpoint', async () => {
  const client = await open();
  const deep = `{"firmware":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  for (const id of [1, 2]) client.send(publish(`kp1/demo-v1/epmx/alpha/update/keys/${id}`, deep));
  client.send(publish('kp1/demo-v1/dcx/alpha/json/3', `[${deep}]`));
  client.send(publish('kp1/demo-v1/epmx/alpha/get/4'));
  const topics = (await client.quiet()).map(({ topic }) => topic).filter((topic) => !topic.includes('/cmx/'));
  expect(topics).toEqual([
    'kp1/demo-v1/epmx/alpha/update/keys/1/error',
    'kp1/demo-v1/epmx/alpha/update/keys/2/error',
    'kp1/demo-v1/dcx/alpha/json/3/error',
    'kp1/demo-v1/epmx/alpha/get/4/status',
  ]);
});

test('no message of a client brings the server down, whatever its bytes', async () => {
  const client = await open();
  const payloads = [
    '',
    'null',
    '{',
    '[[[[',
    '{"__proto__":1}',
    Buffer.from([0xff, 0xfe, 0x00]),
    '[1e999]',
    '"',
  ];
  const resources = [
    'dcx/T/json',
    'epmx/T/get',
    'epmx/T/update',
    'epmx/T/update/keys',
    'epmx/T/delete/keys',
    'cmx/T/config/json',
    'cmx/T/applied/json',
    'cmx_ota/T/config/json',
    'cex/T/command/zero',
    'cex/T/result/zero',
    'cex/T/command',
    'dcx/T/plain/x',
    'epmx/T',
    'cex/T/__proto__/constructor',
  ];
  let sent = 0;
  for (const resource of resources) {
    for (const payload of payloads) {
      client.send(publish(`kp1/demo-v1/${resource.replace('T', 'alpha')}/${++sent}`, payload));
    }
  }
  const answers = await client.quiet();
  const answered = new Set(
    answers.map(({ topic }) => /\/(\d+)\/(?:status|error)$/.exec(topic)?.[1]).filter(Boolean),
  );
  expect(answered.size).toBe(sent);
  for (const { topic, payload } of answers) {
    if (topic.endsWith('/error'))
      expect(Object.keys(JSON.parse(payload))).toEqual(['statusCode', 'reasonPhrase']);
  }
  expect([...demo.journal.events()].filter((event) => event.type === 'esp.extension-failed')).toEqual([]);
});
