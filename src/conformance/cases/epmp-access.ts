/**
 * Cases of 10/EPMP: keys that may not be written, and keys without any access.
 *
 * The endpoint is of the guarded version: one key is read-only, one is not on the access list, two are free.
 */
import { arrayOf, demand, objectOf, refused, same, show, success } from '../judge.js';
import { type Endpoint, GUARDED_KEYS, HIDDEN_KEY } from '../operator.js';
import type { Answer, Payload, Probe } from '../probe.js';
import type { WireClient } from '../wire/wire.js';
import type { Case } from './case.js';

const { open, other, fixed } = GUARDED_KEYS;
const NEEDS = { operator: true, guarded: true } as const;
const METADATA = { [open]: 'open', [fixed]: 'fixed', [HIDDEN_KEY]: 'hidden' };

interface Guarded {
  readonly client: WireClient;
  readonly endpoint: Endpoint;
  ask(resource: string, payload?: Payload): Promise<Answer>;
}

async function guarded(probe: Probe): Promise<Guarded> {
  const { client, endpoint } = await probe.start({ guarded: true, metadata: METADATA });
  return { client, endpoint, ask: (resource, payload) => probe.ask(client, endpoint, resource, payload) };
}

/** Fails when the metadata of the endpoint is not what it was. */
const untouched = (probe: Probe, { endpoint }: Guarded) =>
  same(probe.operator.metadata(endpoint), METADATA, 'the metadata unchanged:');

/** Fails unless each request is an error that changes nothing. */
const refuses = (resource: string, payloads: readonly object[]): Case['run'] =>
  async function run(probe) {
    const begun = await guarded(probe);
    for (const payload of payloads) {
      refused(await begun.ask(resource, payload), `${show(payload)} touches a restricted key`);
    }
    untouched(probe, begun);
  };

export const EPMP_ACCESS_CASES: readonly Case[] = [
  {
    id: 'EPMP-06',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      success(await begun.ask('epmx/update/keys', { [open]: 'changed' }));
      same(
        objectOf(await begun.ask('epmx/get', { keys: [fixed] })),
        { [fixed]: 'fixed' },
        'a read-only key:',
      );
      refused(await begun.ask('epmx/update/keys', { [fixed]: 'changed' }), `${fixed} is read-only`);
    },
  },
  {
    id: 'EPMP-07',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      refused(await begun.ask('epmx/get', { keys: [HIDDEN_KEY] }), `${HIDDEN_KEY} is not readable`);
      refused(await begun.ask('epmx/update/keys', { [HIDDEN_KEY]: 1 }), `${HIDDEN_KEY} is not writable`);
      refused(await begun.ask('epmx/update/keys', { [fixed]: 1 }), `${fixed} is not writable`);
      untouched(probe, begun);
    },
  },
  {
    id: 'EPMP-16',
    needs: NEEDS,
    async run(probe) {
      const keys = arrayOf(await (await guarded(probe)).ask('epmx/get/keys'));
      same([...keys].sort(), [open, fixed].sort(), 'the keys with some access:');
    },
  },
  {
    id: 'EPMP-19',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      for (const payload of [{}, '']) {
        same(
          objectOf(await begun.ask('epmx/get', payload)),
          { [open]: 'open', [fixed]: 'fixed' },
          'what may be read:',
        );
      }
    },
  },
  {
    id: 'EPMP-22',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      for (const payload of [undefined, {}, { keys: [HIDDEN_KEY] }, { keys: [open, HIDDEN_KEY] }]) {
        const text = (await begun.ask('epmx/get', payload)).payload.toString('utf8');
        demand(!text.includes('"hidden"'), 'the value of a hidden key never to be returned', text);
      }
    },
  },
  {
    id: 'EPMP-23',
    needs: NEEDS,
    run: refuses('epmx/get', [{ keys: [HIDDEN_KEY] }, { keys: [open, HIDDEN_KEY] }]),
  },
  {
    id: 'EPMP-28',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      success(await begun.ask('epmx/update', { [other]: 'new' }));
      const { [fixed]: value, [HIDDEN_KEY]: hidden } = probe.operator.metadata(begun.endpoint);
      same({ value, hidden }, { value: 'fixed', hidden: 'hidden' }, 'the restricted keys still there:');
    },
  },
  {
    id: 'EPMP-29',
    needs: NEEDS,
    run: refuses('epmx/update', [{ [fixed]: 1 }, { [open]: 1, [HIDDEN_KEY]: 1 }]),
  },
  {
    id: 'EPMP-34',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      await begun.ask('epmx/update/keys', { [open]: 'changed', [fixed]: 'changed' });
      const { [fixed]: value, [HIDDEN_KEY]: hidden } = probe.operator.metadata(begun.endpoint);
      same({ value, hidden }, { value: 'fixed', hidden: 'hidden' }, 'the restricted values unchanged:');
    },
  },
  {
    id: 'EPMP-35',
    needs: NEEDS,
    run: refuses('epmx/update/keys', [{ [fixed]: 1 }, { [HIDDEN_KEY]: 1 }, { [open]: 1, [fixed]: 1 }]),
  },
  {
    id: 'EPMP-39',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      await begun.ask('epmx/delete/keys', [fixed]);
      await begun.ask('epmx/delete/keys', [open, HIDDEN_KEY]);
      const { [fixed]: value, [HIDDEN_KEY]: hidden } = probe.operator.metadata(begun.endpoint);
      same({ value, hidden }, { value: 'fixed', hidden: 'hidden' }, 'the restricted keys still there:');
    },
  },
  {
    id: 'EPMP-40',
    needs: NEEDS,
    run: refuses('epmx/delete/keys', [[fixed], [HIDDEN_KEY], [open, fixed]]),
  },
];
