/**
 * Goal: clients that people have in the field get what they rely on: the sequences of Kaa's tutorials, SDKs and connectors.
 * Method: each client's packets as it sends them, over memory streams; its quirks are in the comments. (reference §2.8)
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connected, publish, type WireClient, wireClient } from '../helpers/wire-client.js';

let demo: TestPlatform;
let client: WireClient;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo.platform.stop());

const open = async (name = 'client') => {
  client = await connected(demo.platform.connect(), name);
};
const of = (extension: string, path: string, token = 'alpha', version = 'demo-v1') =>
  `kp1/${version}/${extension}/${token}/${path}`;

/** Everything that came on a topic that begins so. */
async function on(beginning: string): Promise<Array<{ topic: string; payload: string }>> {
  const messages = await client.quiet();
  return messages
    .filter(({ topic }) => topic.startsWith(beginning))
    .map(({ topic, payload }) => ({ topic, payload }));
}
const json = (message: { payload: string } | undefined) => JSON.parse(message?.payload ?? 'null');

describe('tutorials', () => {
  test('metadata: request IDs count from 0, the payload is {}, nothing is subscribed', async () => {
    await open();
    for (const n of [0, 1, 2]) {
      client.send(publish(of('epmx', `get/${n}`), '{}'));
      const [answer] = await on(of('epmx', 'get/'));
      expect(answer?.topic).toBe(of('epmx', `get/${n}/status`));
      expect(json(answer)).toEqual({ name: 'Alpha', serial: 'A-1' });
    }
    client.send(publish(of('epmx', 'update/keys'), '{"firmware":"2"}'));
    expect(await on(of('epmx', ''))).toEqual([]);
    expect(demo.platform.services.epr.metadata(demo.idOf('alpha'))).toMatchObject({ firmware: '2' });
  });

  test('data: one object and no request ID, and nothing in return', async () => {
    await open();
    client.send(publish(of('dcx', 'json', 'gamma', 'demo-v2'), '{"temperature":21}', 0));
    expect(await on(of('dcx', '', 'gamma', 'demo-v2'))).toEqual([]);
    const endpointId = demo.idOf('gamma');
    const last = demo.platform.services.epts.last({ applicationName: 'demo', endpointIds: [endpointId] });
    expect(last[endpointId]).toMatchObject({ 'auto~temperature': [{ values: { value: 21 } }] });
  });

  test('commands: they come without being asked for, and the results go back without a request ID', async () => {
    await open();
    client.send(publish(of('dcx', 'json/32'), '{"temperature":21}'));
    await client.quiet();
    const { commandId, outcome } = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'reboot',
    });
    const [push] = await on(of('cex', 'command/reboot/status'));
    expect(json(push)).toMatchObject([{ id: commandId }]);
    client.send(
      publish(
        of('cex', 'result/reboot'),
        JSON.stringify([{ id: commandId, statusCode: 200, payload: 'done' }]),
      ),
    );
    expect(await outcome).toMatchObject({ status: 'EXECUTED', statusCode: 200, payload: 'done' });
  });
});

describe('simulators and sketches', () => {
  test('the air-quality simulator takes a pushed configuration only with statusCode 200 in it', async () => {
    await open();
    client.send(publish(of('epmx', 'update/keys/17'), '{"name":"Air"}'));
    const [push] = await on(of('cmx', 'config/json/status'));
    expect(json(push)).toMatchObject({ statusCode: 200, config: { samplingPeriod: 5 } });
    expect(json(push)).toHaveProperty('reasonPhrase');
  });

  test('OTA: the sketch says what it runs and asks; what it gets has a link, and then nothing more', async () => {
    await open();
    client.send(publish(of('cmx_ota', 'applied/json'), '{"configId":"1.0.0"}'));
    client.send(publish(of('cmx_ota', 'config/json/0'), '{"configId":"1.0.0"}'));
    const answers = await on(of('cmx_ota', 'config/json'));
    const offer = answers.find(({ topic }) => topic === of('cmx_ota', 'config/json/0/status'));
    expect(json(offer)).toMatchObject({
      statusCode: 200,
      configId: '1.0.1',
      config: { link: expect.any(String) },
    });
    client.send(publish(of('cmx_ota', 'applied/json'), '{"configId":"1.0.1"}'));
    client.send(publish(of('cmx_ota', 'config/json/1'), '{"configId":"1.0.1"}'));
    expect(json((await on(of('cmx_ota', 'config/json/1/status')))[0])).not.toHaveProperty('config');
  });

  test('the Arduino SDK observes its configuration and is told of changes', async () => {
    await open();
    client.send(publish(of('cmx', 'config/json/841'), '{"observe": true}', 0));
    expect((await on(of('cmx', 'config/json/841/status'))).length).toBe(1);
    const endpointId = demo.idOf('alpha');
    demo.platform.setConfiguration({ appVersionName: 'demo-v1', endpointId, config: { samplingPeriod: 6 } });
    expect(json((await on(of('cmx', 'config/json/status')))[0])).toMatchObject({
      config: { samplingPeriod: 6 },
    });
  });
});

