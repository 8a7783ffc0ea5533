/**
 * Cases of 11/CEP with commands from the platform's side.
 */
import { arrayOf, asObject, demand, describe, NotApplicable, parse, same, show, success } from '../judge.js';
import type { Endpoint } from '../operator.js';
import { type Answer, type Probe, topicsOf } from '../probe.js';
import type { Message, WireClient } from '../wire/wire.js';
import { type Case, HTTP_LACKS } from './case.js';

const COMMANDS = 'cex/command/reboot';
const RESULT = 'cex/result/reboot';
const PUSHED = { operator: true, mqtt: HTTP_LACKS.pushes } as const;
/** Life of a command that is to expire, and how long to wait for that. */
const TTL_MS = 20;
const EXPIRY_MS = 60;

const idsIn = (list: readonly unknown[]) => list.map((entry) => asObject(entry).id);

/** The IDs in an answer, lowest first. */
const idsOf = (answer: Answer) => idsIn(arrayOf(answer)).sort((a, b) => Number(a) - Number(b));

/** The IDs in a push. */
function pushedIds(message: Message): unknown[] {
  const list = parse(message.payload);
  demand(Array.isArray(list), 'a JSON array of commands', describe(message));
  return idsIn(list);
}

/** Sends commands of the type reboot, with the payloads 1, 2, …. @returns their IDs */
async function invoke(probe: Probe, endpoint: Endpoint, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let payload = 1; payload <= count; payload++) {
    const { commandId } = await probe.operator.invokeCommand(endpoint, { type: 'reboot', payload });
    ids.push(commandId);
  }
  return ids;
}

/** What came of cex from a place in the inbox on. */
const fromCex = (probe: Probe, client: WireClient, from: number) => probe.everythingFrom('cex', client, from);

/** Sends a command, and fails unless the endpoint is sent it. */
async function commandArrives(probe: Probe, client: WireClient, endpoint: Endpoint): Promise<number> {
  const from = client.inbox.length;
  const [commandId] = (await invoke(probe, endpoint, 1)) as [number];
  await probe.push(client, from, endpoint, COMMANDS, (message) => pushedIds(message).includes(commandId));
  return commandId;
}

const done = (...ids: readonly number[]) => ids.map((id) => ({ id, statusCode: 200 }));

