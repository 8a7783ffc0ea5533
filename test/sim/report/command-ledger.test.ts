/** Goal: of a refused message of results, only what was over before it counts against the endpoint. */
import { beforeEach, expect, test } from 'vitest';
import type { EntryOf, EventOf } from '../../../src/kernel/journal.js';
import { CommandLedger } from '../../../src/sim/report/command-ledger.js';
import { Latencies } from '../../../src/sim/report/latencies.js';

const command = (commandId: number) => ({ endpointId: 'e1', commandType: 'boil', commandId });
const topicOf = (requestId: number) => `kp1/v1/cex/alpha/result/boil/${requestId}`;

let ledger: CommandLedger;
beforeEach(async () => {
  ledger = new CommandLedger(await Latencies.create());
});

const pending = (commandId: number) =>
  ledger.read({
    ...command(commandId),
    type: 'cex.command-pending',
    seq: 0,
    at: 0,
  } as EventOf<'cex.command-pending'>);

const executed = (commandId: number) => {
  const event = { ...command(commandId), type: 'cex.command-executed', statusCode: 200, seq: 0, at: 5 };
  ledger.read(event as EventOf<'cex.command-executed'>);
};

/** @param blanks makes the message so much longer */
function received(requestId: number, ids: readonly number[], blanks = 0): void {
  const payload = JSON.stringify(ids.map((id) => ({ id, statusCode: 200 }))) + ' '.repeat(blanks);
  const entry: EntryOf<'kpc.message-received'> = {
    type: 'kpc.message-received',
    client: 'c',
    topic: topicOf(requestId),
    qos: 1,
    payload,
  };
  ledger.received(entry);
}

const refused = (requestId: number) =>
  ledger.read({
    ...{
      type: 'kpc.request-refused',
      seq: 0,
      at: 5,
      client: 'c',
      endpointId: 'e1',
      topic: topicOf(requestId),
    },
    ...{ extensionInstance: 'cex', statusCode: 404, reason: '' },
  } as EventOf<'kpc.request-refused'>);

const duplicates = () => ledger.report(0).duplicate;

test('a command that the refused message itself has ended is no duplicate; one that an earlier has is', () => {
  pending(1);
  received(1, [1, 99]);
  executed(1);
  refused(1);
  expect(ledger.report(0)).toMatchObject({ answered: 1, late: 0, duplicate: 0 });
  received(2, [1]);
  refused(2);
  expect(duplicates()).toBe(1);
});

test('a message counts once, however often its refusal is told', () => {
  pending(1);
  received(1, [1]);
  executed(1);
  received(2, [1]);
  refused(2);
  refused(2);
  expect(duplicates()).toBe(1);
});

test('long payloads are forgotten, the oldest first; the latest is kept, however long it is', () => {
  pending(1);
  received(1, [1]);
  executed(1);
  received(2, [1], 40_000);
  received(3, [1], 40_000);
  refused(2);
  expect(duplicates()).toBe(0);
  refused(3);
  expect(duplicates()).toBe(1);
  received(4, [1], 100_000);
  refused(4);
  expect(duplicates()).toBe(2);
});
