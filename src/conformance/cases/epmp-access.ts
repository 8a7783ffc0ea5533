/**
 * Cases of 10/EPMP: keys that may not be written, and keys without any access.
 *
 * The endpoint is of the guarded version: one key is read-only, one is not on the access list, two are free.
 */
import { arrayOf, demand, objectOf, refused, same, show, success, Undecided } from '../judge.js';
import type { Endpoint, GuardedKeys } from '../operator.js';
import type { Answer, Payload, Probe } from '../probe.js';
import type { WireClient } from '../wire/wire.js';
import type { Case } from './case.js';

const NEEDS = { operator: true, guarded: true } as const;

interface Guarded extends GuardedKeys {
  readonly client: WireClient;
  readonly endpoint: Endpoint;
  readonly metadata: Readonly<Record<string, unknown>>;
  ask(resource: string, payload?: Payload): Promise<Answer>;
}

async function guarded(probe: Probe): Promise<Guarded> {
  const { guarded: keys } = probe.operator;
  if (keys === undefined) throw new Undecided('this needs a version with restricted metadata keys');
  const metadata = { [keys.open]: 'open', [keys.fixed]: 'fixed', [keys.hidden]: 'hidden' };
  const { client, endpoint } = await probe.start({ guarded: true, metadata });
  const ask = (resource: string, payload?: Payload) => probe.ask(client, endpoint, resource, payload);
  return { ...keys, client, endpoint, metadata, ask };
}

/** Fails when the metadata of the endpoint is not what it was. */
const untouched = async (probe: Probe, { endpoint, metadata }: Guarded) =>
  same(await probe.operator.metadata(endpoint), metadata, 'the metadata unchanged:');

/** Fails unless what may not be written is as it was. */
async function restrictedUntouched(probe: Probe, { endpoint, fixed, hidden }: Guarded): Promise<void> {
  const now = await probe.operator.metadata(endpoint);
  const kept = { [fixed]: now[fixed], [hidden]: now[hidden] };
  same(kept, { [fixed]: 'fixed', [hidden]: 'hidden' }, 'the restricted values as they were:');
}

/** Fails unless each request is an error that changes nothing. */
const refuses = (resource: string, payloads: (keys: GuardedKeys) => readonly object[]): Case['run'] =>
  async function run(probe) {
    const begun = await guarded(probe);
    for (const payload of payloads(begun)) {
      refused(await begun.ask(resource, payload), `${show(payload)} touches a restricted key`);
    }
    await untouched(probe, begun);
  };

export const EPMP_ACCESS_CASES: readonly Case[] = [
  {
    id: 'EPMP-06',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const { open, fixed } = begun;
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
      const { fixed, hidden } = begun;
      refused(await begun.ask('epmx/get', { keys: [hidden] }), `${hidden} is not readable`);
      refused(await begun.ask('epmx/update/keys', { [hidden]: 1 }), `${hidden} is not writable`);
      refused(await begun.ask('epmx/update/keys', { [fixed]: 1 }), `${fixed} is not writable`);
      await untouched(probe, begun);
    },
  },
  {
    id: 'EPMP-16',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const keys = arrayOf(await begun.ask('epmx/get/keys'));
      same([...keys].sort(), [begun.open, begun.fixed].sort(), 'the keys with some access:');
    },
  },
  {
    id: 'EPMP-19',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const { open, fixed } = begun;
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
      const { open, hidden } = begun;
      for (const payload of [undefined, {}, { keys: [hidden] }, { keys: [open, hidden] }]) {
        const text = (await begun.ask('epmx/get', payload)).payload.toString('utf8');
        demand(!text.includes('"hidden"'), 'the value of a hidden key never to be returned', text);
      }
    },
  },
  {
    id: 'EPMP-23',
    needs: NEEDS,
    run: refuses('epmx/get', ({ open, hidden }) => [{ keys: [hidden] }, { keys: [open, hidden] }]),
  },
  {
    id: 'EPMP-28',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const { other } = begun;
      success(await begun.ask('epmx/update', { [other]: 'new' }));
      await restrictedUntouched(probe, begun);
    },
  },
  {
    id: 'EPMP-29',
    needs: NEEDS,
    run: refuses('epmx/update', ({ open, fixed, hidden }) => [{ [fixed]: 1 }, { [open]: 1, [hidden]: 1 }]),
  },
  {
    id: 'EPMP-34',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const { open, fixed } = begun;
      await begun.ask('epmx/update/keys', { [open]: 'changed', [fixed]: 'changed' });
      await restrictedUntouched(probe, begun);
    },
  },
  {
    id: 'EPMP-35',
    needs: NEEDS,
    run: refuses('epmx/update/keys', ({ open, fixed, hidden }) => [
      { [fixed]: 1 },
      { [hidden]: 1 },
      { [open]: 1, [fixed]: 1 },
    ]),
  },
  {
    id: 'EPMP-39',
    needs: NEEDS,
    async run(probe) {
      const begun = await guarded(probe);
      const { open, fixed, hidden } = begun;
      await begun.ask('epmx/delete/keys', [fixed]);
      await begun.ask('epmx/delete/keys', [open, hidden]);
      await restrictedUntouched(probe, begun);
    },
  },
  {
    id: 'EPMP-40',
    needs: NEEDS,
    run: refuses('epmx/delete/keys', ({ open, fixed, hidden }) => [[fixed], [hidden], [open, fixed]]),
  },
];