export const CEP_PLATFORM_CASES: readonly Case[] = [
  {
    id: 'CEP-02',
    needs: PUSHED,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, COMMANDS, { observe: true });
      for (let count = 0; count < 3; count++) await commandArrives(probe, client, endpoint);
    },
  },
  {
    id: 'CEP-05',
    needs: PUSHED,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, COMMANDS, { observe: false });
      await probe.ask(client, endpoint, COMMANDS, { observe: true });
      await commandArrives(probe, client, endpoint);
      const from = client.inbox.length;
      await invoke(probe, endpoint, 1);
      const messages = await fromCex(probe, client, from);
      demand(messages.length === 1, 'a new command to be sent once', topicsOf(messages));
    },
  },
  {
    id: 'CEP-06',
    needs: PUSHED,
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, COMMANDS, { observe: false });
      const from = client.inbox.length;
      await invoke(probe, endpoint, 1);
      const messages = await fromCex(probe, client, from);
      demand(messages.length === 0, 'nothing after "observe": false', topicsOf(messages));
    },
  },
  {
    id: 'CEP-07',
    needs: PUSHED,
    async run(probe) {
      // Pushing or not is the server's choice; what it pushes is the list of commands at the right place.
      const { client, endpoint } = await probe.start();
      await probe.ask(client, endpoint, 'dcx/json', []);
      const from = client.inbox.length;
      const ids = await invoke(probe, endpoint, 1);
      for (const message of await fromCex(probe, client, from)) {
        same(message.topic, probe.pushTopic(endpoint, COMMANDS), 'a push on');
        same(pushedIds(message), ids, 'the commands in it:');
      }
    },
  },
  {
    id: 'CEP-09',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await invoke(probe, endpoint, 1);
      await probe.operator.invokeCommand(endpoint, { type: 'zero' });
      const answer = await probe.ask(client, endpoint, 'cex/command', {});
      if (answer.outcome === 'error')
        throw new NotApplicable('the server has no resource for all command types');
      const types = arrayOf(answer).map((entry) => asObject(entry).type);
      same(types.sort(), ['reboot', 'zero'], 'the types of all commands:');
    },
  },
  {
    id: 'CEP-10',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const ids = await invoke(probe, endpoint, 3);
      await probe.operator.invokeCommand(endpoint, { type: 'zero' });
      same(
        idsOf(await probe.ask(client, endpoint, COMMANDS, {})),
        ids,
        'every outstanding command of the type:',
      );
      same(
        idsOf(await probe.ask(client, endpoint, COMMANDS, {})),
        ids,
        'and again, until there are results:',
      );
    },
  },
  {
    id: 'CEP-11',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      await invoke(probe, endpoint, 2);
      const answer = await probe.ask(client, endpoint, COMMANDS, {});
      for (const entry of arrayOf(answer)) {
        const command = asObject(entry, describe(answer));
        demand(Number.isInteger(command.id), 'an integer as id', describe(answer));
        const strange = Object.keys(command).filter((member) => !['id', 'payload'].includes(member));
        demand(strange.length === 0, 'no member beside id and payload', describe(answer));
      }
      same(
        arrayOf(answer).map((entry) => asObject(entry).payload),
        [1, 2],
        'the payloads:',
      );
    },
  },
  {
    id: 'CEP-12',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const [completed, kept] = (await invoke(probe, endpoint, 2)) as [number, number];
      await probe.operator.invokeCommand(endpoint, { type: 'reboot', ttlMs: TTL_MS });
      await probe.operator.elapse(EXPIRY_MS);
      success(await probe.ask(client, endpoint, RESULT, done(completed)));
      const ids = idsOf(await probe.ask(client, endpoint, COMMANDS, {}));
      same(ids, [kept], 'only what is neither completed nor expired:');
    },
  },
  {
    id: 'CEP-13',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const first = await invoke(probe, endpoint, 2);
      success(await probe.ask(client, endpoint, RESULT, done(...first)));
      await invoke(probe, endpoint, 2);
      const ids = [...first, ...idsOf(await probe.ask(client, endpoint, COMMANDS, {}))];
      demand(new Set(ids).size === 4, 'four commands to have four IDs', show(ids));
    },
  },
  {
    id: 'CEP-16',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      for (const statusCode of [200, 500]) {
        const command = await probe.operator.invokeCommand(endpoint, { type: 'reboot' });
        const results = [{ id: command.commandId, statusCode, reasonPhrase: 'so it is', payload: { a: 1 } }];
        success(await probe.ask(client, endpoint, RESULT, results));
      }
      same(idsOf(await probe.ask(client, endpoint, COMMANDS, {})), [], 'outstanding after both results:');
    },
  },
  {
    id: 'CEP-19',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const [first, second, third] = (await invoke(probe, endpoint, 3)) as [number, number, number];
      success(await probe.ask(client, endpoint, RESULT, done(first, third)));
      same(idsOf(await probe.ask(client, endpoint, COMMANDS, {})), [second], 'what is left:');
    },
  },
  {
    id: 'CEP-20',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const [first, second] = (await invoke(probe, endpoint, 2)) as [number, number];
      success(await probe.ask(client, endpoint, RESULT, done(first)));
      same(idsOf(await probe.ask(client, endpoint, COMMANDS, {})), [second], 'what is left:');
      success(await probe.ask(client, endpoint, RESULT, done(second)));
      same(idsOf(await probe.ask(client, endpoint, COMMANDS, {})), [], 'what is left then:');
    },
  },
  {
    id: 'CEP-22',
    needs: { operator: true },
    async run(probe) {
      const { client, endpoint } = await probe.start();
      const expiring = await probe.operator.invokeCommand(endpoint, { type: 'reboot', ttlMs: TTL_MS });
      await probe.operator.elapse(EXPIRY_MS);
      const expired = await probe.outcome(expiring.outcome, 'the caller to learn that the command expired');
      same(expired.status, 'EXPIRED', 'the outcome of a command to an endpoint that is away:');
      const command = await probe.operator.invokeCommand(endpoint, { type: 'reboot' });
      const results = [{ id: command.commandId, statusCode: 418, payload: 'no' }];
      success(await probe.ask(client, endpoint, RESULT, results));
      const { status, statusCode, payload } = await probe.outcome(
        command.outcome,
        'the caller to learn the result',
      );
      const expected = { status: 'EXECUTED', statusCode: 418, payload: 'no' };
      same({ status, statusCode, payload }, expected, 'the outcome of a command that was executed:');
      await notSentAgain(probe, client, endpoint);
    },
  },
];

/** Fails when a client that comes back is sent a command whose result is here. */
async function notSentAgain(probe: Probe, client: WireClient, endpoint: Endpoint): Promise<void> {
  if (probe.protocol === 'http') return;
  client.close();
  const again = await probe.client();
  await probe.ask(again, endpoint, 'dcx/json', []);
  const messages = await fromCex(probe, again, 0);
  demand(messages.length === 0, 'a command that was executed not to be sent again', topicsOf(messages));
}
