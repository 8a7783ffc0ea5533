/**
 * Cases of 1/KP about topics and tokens: KP-01 to KP-06, KP-21 to KP-27.
 *
 * The resource asked for is `epmx/get/keys`: it changes nothing, and its payload does not matter.
 */
import { demand, describe, jsonOf, refused, same, success } from '../judge.js';
import type { Endpoint } from '../operator.js';
import { isAnswerTo, type Probe, topicsOf } from '../probe.js';
import type { WireClient } from '../wire/wire.js';
import type { Case } from './case.js';

const KEYS = 'epmx/get/keys';
/** No JSON, and no UTF-8 either. */
const RAW_BYTES = Uint8Array.from([0xff, 0x00, 0x7b, 0xfe]);

/** Fails when a request to a topic succeeds, whatever else comes of it. */
async function notServed(probe: Probe, client: WireClient, topic: string, why: string): Promise<void> {
  const from = client.inbox.length;
  await client.publish(topic, '');
  const messages = await probe.everything(client, from);
  // A server that does not mind the case may answer under the right name.
  const wrong = `${topic}/status`.toLowerCase();
  const answer = messages.find((message) => message.topic.toLowerCase() === wrong);
  demand(answer === undefined, `no success, since ${why}`, answer === undefined ? '' : describe(answer));
}

/** Fails unless the same request under the right name succeeds: otherwise a refusal proves nothing. */
async function served(probe: Probe, client: WireClient, endpoint: Endpoint): Promise<void> {
  success(await probe.ask(client, endpoint, KEYS));
}

const unknownToken = (probe: Probe, endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  token: `no-such-${probe.nonce}`,
});

export const KP_TOPIC_CASES: readonly Case[] = [
  {
    id: 'KP-01',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await served(probe, client, endpoint);
      for (const prefix of ['KP1', 'kp2']) {
        const topic = probe.topic(endpoint, KEYS).replace('kp1', prefix);
        await notServed(probe, client, topic, `a path that begins with ${prefix} is none of 1/KP`);
      }
    },
  },
  {
    id: 'KP-02',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await served(probe, client, endpoint);
      const elsewhere = { ...endpoint, appVersion: `no-such-${probe.nonce}` };
      await notServed(probe, client, probe.topic(elsewhere, KEYS), 'there is no such application version');
    },
  },
  {
    id: 'KP-03',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, 'dcx/json', []));
      refused(await probe.ask(client, endpoint, 'epmx/json', []), '/json is a resource of dcx, not of epmx');
      const topic = probe.topic(endpoint, `nosuch${probe.nonce}/json`);
      await notServed(probe, client, topic, 'there is no such extension instance');
    },
  },
  {
    id: 'KP-04',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await served(probe, client, endpoint);
      const topic = probe.topic(unknownToken(probe, endpoint), KEYS);
      await notServed(probe, client, topic, 'no endpoint has that token');
    },
  },
  {
    id: 'KP-05',
    needs: { mqtt: 'over HTTP every path begins with a slash' },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await served(probe, client, endpoint);
      for (const [front, end] of [
        ['/', ''],
        ['', '/'],
      ] as const) {
        const topic = probe.topic(endpoint, KEYS);
        const from = client.inbox.length;
        await client.publish(`${front}${topic}${end}`, '');
        const messages = await probe.everything(client, from);
        const leaked = messages.filter((message) => isAnswerTo(topic, message));
        demand(
          leaked.length === 0,
          `no answer on ${topic}/…, as the request was to ${front}${topic}${end}`,
          topicsOf(leaked),
        );
      }
    },
  },
  {
    id: 'KP-06',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      // The list of keys ignores its payload, so only a server that reads payloads itself can stumble here.
      success(await probe.ask(client, endpoint, KEYS, RAW_BYTES));
    },
  },
  {
    id: 'KP-21',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, 'dcx/json', []));
      refused(await probe.ask(client, endpoint, 'dcx/nosuchformat', []), 'dcx has no such format');
    },
  },
  {
    id: 'KP-22',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const other = await probe.client();
      await served(probe, client, endpoint);
      await served(probe, other, endpoint);
      await served(probe, client, endpoint);
    },
  },
  {
    id: 'KP-23',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await served(probe, client, endpoint);
      const topic = probe.topic(unknownToken(probe, endpoint), KEYS);
      await notServed(probe, client, topic, 'a client that was served is no endpoint for that');
      demand(client.isOpen, 'a connection that goes on: other endpoints may use it', 'the server closed it');
      await served(probe, client, endpoint);
    },
  },
  {
    id: 'KP-24',
    needs: { endpoints: 2 },
    async run(probe) {
      const gateway = await probe.client();
      const [one, two] = [await probe.endpoint(), await probe.endpoint()];
      for (const endpoint of [one, two, one]) await served(probe, gateway, endpoint);
      if (probe.protocol === 'http') return;
      const [first, second] = [await probe.client(), await probe.client()];
      await first.subscribe('#');
      await second.subscribe('#');
      await served(probe, first, one);
      await served(probe, second, two);
      await served(probe, first, one);
      await first.quiet();
      const foreign = (await probe.everything(second, 0)).filter(
        ({ topic }) => topic.split('/')[3] === one.token,
      );
      demand(foreign.length === 0, 'each client to hear of its own endpoint alone', topicsOf(foreign));
    },
  },
  {
    id: 'KP-25',
    async run(probe) {
      // Both are allowed; what must not happen is that the connection breaks for the endpoints beside it.
      const { client, endpoint } = await probe.start();
      await probe.send(client, unknownToken(probe, endpoint), KEYS);
      await client.quiet();
      await served(probe, client, endpoint);
    },
  },
  {
    id: 'KP-27',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topics = Array.from({ length: 5 }, () => probe.topic(endpoint, KEYS));
      await Promise.all(topics.map((topic) => client.publish(topic, '')));
      const answers = [];
      for (const topic of topics) answers.push(jsonOf(await probe.answer(client, 0, topic)));
      for (const answer of answers) same(answer, answers[0], 'every answer to be');
    },
  },
];
