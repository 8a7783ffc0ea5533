/**
 * Cases of 10/EPMP: changing metadata, where nothing is restricted.
 */
import { arrayOf, demand, emptySuccess, objectOf, refused, same, show, success } from '../judge.js';
import type { Case } from './case.js';
import { valuesOf, withKeys } from './epmp-reading.js';

/** What neither replaces everything nor changes single keys. */
const NO_UPDATES = ['{', '[]', '{}', '"name"', '', '[{"name":1}]', '{"a b":1}'];
const NO_DELETIONS = ['[', '[]', '{}', '"name"', '', '["a","a"]', '["a b"]', '[5]'];

/** Fails unless each payload is refused at a resource, and nothing is changed by it. */
const refusesAll = (resource: string, payloads: readonly string[]): Case['run'] =>
  async function run(probe) {
    const { client, endpoint, one, two } = await withKeys(probe);
    for (const payload of payloads) {
      const shown = payload === '' ? 'no bytes' : payload;
      refused(await probe.ask(client, endpoint, resource, payload), `${shown} is no request to ${resource}`);
    }
    same(
      await valuesOf(probe, { client, endpoint }, [one, two]),
      { [one]: 1, [two]: 'two' },
      'nothing changed:',
    );
  };

export const EPMP_WRITE_CASES: readonly Case[] = [
  {
    id: 'EPMP-04',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 'part' }));
      same(
        await valuesOf(probe, { client, endpoint }, [one, two]),
        { [one]: 'part', [two]: 'two' },
        'a part changed:',
      );
      success(await probe.ask(client, endpoint, 'epmx/update', { [two]: 'all' }));
      same(await valuesOf(probe, { client, endpoint }, [one, two]), { [two]: 'all' }, 'all changed:');
    },
  },
  {
    id: 'EPMP-05',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/delete/keys', [one]));
      same(await valuesOf(probe, { client, endpoint }, [one, two]), { [two]: 'two' }, 'what is left:');
      const keys = arrayOf(await probe.ask(client, endpoint, 'epmx/get/keys'));
      demand(!keys.includes(one), `${one} not among the keys`, show(keys));
    },
  },
  {
    id: 'EPMP-25',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/update', { [one]: 2 }));
    },
  },
  { id: 'EPMP-26', run: refusesAll('epmx/update', NO_UPDATES) },
  {
    id: 'EPMP-27',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      const three = `${probe.nonce}_three`;
      success(await probe.ask(client, endpoint, 'epmx/update', { [one]: 2, [three]: 3 }));
      const values = await valuesOf(probe, { client, endpoint }, [one, two, three]);
      same(values, { [one]: 2, [three]: 3 }, 'what was there, what is new, without what was left out:');
    },
  },
  {
    id: 'EPMP-30',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      emptySuccess(await probe.ask(client, endpoint, 'epmx/update', { [one]: 2 }));
    },
  },
  {
    id: 'EPMP-31',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 2 }));
    },
  },
  { id: 'EPMP-32', run: refusesAll('epmx/update/keys', NO_UPDATES) },
  {
    id: 'EPMP-33',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      const before = objectOf(await probe.ask(client, endpoint, 'epmx/get'));
      success(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 'changed' }));
      const after = objectOf(await probe.ask(client, endpoint, 'epmx/get'));
      same(after, { ...before, [one]: 'changed' }, 'everything as before but for one key:');
    },
  },
  {
    id: 'EPMP-36',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      emptySuccess(await probe.ask(client, endpoint, 'epmx/update/keys', { [one]: 2 }));
    },
  },
  {
    id: 'EPMP-37',
    async run(probe) {
      const { client, endpoint, one } = await withKeys(probe);
      success(await probe.ask(client, endpoint, 'epmx/delete/keys', [one]));
    },
  },
  { id: 'EPMP-38', run: refusesAll('epmx/delete/keys', NO_DELETIONS) },
  {
    id: 'EPMP-41',
    async run(probe) {
      const { client, endpoint, one, two } = await withKeys(probe);
      emptySuccess(await probe.ask(client, endpoint, 'epmx/delete/keys', [one, two]));
    },
  },
];
