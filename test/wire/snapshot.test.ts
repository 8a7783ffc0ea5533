/**
 * Goal: what devices bring about is in a snapshot, and a device does not notice a restart in between.
 * Method: packets in, packets out, over memory streams; two platforms, one after the other.
 */
import { afterEach, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, publish, type WireClient } from '../helpers/wire-client.js';
import { asRead, captured, stateOf } from '../platform/snapshot/demo.js';

const running: TestPlatform[] = [];
afterEach(async () => {
  for (const { platform } of running.splice(0)) await platform.stop();
});

async function start(seed: number): Promise<TestPlatform> {
  const demo = await startDemo(seed);
  running.push(demo);
  return demo;
}

const open = ({ platform }: TestPlatform) => connected(platform.connect(), 'client');
const topicsOf = async (client: WireClient) => (await client.quiet()).map(({ topic }) => topic);

/** Everything that the extensions remember about beta: a configuration applied, a command done, one refused, one waiting. */
async function use(demo: TestPlatform): Promise<WireClient> {
  const client = await open(demo);
  const send = (path: string, payload: unknown) =>
    client.send(publish(`kp1/demo-v1/${path}`, JSON.stringify(payload)));
  send('cmx/beta/config/json/1', { observe: true });
  const [pushed] = (await client.quiet()).filter(({ topic }) => topic.endsWith('/config/json/status'));
  send('cmx/beta/applied/json/2', {
    configId: JSON.parse(pushed?.payload ?? '{}').configId,
    statusCode: 200,
  });
  send('cex/beta/command/zero/3', { observe: false });
  send('cex/beta/result/reboot/4', [{ id: 1, statusCode: 500, reasonPhrase: 'no power', payload: { v: 1 } }]);
  send('dcx/beta/json/5', { temperature: 21.5, on: true });
  send('dcx/beta/json/6', []);
  demo.platform.invokeCommand({ endpointId: demo.idOf('beta'), type: 'zero', payload: { n: 1 } });
  demo.platform.invokeCommand({ endpointId: demo.idOf('beta'), type: 'now', ttlMs: 0 });
  await client.quiet();
  return client;
}

test('what devices brought about survives, and is not brought about again', async () => {
  const first = await start(1);
  await use(first);
  const files = captured(first);
  // So that nothing is compared with nothing.
  expect(JSON.parse(files['extension.cex.json'] as string).endpoints).toMatchObject([
    {
      outstanding: [{ commandType: 'zero', payload: { n: 1 } }],
      fleeting: [{ commandType: 'now' }],
      finished: [{ commandType: 'reboot', statusCode: 500, responsePayload: { v: 1 } }],
      observe: [{ subject: 'zero', observe: false }],
    },
  ]);
  expect(JSON.parse(files['extension.cmx.json'] as string).endpoints).toMatchObject([
    { deliveries: [{ name: 'default', appliedId: expect.any(String) }], observe: [{ observe: true }] },
  ]);
  expect(JSON.parse(files['extension.rsx.json'] as string).endpoints).toMatchObject([
    { answers: expect.arrayContaining([{ request: 'dcx/5', statusCode: 200 }]) },
  ]);
  expect(JSON.parse(files['configurations.json'] as string).statuses).toMatchObject([{ status: 'APPLIED' }]);

  const second = await start(2);
  await second.platform.state.restore(asRead(files), 'somewhere');
  expect(stateOf(second)).toEqual(stateOf(first));

  const client = await open(second);
  client.send(publish('kp1/demo-v1/dcx/beta/json/1', '{}'));
  expect(await topicsOf(client), 'the configuration is applied, "zero" is not observed').toEqual([
    'kp1/demo-v1/dcx/beta/json/1/status',
  ]);
  client.send(publish('kp1/demo-v1/cex/beta/result/zero/2', '[{"id":2,"statusCode":200}]'));
  client.send(publish('kp1/demo-v1/rsx/beta/dcx/5'));
  expect(await topicsOf(client)).toEqual([
    'kp1/demo-v1/cex/beta/result/zero/2/status',
    'kp1/demo-v1/rsx/beta/dcx/5/status',
  ]);
});

test('loading and resetting end the sessions of those who speak for endpoints; they come back as after a restart', async () => {
  const demo = await start(1);
  const client = await use(demo);
  const files = captured(demo);
  demo.platform.state.reset();
  await new Promise((resolve) => setImmediate(resolve));
  expect(client.ended).toBe(true);
  expect(demo.platform.isConnected(demo.idOf('beta'))).toBe(false);
  const again = await open(demo);
  again.send(publish('kp1/demo-v1/dcx/beta/json/1', '{}'));
  expect(await topicsOf(again), 'nothing is applied, the declared command waits').toEqual(
    expect.arrayContaining(['kp1/demo-v1/cmx/beta/config/json/status']),
  );
  await demo.platform.state.restore(asRead(files), 'somewhere');
  await new Promise((resolve) => setImmediate(resolve));
  expect(again.ended).toBe(true);
  expect([...demo.journal.events()].filter(({ type }) => type === 'kaa.state-replaced')).toMatchObject([
    { by: 'reset', endpoints: 5 },
    { by: 'snapshot', endpoints: 5 },
  ]);
});
