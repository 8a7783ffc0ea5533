/**
 * Cases of 10/EPMP: keys and values, and reading them.
 *
 * Keys that a case writes contain its own nonce. Where the endpoint is not the case's own, its metadata is put back.
 */
import { arrayOf, demand, describe, objectOf, refused, same, show, success, Undecided } from '../judge.js';
import type { Endpoint } from '../operator.js';
import type { Probe } from '../probe.js';
import type { WireClient } from '../wire/wire.js';
import type { Case } from './case.js';

const KEY = /^[a-zA-Z0-9_]+$/;

export interface Begun {
  readonly client: WireClient;
  readonly endpoint: Endpoint;
  /** Two keys of this case, each with a value. */
  readonly one: string;
  readonly two: string;
}

/** An endpoint with two keys of this case, `one` with the value 1 and `two` with the value "two". */
export async function withKeys(probe: Probe): Promise<Begun> {
  const { client, endpoint } = await probe.start();
  await probe.borrowMetadata(client, endpoint);
  const [one, two] = [`${probe.nonce}_one`, `${probe.nonce}_Two`];
  const answer = await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 1, [two]: 'two' });
  // A server may restrict keys; at one that we have not set up ourselves, that is no fault of it. [10/EPMP EPMP-06]
  if (answer.outcome === 'error' && !probe.ownsVersions) {
    throw new Undecided('the endpoint may not write keys of its own choice');
  }
  success(answer);
  return { client, endpoint, one, two };
}

/** Some values as the endpoint reads them. */
export async function valuesOf(
  probe: Probe,
  begun: Pick<Begun, 'client' | 'endpoint'>,
  keys: readonly string[],
) {
  const all = objectOf(await probe.ask(begun.client, begun.endpoint, 'epmx/get'));
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}

export const EPMP_READ_CASES: readonly Case[] = [
  {
    id: 'EPMP-01',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      const keys = arrayOf(await probe.ask(client, endpoint, 'epmx/get/keys'));
      demand(keys.includes(one) && keys.includes(two), `${one} and ${two} among the keys`, show(keys));
    },
  },
  {
    id: 'EPMP-02',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      same(objectOf(await probe.ask(client, endpoint, 'epmx/get', { keys: [one] })), { [one]: 1 }, 'a part:');
      same(await valuesOf(probe, { client, endpoint }, [one, two]), { [one]: 1, [two]: 'two' }, 'all:');
    },
  },
  {
    id: 'EPMP-08',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one.toUpperCase()]: 2 }));
      const both = { [one]: 1, [one.toUpperCase()]: 2 };
      same(await valuesOf(probe, { client, endpoint }, Object.keys(both)), both, 'keys that differ by case:');
      for (const key of ['', 'with blank', 'with-hyphen', 'with.dot', 'ä']) {
        const answer = await probe.ask(client, endpoint, 'epmx/update/keys', { [key]: 1 });
        refused(answer, `${show(key)} is no key`);
      }
    },
  },
  {
    id: 'EPMP-09',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 2 }));
      const keys = arrayOf(await probe.ask(client, endpoint, 'epmx/get/keys')).filter((key) => key === one);
      same(keys, [one], 'the key once:');
      same(await valuesOf(probe, { client, endpoint }, [one]), { [one]: 2 }, 'its last value:');
    },
  },
  {
    id: 'EPMP-10',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      for (const value of ['text', '', 0, -1.5, true, false, null, [1, [2], {}], { a: { b: [null] } }]) {
        success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: value }));
        const read = objectOf(await probe.ask(client, endpoint, 'epmx/get', { keys: [one] }));
        same(read, { [one]: value }, 'the value as it was sent:');
      }
    },
  },
  {
    id: 'EPMP-11',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      objectOf(await probe.ask(client, endpoint, 'epmx/get'));
    },
  },
  {
    id: 'EPMP-12',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, 'epmx/get/keys'));
    },
  },
  {
    id: 'EPMP-14',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const keys = arrayOf(await probe.ask(client, endpoint, 'epmx/get/keys'));
      for (const payload of ['{', '{"keys":["a"]}', 'null', '5']) {
        same(
          arrayOf(await probe.ask(client, endpoint, 'epmx/get/keys', payload)),
          keys,
          `with ${payload} as without:`,
        );
      }
    },
  },
  {
    id: 'EPMP-15',
    async run(probe) {
      const { client, endpoint } = await withKeys(probe);
      const answer = await probe.ask(client, endpoint, 'epmx/get/keys');
      const keys = arrayOf(answer);
      const areKeys = keys.every((key) => typeof key === 'string' && KEY.test(key));
      demand(areKeys, 'each item to be a key of letters, digits and _', describe(answer));
      demand(new Set(keys).size === keys.length, 'each key once', describe(answer));
    },
  },
  {
    id: 'EPMP-17',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, 'epmx/get', {}));
    },
  },
  {
    id: 'EPMP-18',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const wrong = [
        '{',
        '[]',
        '"name"',
        '{"keys":"name"}',
        '{"keys":["a","a"]}',
        '{"keys":["a b"]}',
        '{"key":[]}',
      ];
      for (const payload of wrong) {
        refused(await probe.ask(client, endpoint, 'epmx/get', payload), `${payload} is no request to read`);
      }
    },
  },
  {
    id: 'EPMP-20',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, 'epmx/get', ''));
    },
  },
  {
    id: 'EPMP-21',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      const all = objectOf(await probe.ask(client, endpoint, 'epmx/get', {}));
      demand(one in all && two in all, `${one} and ${two} in the answer`, show(all));
      same(objectOf(await probe.ask(client, endpoint, 'epmx/get', '')), all, 'without bytes as with {}:');
    },
  },
  {
    id: 'EPMP-24',
    async run(probe) {
      const { client, endpoint } = await withKeys(probe);
      const answer = await probe.ask(client, endpoint, 'epmx/get', {});
      const strange = Object.keys(objectOf(answer)).filter((key) => !KEY.test(key));
      demand(strange.length === 0, 'members of letters, digits and _ alone', describe(answer));
    },
  },
];
