/**
 * Cases of 7/CMP: asking for configurations.
 */
import { demand, describe, objectOf, refused, same, success, Undecided } from '../judge.js';
import type { Answer, Probe } from '../probe.js';
import type { Case } from './case.js';

const CONFIG = 'cmx/config/json';
/** Kaa's own service adds the last three; two of its clients depend on it. */
const MEMBERS = ['configId', 'config', 'statusCode', 'reasonPhrase', 'id'];

/** Fails unless the answer carries exactly this configuration. */
function carries(answer: Answer, configId: string, config: unknown): void {
  const body = objectOf(answer);
  same(body.config, config, 'the configuration');
  same(body.configId, configId, 'the configuration ID');
}

/** Fails when the answer carries a configuration. */
function unchanged(answer: Answer): void {
  const body = objectOf(answer);
  const carried = ['configId', 'config'].filter((member) => member in body);
  demand(carried.length === 0, 'an answer without configId and config', describe(answer));
}

/** Fails unless an endpoint has no configuration, which cannot be told where its version has a default one. */
function nothingAssigned(probe: Probe, answer: Answer): void {
  const { config } = objectOf(answer);
  if (config !== null && config !== undefined && !probe.ownsVersions)
    throw new Undecided('the application version has a default configuration');
  carries(answer, '', null);
}

export const CMP_REQUEST_CASES: readonly Case[] = [
  {
    id: 'CMP-02',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      nothingAssigned(probe, await probe.ask(client, endpoint, CONFIG, {}));
    },
  },
  {
    id: 'CMP-04',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, CONFIG, {}));
      refused(await probe.ask(client, endpoint, 'cmx/nosuchresource', {}), 'there is no such resource');
    },
  },
  {
    id: 'CMP-05',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { is: 'default' });
      await probe.operator.setConfiguration(endpoint, { is: 'named' }, 'other');
      carries(await probe.ask(client, endpoint, CONFIG, {}), configId, { is: 'default' });
    },
  },
  {
    id: 'CMP-06',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { is: 'named' }, 'other');
      carries(await probe.ask(client, endpoint, `${CONFIG}/other`, {}), configId, { is: 'named' });
      nothingAssigned(probe, await probe.ask(client, endpoint, CONFIG, {}));
    },
  },
  {
    id: 'CMP-07',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, `${CONFIG}/A-z_${probe.nonce}`, {}));
      for (const name of ['a.b', 'a b', 'ä']) {
        refused(await probe.ask(client, endpoint, `${CONFIG}/${name}`, {}), `"${name}" is no name`);
      }
    },
  },
  {
    id: 'CMP-09',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const payload of ['{', '[]', '"text"', '{"observe":"yes"}', '{"configId":5}', '{"unheard":1}']) {
        refused(await probe.ask(client, endpoint, CONFIG, payload), `${payload} is no configuration request`);
      }
    },
  },
  {
    id: 'CMP-10',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.operator.setConfiguration(endpoint, { period: 1 });
      const configId = await probe.operator.setConfiguration(endpoint, { period: 2 });
      carries(await probe.ask(client, endpoint, CONFIG, {}), configId, { period: 2 });
      carries(await probe.ask(client, endpoint, CONFIG, {}), configId, { period: 2 });
    },
  },
  {
    id: 'CMP-11',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const before = await probe.operator.setConfiguration(endpoint, { period: 1 });
      const configId = await probe.operator.setConfiguration(endpoint, { period: 2 });
      carries(await probe.ask(client, endpoint, CONFIG, { configId: before }), configId, { period: 2 });
      carries(await probe.ask(client, endpoint, CONFIG, { configId: 'never heard of' }), configId, {
        period: 2,
      });
      unchanged(await probe.ask(client, endpoint, CONFIG, { configId }));
    },
  },
  {
    id: 'CMP-15',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      unchanged(await probe.ask(client, endpoint, CONFIG, { configId }));
    },
  },
  {
    id: 'CMP-16',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, CONFIG, {});
      const body = objectOf(answer);
      const strange = Object.keys(body).filter((member) => !MEMBERS.includes(member));
      demand(
        strange.length === 0,
        'no member beside configId, config and those that Kaa adds',
        describe(answer),
      );
      const { configId } = body;
      demand(
        configId === undefined || typeof configId === 'string',
        'configId to be a text',
        describe(answer),
      );
    },
  },
  {
    id: 'CMP-17',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const payload of [{}, { configId: `unknown-${probe.nonce}` }]) {
        const answer = await probe.ask(client, endpoint, CONFIG, payload);
        const body = objectOf(answer);
        demand('configId' in body === 'config' in body, 'configId and config together', describe(answer));
      }
    },
  },
  {
    id: 'CMP-18',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      unchanged(await probe.ask(client, endpoint, CONFIG, { configId }));
      const next = await probe.operator.setConfiguration(endpoint, { period: 2 });
      carries(await probe.ask(client, endpoint, CONFIG, { configId }), next, { period: 2 });
    },
  },
];
