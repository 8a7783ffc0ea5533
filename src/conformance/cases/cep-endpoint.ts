/**
 * Cases of 11/CEP that an endpoint can tell alone, without commands being sent.
 *
 * Command types contain the nonce of their case, so nothing is outstanding for them.
 */
import { arrayOf, demand, describe, refused, same, success } from '../judge.js';
import type { Case } from './case.js';

export const CEP_ENDPOINT_CASES: readonly Case[] = [
  {
    id: 'CEP-01',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, `cex/command/${probe.nonce}`, {}));
      refused(
        await probe.ask(client, endpoint, 'cex/nosuchresource/reboot', {}),
        'there is no such resource',
      );
    },
  },
  {
    id: 'CEP-03',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, `cex/command/Aa0${probe.nonce}`, {}));
      for (const type of ['a.b', 'a b', 'ä']) {
        refused(await probe.ask(client, endpoint, `cex/command/${type}`, {}), `"${type}" is no command type`);
      }
    },
  },
  {
    id: 'CEP-04',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const payload of ['{', '[]', '"text"', '{"observe":"yes"}', '{"unheard":1}']) {
        const answer = await probe.ask(client, endpoint, `cex/command/${probe.nonce}`, payload);
        refused(answer, `${payload} is no request for commands`);
      }
    },
  },
  {
    id: 'CEP-08',
    async run(probe) {
      // The server may know it or not; either way there is an answer.
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, 'cex/command', {});
      if (answer.outcome === 'status') arrayOf(answer);
    },
  },
  {
    id: 'CEP-14',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, `cex/command/${probe.nonce}`, {});
      same(arrayOf(answer), [], 'with none outstanding');
    },
  },
  {
    id: 'CEP-17',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      success(await probe.ask(client, endpoint, `cex/result/${probe.nonce}`, []));
    },
  },
  {
    id: 'CEP-18',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const wrong = [
        '[',
        '[5]',
        '"done"',
        '[{"id":1}]',
        '[{"statusCode":200}]',
        '[{"id":"1","statusCode":200}]',
      ];
      for (const payload of wrong) {
        const answer = await probe.ask(client, endpoint, `cex/result/${probe.nonce}`, payload);
        refused(answer, `${payload} is no list of results`);
      }
    },
  },
  {
    id: 'CEP-21',
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const answer = await probe.ask(client, endpoint, `cex/result/${probe.nonce}`, []);
      if (answer.payload.length === 0) return;
      const body: unknown = JSON.parse(answer.payload.toString('utf8'));
      const hasForm =
        typeof body === 'object' && body !== null && 'statusCode' in body && 'reasonPhrase' in body;
      demand(hasForm, 'an empty answer, or one with statusCode and reasonPhrase', describe(answer));
    },
  },
];
