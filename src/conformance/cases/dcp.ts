/**
 * Cases of 2/DCP: data samples, one by one and in batches.
 */
import { demand, emptySuccess, refused, same, show, success } from '../judge.js';
import { isAnswerTo, topicsOf } from '../probe.js';
import { type Case, HTTP_LACKS } from './case.js';

const SAMPLES = 'dcx/json';
/** The platform stamps what arrives in whole milliseconds. */
const CLOCK_STEP_MS = 1;

export const DCP_CASES: readonly Case[] = [
  {
    id: 'DCP-01',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, SAMPLES, [{ temperature: 21 }]));
      refused(await probe.ask(client, endpoint, 'dcx/nosuchresource', []), 'data samples go to /json');
    },
  },
  {
    id: 'DCP-02',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      refused(await probe.ask(client, endpoint, SAMPLES, '[{"temperature":'), 'the payload is not JSON');
      const bytes = Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x5d]);
      refused(await probe.ask(client, endpoint, SAMPLES, bytes), 'the payload is not UTF-8');
    },
  },
  {
    id: 'DCP-03',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const items = [{ a: 1 }, 21.5, 'text', true, null, [1, 2], {}];
      success(await probe.ask(client, endpoint, SAMPLES, items));
      for (const item of items) success(await probe.ask(client, endpoint, SAMPLES, [item]));
    },
  },
  {
    id: 'DCP-04',
    needs: { mqtt: HTTP_LACKS.topics },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topic = await probe.send(client, endpoint, SAMPLES, [{ a: 1 }, { a: 2 }, { a: 3 }]);
      const answers = (await probe.everything(client, 0)).filter((message) => isAnswerTo(topic, message));
      demand(answers.length === 1, 'one answer to a batch of three data samples', topicsOf(answers));
    },
  },
  {
    id: 'DCP-05',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      emptySuccess(await probe.ask(client, endpoint, SAMPLES, [{ a: 1 }]));
    },
  },
  {
    id: 'DCP-06',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, SAMPLES, [{ temperature: 20 }, { temperature: 21 }]));
      const value = (await probe.operator.lastValue(endpoint, 'temperature'))?.value;
      same(value, 21, 'the last value of the batch to be stored when the answer is here:');
    },
  },
  {
    id: 'DCP-07',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const timestamp of ['no time at all', -1, null, { year: 1 }]) {
        success(await probe.ask(client, endpoint, SAMPLES, [{ timestamp, ts: timestamp, a: 1 }]));
      }
    },
  },
  {
    id: 'DCP-08',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const { clockToleranceMs = 0 } = probe.operator;
      const before = probe.operator.now() - CLOCK_STEP_MS - clockToleranceMs;
      success(await probe.ask(client, endpoint, SAMPLES, [{ temperature: 21 }]));
      const after = probe.operator.now() + CLOCK_STEP_MS + clockToleranceMs;
      const time = (await probe.operator.lastValue(endpoint, 'temperature'))?.timestampMs;
      const isBetween = time !== undefined && time >= before && time <= after;
      demand(isBetween, `the data point to have the time of arrival, ${before} to ${after}`, show(time));
    },
  },
  {
    id: 'DCP-09',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const topics = Array.from({ length: 10 }, () => probe.topic(endpoint, SAMPLES));
      await Promise.all(topics.map((topic, index) => client.publish(topic, `[{"a":${index}}]`)));
      for (const topic of topics) success(await probe.answer(client, 0, topic));
    },
  },
];
