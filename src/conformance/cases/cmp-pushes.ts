/**
 * Cases of 7/CMP: configurations that the platform sends unasked. Only MQTT has them.
 */
import { asObject, demand, parse, same } from '../judge.js';
import type { Endpoint } from '../operator.js';
import { type Probe, topicsOf } from '../probe.js';
import type { Message, WireClient } from '../wire/wire.js';
import { type Case, HTTP_LACKS } from './case.js';

const CONFIG = 'cmx/config/json';
const NEEDS = { operator: true, mqtt: HTTP_LACKS.pushes } as const;

/** Whether a message is a configuration with this ID. */
const hasId = (configId: string) => (message: Message) =>
  asObject(parse(message.payload)).configId === configId;

/** Assigns a configuration, and fails unless the endpoint is sent it. */
async function changeArrives(
  probe: Probe,
  client: WireClient,
  endpoint: Endpoint,
  config: unknown,
  name?: string,
): Promise<string> {
  const from = client.inbox.length;
  const configId = await probe.operator.setConfiguration(endpoint, config, name);
  const resource = name === undefined ? CONFIG : `${CONFIG}/${name}`;
  const push = await probe.push(client, from, endpoint, resource, hasId(configId));
  same(asObject(parse(push.payload)).config, config, 'the configuration');
  return configId;
}

/** What came of cmx from a place in the inbox on. */
const fromCmx = (probe: Probe, client: WireClient, from: number) => probe.everythingFrom('cmx', client, from);

export const CMP_PUSH_CASES: readonly Case[] = [
  {
    id: 'CMP-03',
    needs: NEEDS,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, CONFIG, { observe: true });
      for (const period of [1, 2, 3]) await changeArrives(probe, client, endpoint, { period });
    },
  },
  {
    id: 'CMP-12',
    needs: NEEDS,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, CONFIG, { observe: false });
      await probe.ask(client, endpoint, CONFIG, { observe: true });
      await changeArrives(probe, client, endpoint, { period: 1 });
      const from = client.inbox.length;
      await probe.operator.setConfiguration(endpoint, { period: 2 });
      const messages = await fromCmx(probe, client, from);
      demand(messages.length === 1, 'each change to be sent once', topicsOf(messages));
    },
  },
  {
    id: 'CMP-13',
    needs: NEEDS,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, CONFIG, { observe: false });
      const from = client.inbox.length;
      await probe.operator.setConfiguration(endpoint, { period: 1 });
      const messages = await fromCmx(probe, client, from);
      demand(messages.length === 0, 'nothing after "observe": false', topicsOf(messages));
    },
  },
  {
    id: 'CMP-14',
    needs: NEEDS,
    async run(probe) {
      // Pushing or not is the server's choice; what it pushes is a configuration at the right place.
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, 'dcx/json', []);
      const from = client.inbox.length;
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      for (const message of await fromCmx(probe, client, from)) {
        same(message.topic, probe.pushTopic(endpoint, CONFIG), 'a push on');
        same(asObject(parse(message.payload)).configId, configId, 'the configuration ID');
      }
    },
  },
  {
    id: 'CMP-30',
    needs: NEEDS,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      await probe.ask(client, endpoint, 'dcx/json', []);
      await probe.push(client, 0, endpoint, CONFIG, hasId(configId));
      await probe.ask(client, endpoint, 'cmx/applied/json', { configId });
      client.close();
      const again = await probe.client();
      await probe.ask(again, endpoint, 'dcx/json', []);
      const messages = await fromCmx(probe, again, 0);
      demand(messages.length === 0, 'no push of a configuration that was applied', topicsOf(messages));
    },
  },
  {
    id: 'CMP-31',
    needs: NEEDS,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const resource of [CONFIG, `${CONFIG}/other`]) {
        await probe.ask(client, endpoint, resource, { observe: true });
      }
      const from = client.inbox.length;
      const configId = await changeArrives(probe, client, endpoint, { period: 1 }, 'other');
      const messages = await fromCmx(probe, client, from);
      demand(
        messages.length === 1,
        'the change of one name to be sent under that name alone',
        topicsOf(messages),
      );
      const ofDefault = await probe.operator.setConfiguration(endpoint, { period: 2 });
      await probe.ask(client, endpoint, 'cmx/applied/json/other', { configId });
      same(
        await probe.operator.configurationStatus(endpoint, configId, 'other'),
        'APPLIED',
        'the named one:',
      );
      const status = await probe.operator.configurationStatus(endpoint, ofDefault);
      demand(status !== 'APPLIED', 'the default one not to be applied by that', String(status));
    },
  },
];
