/**
 * Goal: what a client sees of armed faults, ended connections and a restart. Method: packets over memory streams against the
 * whole platform; time moves when told to.
 */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/platform/faults/fault.js';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, connected5, publish, type WireClient } from '../helpers/wire-client.js';

let demo: TestPlatform;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo.platform.stop());

const TOPIC = 'kp1/demo-v1/dcx/alpha/json/1';
const SAMPLE = '{"temperature":21}';
const open = (name = 'client') => connected(demo.platform.connect(), name);
const arm = (spec: FaultSpec) => demo.platform.faults.arm(spec);
/** What came, but for the configuration that alpha gets when it connects. */
const said = async (client: WireClient) =>
  (await client.quiet()).filter(({ topic }) => !topic.includes('/cmx/'));
const turn = async () => {
  for (let i = 0; i < 20; i++) await setImmediate();
};
const types = () => [...demo.journal.events()].map(({ type }) => type);
const stored = () => types().filter((type) => type === 'dcx.data-samples-received').length;
const codes = () => demo.platform.diagnostics().map(({ code }) => code);

describe('faults of a request', () => {
  test('late: handled at once, answered when the time has come, not before', async () => {
    arm({ kind: 'late', byMs: 3000 });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    expect(await said(client)).toEqual([]);
    expect(stored()).toBe(1);
    await demo.clock.advance(2999, turn);
    expect(await said(client)).toEqual([]);
    await demo.clock.advance(1, turn);
    expect(await said(client)).toEqual([{ topic: `${TOPIC}/status`, payload: '', qos: 1 }]);
  });

  test('no-answer: handled, and nothing comes', async () => {
    arm({ kind: 'no-answer', extension: 'dcx' });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    client.send(publish('kp1/demo-v1/epmx/alpha/get/2', '{}'));
    expect((await said(client)).map(({ topic }) => topic)).toEqual(['kp1/demo-v1/epmx/alpha/get/2/status']);
    expect(stored()).toBe(1);
  });

  test('error: the given code and reason, and the extension never sees it', async () => {
    arm({ kind: 'error', statusCode: 503, reasonPhrase: 'overloaded', times: 1 });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    const [answer] = await said(client);
    expect(answer?.topic).toBe(`${TOPIC}/error`);
    expect(JSON.parse(answer?.payload ?? '')).toEqual({ statusCode: 503, reasonPhrase: 'overloaded' });
    expect(stored()).toBe(0);
    client.send(publish(TOPIC, SAMPLE));
    expect((await said(client))[0]?.topic).toBe(`${TOPIC}/status`);
  });

  test('reject-token: byte for byte what a suspended token gets, and the endpoint is not connected by it', async () => {
    const id = arm({ kind: 'reject-token' });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    const faulty = await said(client);
    expect(demo.platform.isConnected(demo.idOf('alpha'))).toBe(false);
    demo.platform.faults.disarm(id);
    client.send(publish(TOPIC, SAMPLE));
    await client.quiet();
    demo.platform.changeToken({ application: 'demo', token: 'alpha', action: 'suspend' });
    const again = await open('again');
    again.send(publish(TOPIC, SAMPLE));
    expect(await said(again)).toEqual(faulty);
    expect(JSON.parse(faulty[0]?.payload ?? '')).toMatchObject({ statusCode: 401 });
  });

  test('extension-down: nothing is handled, nothing comes, and the endpoint is connected', async () => {
    arm({ kind: 'extension-down', extension: 'dcx' });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    expect(await said(client)).toEqual([]);
    expect(stored()).toBe(0);
    expect(demo.platform.isConnected(demo.idOf('alpha'))).toBe(true);
  });

  test('the diagnostics name the fault and how to be rid of it, and do not blame the client', async () => {
    arm({ kind: 'error', statusCode: 503 });
    arm({ kind: 'reject-token', extension: 'epmx' });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    client.send(publish('kp1/demo-v1/epmx/alpha/get/2', '{}'));
    await client.quiet();
    expect(codes()).toEqual(['platform.fault', 'platform.fault']);
    expect(demo.platform.diagnostics().map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('kaa fault disarm f1'),
      expect.stringContaining('kaa fault disarm f2'),
    ]);
    const refused = [...demo.journal.events()].filter(({ type }) => /refused|ignored/.test(type));
    expect(refused).toMatchObject([{ fault: 'f1' }, { fault: 'f2' }]);
  });

  test('answers that are late when the platform stops never come', async () => {
    arm({ kind: 'late', byMs: 3000 });
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    await client.quiet();
    await demo.platform.stop();
    expect(demo.clock.pending()).not.toContain('an answer made late by a fault');
  });
});

