/**
 * Cases of 1/KP about request IDs and answers: KP-07 to KP-20.
 */
import {
  asObject,
  demand,
  describe,
  emptySuccess,
  jsonOf,
  objectOf,
  parse,
  refused,
  same,
  success,
} from '../judge.js';
import { isAnswerTo, topicsOf } from '../probe.js';
import { type Case, HTTP_LACKS } from './case.js';

const KEYS = 'epmx/get/keys';
/** Refused by every server: an update needs an object with a key in it. */
const BAD = { resource: 'epmx/update/keys', payload: [] } as const;
/** Zero too: the first official tutorial counts from there. */
const REQUEST_IDS = ['0', '1', '99', '2147483647'];

export const KP_ANSWER_CASES: readonly Case[] = [
  {
    id: 'KP-07',
    needs: { mqtt: HTTP_LACKS.packets },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topic = probe.topic(endpoint, 'dcx/json', null);
      demand(await client.publish(topic, '[{"a":1}]'), 'a PUBACK', 'none');
      const messages = (await probe.everything(client, 0)).filter((message) =>
        message.topic.startsWith(topic),
      );
      demand(messages.length === 0, 'the PUBACK to be the only receipt', topicsOf(messages));
    },
  },
  {
    id: 'KP-08',
    needs: { mqtt: HTTP_LACKS.pushes },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await client.subscribe('#');
      for (const resource of ['cmx/config/json', 'cex/command/reboot']) {
        await probe.ask(client, endpoint, resource, { observe: true });
      }
      const requests = (await probe.everything(client, 0)).filter(
        ({ topic }) => !/\/(?:status|error)$/.test(topic),
      );
      demand(requests.length === 0, 'nothing but messages on /status and /error', topicsOf(requests));
    },
  },
  {
    id: 'KP-09',
    needs: { mqtt: HTTP_LACKS.packets },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const options = { packetId: 7 };
      success(await probe.ask(client, endpoint, KEYS, '', options));
      refused(
        await probe.ask(client, endpoint, BAD.resource, BAD.payload, options),
        'the payload is no object',
      );
      // At QoS 0 there is no packet identifier at all.
      success(await probe.ask(client, endpoint, KEYS, '', { qos: 0 }));
    },
  },
  {
    id: 'KP-10',
    needs: { mqtt: 'HTTP matches a response to its request by itself' },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const requestId of REQUEST_IDS)
        success(await probe.ask(client, endpoint, KEYS, '', { requestId }));
    },
  },
  {
    id: 'KP-11',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const first = jsonOf(await probe.ask(client, endpoint, KEYS, '', { requestId: '31' }));
      const second = jsonOf(await probe.ask(client, endpoint, KEYS, '', { requestId: '32' }));
      same(second, first, 'the same resource under another request ID:');
    },
  },
  {
    id: 'KP-12',
    needs: { mqtt: 'over HTTP every request has its response' },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topic = await probe.send(client, endpoint, KEYS, '', { requestId: null });
      const answers = (await probe.everything(client, 0)).filter((message) => isAnswerTo(topic, message));
      demand(answers.length === 0, 'no response to a request without a request ID', topicsOf(answers));
    },
  },
  {
    id: 'KP-13',
    needs: { mqtt: HTTP_LACKS.topics },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topic = probe.topic(endpoint, KEYS);
      // Subscriptions that match must not bring it twice: clients would act twice.
      for (const filter of ['#', `${topic}/+`, `${topic}/status`]) await client.subscribe(filter);
      await client.publish(topic, '');
      const topics = (await probe.everything(client, 0)).filter((message) => message.topic.startsWith(topic));
      demand(
        topics.length === 1 && topics[0]?.topic === `${topic}/status`,
        `exactly one message, on ${topic}/status`,
        topicsOf(topics),
      );
    },
  },
  {
    id: 'KP-14',
    needs: { mqtt: HTTP_LACKS.topics },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topic = await probe.send(client, endpoint, BAD.resource, BAD.payload);
      const topics = (await probe.everything(client, 0)).filter((message) => message.topic.startsWith(topic));
      demand(
        topics.length === 1 && topics[0]?.topic === `${topic}/error`,
        `exactly one message, on ${topic}/error`,
        topicsOf(topics),
      );
    },
  },
  {
    id: 'KP-15',
    needs: { mqtt: HTTP_LACKS.topics },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const good = await probe.ask(client, endpoint, KEYS);
      const bad = await probe.ask(client, endpoint, BAD.resource, BAD.payload);
      for (const { topic, request } of [good, bad]) {
        same(topic.replace(/\/(?:status|error)$/, ''), request, 'the topic without its suffix to be');
      }
    },
  },
  {
    id: 'KP-16',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, BAD.resource, BAD.payload);
      refused(answer, 'the payload is no object');
      const body = asObject(parse(answer.payload, describe(answer)), describe(answer));
      same(Object.keys(body).sort(), ['reasonPhrase', 'statusCode'], 'exactly the members');
      demand(Number.isInteger(body.statusCode), 'statusCode to be an integer', describe(answer));
      demand(typeof body.reasonPhrase === 'string', 'reasonPhrase to be a text', describe(answer));
    },
  },
  {
    id: 'KP-19',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, 'cmx/config/json', {});
      const { statusCode } = objectOf(answer);
      if (statusCode === undefined) return;
      const isSuccess =
        Number.isInteger(statusCode) && (statusCode as number) >= 200 && (statusCode as number) < 300;
      demand(isSuccess, 'a success that has a statusCode to have one from 200 to 299', describe(answer));
    },
  },
  {
    id: 'KP-20',
    needs: { mqtt: HTTP_LACKS.packets },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const qos of [0, 1] as const) {
        const good = await probe.ask(client, endpoint, 'dcx/json', [], { qos });
        emptySuccess(good);
        const bad = await probe.ask(client, endpoint, BAD.resource, BAD.payload, { qos });
        for (const answer of [good, bad]) same(answer.qos, qos, `the QoS of ${answer.topic} to be`);
      }
    },
  },
];
