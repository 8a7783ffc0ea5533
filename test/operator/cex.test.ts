/**
 * Invoking a command by REST: what is sent, and what is made of every way in which it can end. [7/7.2]
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { type Invocation, invokeCommand } from '../../src/operator/cex.js';
import { FakeRest } from './fake-rest.js';

let fake: FakeRest;
beforeAll(async () => {
  fake = await FakeRest.open();
});
afterAll(() => fake.close());
beforeEach(() => fake.reset());

const WHERE = '/cex/api/v1/endpoints/e%201/commands/reboot';
const headers = { location: `${WHERE}/7` };
const invocation: Invocation = {
  endpointId: 'e 1',
  type: 'reboot',
  payload: { in: 5 },
  awaitMs: 1500,
  ttlMs: 60_000,
};
const descriptor = (members: object) => ({
  body: {
    commandId: 7,
    commandType: 'reboot',
    requestPayload: { in: 5 },
    responsePayload: null,
    statusCode: null,
    reasonPhrase: null,
    ...members,
  },
});
const executed = descriptor({ status: 'EXECUTED', statusCode: 200, responsePayload: { ok: true } });
const pending = descriptor({ status: 'PENDING' });

it('answered in time: payload, status code and time from the command that the answer points to', async () => {
  fake.on(`POST ${WHERE}`, { headers, body: { ok: true } }).on(`GET ${WHERE}/7`, executed);
  const outcome = await invokeCommand(fake.rest(), invocation);
  expect(outcome).toEqual({
    endpointId: 'e 1',
    commandType: 'reboot',
    commandId: 7,
    outcome: 'executed',
    statusCode: 200,
    reasonPhrase: null,
    requestPayload: { in: 5 },
    responsePayload: { ok: true },
    elapsedMs: expect.any(Number),
  });
  const [sent] = fake.asked;
  expect(sent?.body).toEqual({ in: 5 });
  expect(Object.fromEntries(sent?.query ?? [])).toEqual({ awaitTimeout: '2', commandTtl: '60000' });
});

it('without a Location it is the last command of its type', async () => {
  fake.on(`POST ${WHERE}`, { body: { ok: true } }).on(`GET ${WHERE}/last`, executed);
  expect(await invokeCommand(fake.rest(), invocation)).toMatchObject({ commandId: 7, outcome: 'executed' });
});

it('a Kaa that shows no commands: what the answer says is all there is', async () => {
  fake.on(`POST ${WHERE}`, { body: { ok: true } });
  expect(await invokeCommand(fake.rest(), invocation)).toMatchObject({
    commandId: null,
    outcome: 'executed',
    responsePayload: { ok: true },
  });
  fake.on(`POST ${WHERE}`, { status: 202 });
  expect(await invokeCommand(fake.rest(), { ...invocation, awaitMs: 0 })).toMatchObject({
    outcome: 'pending',
  });
});

it('the endpoint answered with an error: failed, whether Kaa passes the status code on or not', async () => {
  const failed = descriptor({ status: 'EXECUTED', statusCode: 409, reasonPhrase: 'Busy' });
  fake.on(`GET ${WHERE}/7`, failed);
  for (const answer of [
    { status: 200, headers },
    { status: 409, headers, body: { message: 'Busy' } },
  ]) {
    fake.on(`POST ${WHERE}`, answer);
    expect(await invokeCommand(fake.rest(), invocation)).toMatchObject({
      outcome: 'failed',
      statusCode: 409,
      reasonPhrase: 'Busy',
    });
  }
});

it('400 because it expired, with a Location: expired', async () => {
  fake
    .on(`POST ${WHERE}`, { status: 400, headers, body: { message: 'expired' } })
    .on(`GET ${WHERE}/7`, descriptor({ status: 'EXPIRED' }));
  expect(await invokeCommand(fake.rest(), invocation)).toMatchObject({ outcome: 'expired' });
});

it('400 without a Location is a refusal, whatever was invoked before', async () => {
  fake.on(`POST ${WHERE}`, { status: 400, body: { message: 'bad JSON' } }).on(`GET ${WHERE}/last`, executed);
  await expect(invokeCommand(fake.rest(), invocation)).rejects.toThrow(/bad JSON \(400 to POST/);
});

it('awaited for longer than Kaa waits: looked up every second until it is answered', async () => {
  const clock = new VirtualClock();
  let looks = 0;
  fake
    .on(`POST ${WHERE}`, { status: 202, headers })
    .on(`GET ${WHERE}/7`, () => (++looks < 4 ? pending : executed));
  const waiting = invokeCommand(fake.rest({ clock }), { ...invocation, awaitMs: 90_000 });
  const isOver = waiting.then(() => true);
  while (!(await Promise.race([isOver, new Promise((next) => setImmediate(next, false))]))) {
    if (clock.pending().includes('next look at a command')) await clock.advance(1000);
  }
  expect(await waiting).toMatchObject({ outcome: 'executed', elapsedMs: 3000 });
  expect(fake.asked[0]?.query.get('awaitTimeout')).toBe('60');
});

it('not awaited: one look, then pending', async () => {
  fake.on(`POST ${WHERE}`, { status: 202, headers }).on(`GET ${WHERE}/7`, pending);
  const outcome = await invokeCommand(fake.rest(), { ...invocation, awaitMs: 0 });
  expect(outcome).toMatchObject({ outcome: 'pending', commandId: 7 });
  expect(fake.lines).toEqual([`POST ${WHERE}`, `GET ${WHERE}/7`]);
});