describe('faults of a push', () => {
  const COMMAND = 'kp1/demo-v1/cex/alpha/command/reboot/status';
  const invoke = () => demo.platform.invokeCommand({ endpointId: demo.idOf('alpha'), type: 'reboot' });

  test('duplicate-command: the same message twice', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/alpha/json', SAMPLE));
    await client.quiet();
    arm({ kind: 'duplicate-command', times: 1 });
    invoke();
    const got = await said(client);
    expect(got.map(({ topic }) => topic)).toEqual([COMMAND, COMMAND]);
    expect(got[0]).toEqual(got[1]);
    invoke();
    expect((await said(client)).length).toBe(1);
  });

  test('extension-down: the command is not delivered, and stays outstanding', async () => {
    const client = await open();
    client.send(publish('kp1/demo-v1/dcx/alpha/json', SAMPLE));
    await client.quiet();
    const id = arm({ kind: 'extension-down', extension: 'cex' });
    invoke();
    expect(await said(client)).toEqual([]);
    demo.platform.faults.disarm(id);
    client.send(publish('kp1/demo-v1/cex/alpha/command/reboot/7', '{}'));
    expect((await said(client))[0]?.payload).toContain('"id"');
  });
});

describe('a connection that is ended', () => {
  test('disconnect: the client is gone with a reason, its endpoints with it, and it may come back', async () => {
    const client = await open('gateway');
    for (const token of ['alpha', 'beta']) client.send(publish(`kp1/demo-v1/dcx/${token}/json`, SAMPLE));
    await client.quiet();
    expect(demo.platform.disconnect(demo.idOf('alpha'))).toEqual(['gateway']);
    await expect.poll(() => client.ended).toBe(true);
    await turn();
    expect(demo.platform.isConnected(demo.idOf('beta'))).toBe(false);
    const ends = [...demo.journal.events()].filter(({ type }) => type === 'kpc.client-disconnected');
    expect(ends).toMatchObject([{ client: 'gateway', reason: 'an operator has ended the connection' }]);
    const again = await open('gateway');
    again.send(publish(TOPIC, SAMPLE));
    expect((await said(again))[0]?.topic).toBe(`${TOPIC}/status`);
  });

  test('MQTT 5 clients are told: administrative action', async () => {
    const client = await connected5(demo.platform.connect());
    client.send({ ...publish('kp1/demo-v1/dcx/alpha/json', SAMPLE), properties: {} } as never);
    await client.take('puback');
    await turn();
    demo.platform.disconnect(demo.idOf('alpha'));
    expect(await client.take('disconnect')).toMatchObject({ reasonCode: 0x98 });
  });

  test('an endpoint that nobody speaks for, or that is none', () => {
    expect(() => demo.platform.disconnect(demo.idOf('alpha'))).toThrow('Nobody speaks for the endpoint');
    expect(() => demo.platform.disconnect('nobody')).toThrow('nobody');
  });
});

describe('a restart', () => {
  test('every session ends, nobody gets in while it is down, and the state is there afterwards', async () => {
    const client = await open();
    client.send(publish(TOPIC, SAMPLE));
    await client.quiet();
    const back = demo.platform.restart({ downMs: 5000 });
    await expect.poll(() => client.ended).toBe(true);
    await turn();
    expect(demo.platform.isConnected(demo.idOf('alpha'))).toBe(false);
    const stream = demo.platform.connect();
    const refusal = await new Promise<Error>((resolve) => stream.once('error', resolve));
    expect(refusal).toMatchObject({ code: 'ECONNREFUSED' });
    await demo.clock.advance(5000, turn);
    await back;
    expect(demo.platform.restarts).toBe(1);
    const again = await open();
    again.send(publish(TOPIC, SAMPLE));
    expect((await said(again))[0]?.topic).toBe(`${TOPIC}/status`);
    const endpointId = demo.idOf('alpha');
    expect(demo.platform.services.cm.tokensOf(endpointId)[0]).toMatchObject({ state: 'Active' });
    expect(types().filter((type) => type.startsWith('platform.'))).toEqual([
      'platform.restarting',
      'platform.restarted',
    ]);
  });

  test('a stop while it is down is a stop', async () => {
    const back = demo.platform.restart({ downMs: 5000 });
    await demo.platform.stop();
    await back;
    expect(demo.platform.restarts).toBe(0);
    expect(demo.clock.pending()).not.toContain('the end of a restart');
  });
});