describe('the Python client', () => {
  test('it publishes before CONNACK is here, with a null payload for the upload token', async () => {
    client = wireClient(demo.platform.connect());
    client.send({
      cmd: 'connect',
      clientId: 'py',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 60,
    });
    client.send(publish(of('bcx', 'token'), '', 0));
    client.send(publish(of('epmx', 'update/keys/44'), '{"name":"Py","firmware":"3"}', 0));
    const topics = (await client.quiet()).map(({ topic }) => topic);
    expect(topics).toContain(of('bcx', 'token/status'));
    expect(topics).toContain(of('epmx', 'update/keys/44/status'));
  });

  test('its reports have null where it knows nothing, and an empty array where there was no command', async () => {
    await open();
    client.send(publish(of('dcx', 'json/1'), '{"a":1}', 0));
    const [push] = await on(of('cmx', 'config/json/status'));
    const { configId } = json(push);
    client.send(
      publish(
        of('cmx', 'applied/json'),
        JSON.stringify({ configId, statusCode: null, reasonPhrase: null }),
        0,
      ),
    );
    client.send(publish(of('cex', 'result/reboot'), '[]', 0));
    expect(await on(of('cmx', 'applied'))).toEqual([]);
    const endpointId = demo.idOf('alpha');
    expect(demo.platform.services.ecr.statuses({ endpointId, configId })).toMatchObject([
      { status: 'APPLIED' },
    ]);
  });

  test('a failed command is a result with 500 and no payload', async () => {
    await open();
    client.send(publish(of('dcx', 'json/1'), '{"a":1}', 0));
    const { commandId, outcome } = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'zero',
    });
    await client.quiet();
    const result = [{ id: commandId, statusCode: 500, reasonPhrase: 'no' }];
    client.send(publish(of('cex', 'result/zero'), JSON.stringify(result), 0));
    expect(await outcome).toMatchObject({ status: 'EXECUTED', statusCode: 500 });
  });
});

describe('the Node SDK', () => {
  test('it publishes, then subscribes to …/+ of each topic, and hears of everything once', async () => {
    await open();
    const topics = [of('epmx', 'get/keys/61'), of('epmx', 'get/44'), of('cmx', 'config/json')];
    topics.forEach((topic, index) => {
      client.send(publish(topic, topic.includes('cmx') ? '{"observe":true}' : '', 0));
      client.send({
        cmd: 'subscribe',
        messageId: index + 1,
        subscriptions: [{ topic: `${topic}/+`, qos: 0 }],
      });
    });
    const answers = (await client.quiet()).map(({ topic }) => topic);
    for (const topic of topics.slice(0, 2))
      expect(answers.filter((one) => one === `${topic}/status`)).toHaveLength(1);
    // Once for the connection, once as the answer to the request without a request ID.
    expect(answers.filter((topic) => topic === of('cmx', 'config/json/status'))).toHaveLength(2);
  });

  test('its results carry the payload of the command back', async () => {
    await open();
    client.send(publish(of('cex', 'command/reboot/1'), '', 0));
    await client.quiet();
    const { commandId, outcome } = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'reboot',
      payload: { a: 1 },
    });
    const [command] = json((await on(of('cex', 'command/reboot/status')))[0]);
    client.send(publish(of('cex', 'result/reboot'), JSON.stringify([{ ...command, statusCode: 200 }]), 0));
    expect(await outcome).toMatchObject({ status: 'EXECUTED', payload: { a: 1 } });
    expect(commandId).toBe(command.id);
  });
});

describe('the Node-RED connector', () => {
  test('arrays alone, request IDs from 0 to 999, and commands on any topic below command/<type>', async () => {
    await open();
    client.send(publish(of('dcx', 'json/0'), '[{"temperature":21}]', 0));
    client.send(publish(of('epmx', 'update/keys/999'), '{"name":"Red"}', 0));
    client.send(publish(of('cex', 'command/reboot'), '{"observe":true}', 0));
    const topics = (await client.quiet()).map(({ topic }) => topic);
    expect(topics).toContain(of('dcx', 'json/0/status'));
    expect(topics).toContain(of('epmx', 'update/keys/999/status'));
    const { commandId, outcome } = demo.platform.invokeCommand({
      endpointId: demo.idOf('alpha'),
      type: 'reboot',
    });
    const [push] = await on(of('cex', 'command/reboot'));
    expect(json(push)).toMatchObject([{ id: commandId }]);
    const result = [{ id: commandId, statusCode: 200, reasonPhrase: 'OK', payload: {} }];
    client.send(publish(of('cex', 'result/reboot'), JSON.stringify(result), 0));
    expect(await outcome).toMatchObject({ status: 'EXECUTED' });
  });
});
