/**
 * Cases of 7/CMP: reports that a configuration was applied, or was not.
 */
import { demand, emptySuccess, refused, same, success } from '../judge.js';
import type { Case } from './case.js';

const CONFIG = 'cmx/config/json';
const APPLIED = 'cmx/applied/json';

/** Reports each status code for a configuration of its own, and fails unless it counts as that. */
const reportsCount = (codes: readonly number[], wanted: 'APPLIED' | 'FAILED'): Case['run'] =>
  async function run(probe) {
    const { client, endpoint } = await probe.start();
    for (const statusCode of codes) {
      const configId = await probe.operator.setConfiguration(endpoint, { for: statusCode });
      success(await probe.ask(client, endpoint, APPLIED, { configId, statusCode, reasonPhrase: 'so it is' }));
      const status = await probe.operator.configurationStatus(endpoint, configId);
      same(status, wanted, `the status after the code ${statusCode} to be`);
    }
  };

export const CMP_APPLIED_CASES: readonly Case[] = [
  {
    id: 'CMP-20',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, APPLIED, { configId: probe.nonce }));
    },
  },
  {
    id: 'CMP-21',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 }, 'other');
      success(await probe.ask(client, endpoint, `${APPLIED}/other`, { configId }));
      same(
        await probe.operator.configurationStatus(endpoint, configId, 'other'),
        'APPLIED',
        'its status to be',
      );
      const ofDefault = await probe.operator.configurationStatus(endpoint, configId);
      demand(ofDefault !== 'APPLIED', 'nothing to be applied under another name', String(ofDefault));
    },
  },
  {
    id: 'CMP-22',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      success(await probe.ask(client, endpoint, APPLIED, { configId }));
      same(await probe.operator.configurationStatus(endpoint, configId), 'APPLIED', 'its status to be');
    },
  },
  {
    id: 'CMP-23',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const payload of ['{', '[]', '{}', '{"configId":5}', '{"configId":"1","statusCode":"good"}']) {
        refused(await probe.ask(client, endpoint, APPLIED, payload), `${payload} is no report`);
      }
    },
  },
  {
    id: 'CMP-24',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const statusCode of [200, 304, 400, 409, 500]) {
        success(await probe.ask(client, endpoint, APPLIED, { configId: probe.nonce, statusCode }));
      }
    },
  },
  {
    id: 'CMP-25',
    needs: { operator: true },
    run: reportsCount([200, 201, 204, 299], 'APPLIED'),
  },
  {
    id: 'CMP-26',
    needs: { operator: true },
    run: reportsCount([199, 300, 404, 500], 'FAILED'),
  },
  {
    id: 'CMP-28',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      emptySuccess(await probe.ask(client, endpoint, APPLIED, { configId: probe.nonce }));
      emptySuccess(await probe.ask(client, endpoint, APPLIED, { configId: probe.nonce, statusCode: 500 }));
    },
  },
  {
    id: 'CMP-29',
    needs: { operator: true },
    async run(probe) {
      // The server may take it as a report or not; it must not take it as a failure.
      const { client, endpoint } = await probe.start();
      const configId = await probe.operator.setConfiguration(endpoint, { period: 1 });
      success(await probe.ask(client, endpoint, CONFIG, { configId }));
      const status = await probe.operator.configurationStatus(endpoint, configId);
      demand(status !== 'FAILED', 'applied, or not reported yet', String(status));
    },
  },
];
