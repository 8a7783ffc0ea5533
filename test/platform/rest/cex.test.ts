import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connected, publish, type WireClient } from '../../helpers/wire-client.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
let device: WireClient | undefined;
const CEX = '/cex/api/v1';

beforeEach(async () => {
  rest = await openRest();
});

afterEach(async () => {
  device?.destroy();
  device = undefined;
  await rest.platform.stop();
});

const urlOf = (token: string, type = 'zero') => `${CEX}/endpoints/${rest.idOf(token)}/commands/${type}`;

/** A client that speaks for alpha. */
async function connectDevice(): Promise<WireClient> {
  await rest.platform.start();
  device = await connected(rest.platform.connect(), 'device');
  device.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[{"a":1}]'));
  await device.quiet();
  return device;
}

async function answer(wire: WireClient, result: object): Promise<void> {
  const { payload } = await wire.take('publish');
  const [{ id }] = JSON.parse(payload.toString());
  wire.send(publish('kp1/demo-v1/cex/alpha/result/zero', JSON.stringify([{ id, ...result }])));
}

describe('POST /endpoints/{id}/commands/{type} (reference 7.2)', () => {
  it('without awaitTimeout: 202 at once, Location, and the command waits', async () => {
    const { status, body, headers } = await rest.call('POST', urlOf('alpha'), { a: [1] });
    expect(status).toBe(202);
    expect(headers.location).toBe(`${urlOf('alpha')}/${body.commandId}`);
    expect(await rest.call('GET', headers.location as string)).toMatchObject({ status: 200, body });
    expect(body).toEqual({
      commandId: expect.any(Number),
      commandType: 'zero',
      endpointId: rest.idOf('alpha'),
      status: 'PENDING',
      statusCode: null,
      reasonPhrase: null,
      requestPayload: { a: [1] },
      responsePayload: null,
      createdAt: NOW_TEXT,
      updatedAt: NOW_TEXT,
    });
  });

  it('200 and the payload of the result when the endpoint answers in time', async () => {
    const wire = await connectDevice();
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=5`, { a: 1 });
    await answer(wire, { statusCode: 200, payload: { done: true } });
    const { status, body, headers } = await waiting;
    expect({ status, body }).toEqual({ status: 200, body: { done: true } });
    const shown = await rest.call('GET', headers.location as string);
    expect(shown.body).toMatchObject({
      status: 'EXECUTED',
      statusCode: 200,
      responsePayload: { done: true },
    });
  });

  it('202 when it does not', async () => {
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=2.5`, {});
    await rest.clock.advance(2499, turn);
    let over = false;
    void waiting.then(() => {
      over = true;
    });
    await turn();
    expect(over).toBe(false);
    await rest.clock.advance(1);
    expect(await waiting).toMatchObject({ status: 202, body: { status: 'PENDING' } });
  });

  it('202 when the platform ends meanwhile, and nothing is left waiting', async () => {
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=60`, {});
    await turn();
    await rest.app.close();
    expect((await waiting).status).toBe(202);
    expect(rest.clock.pending().filter((label) => label.includes('waits for a command'))).toEqual([]);
  });

  it('400 when the command expires before, and the descriptor says EXPIRED', async () => {
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=5&commandTtl=1000`, {});
    await turn();
    await rest.clock.advance(1000, turn);
    expect(await waiting).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('expired') },
    });
    expect((await rest.call('GET', `${urlOf('alpha')}/last`)).body.status).toBe('EXPIRED');
  });

  it('a failing endpoint: 200 and its payload by default (open question 19)', async () => {
    const wire = await connectDevice();
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=5`);
    await answer(wire, { statusCode: 409, reasonPhrase: 'busy', payload: { why: 'busy' } });
    expect(await waiting).toMatchObject({ status: 200, body: { why: 'busy' } });
  });

  it('commandFailure: pass-through hands its status code on', async () => {
    rest = await openRest({ commandFailure: 'pass-through' });
    const wire = await connectDevice();
    const waiting = rest.call('POST', `${urlOf('alpha')}?awaitTimeout=5`);
    await answer(wire, { statusCode: 409, reasonPhrase: 'busy', payload: { why: 'x' } });
    const body = { message: 'busy', status: 409, payload: { why: 'x' } };
    expect(await waiting).toMatchObject({ status: 409, body });
  });

  it('a text as text/plain is a text; no body is no payload', async () => {
    const text = await rest.call('POST', urlOf('alpha'), '{"not": json', { 'content-type': 'text/plain' });
    expect(text.body.requestPayload).toBe('{"not": json');
    expect((await rest.call('POST', urlOf('alpha'))).body.requestPayload).toBe(null);
    const empty = await rest.call('POST', urlOf('alpha'), '', { 'content-type': 'application/json' });
    expect(empty).toMatchObject({ status: 202, body: { requestPayload: null } });
  });

  it.each([
    ['?awaitTimeout=61', '{}', 400, /the query awaitTimeout/],
    ['?awaitTimeout=soon', '{}', 400, /the query awaitTimeout/],
    ['?commandTtl=-1', '{}', 400, /the query commandTtl/],
    ['?commandTtl=1.5', '{}', 400, /the query commandTtl/],
    ['', '{"a":', 400, /not JSON: line 1, column 6/],
  ])('%s %s is refused, and no command is made', async (query, body, status, message) => {
    const answered = await rest.call('POST', `${urlOf('alpha')}${query}`, body);
    expect(answered).toMatchObject({ status, body: { message: expect.stringMatching(message) } });
    expect((await rest.call('GET', `${urlOf('alpha')}/last`)).status).toBe(404);
  });

  it('refuses other content types, illegal command types and unknown endpoints', async () => {
    const xml = await rest.call('POST', urlOf('alpha'), '<a/>', { 'content-type': 'text/xml' });
    expect(xml.status).toBe(415);
    expect((await rest.call('POST', urlOf('alpha', 'a%2Fb'), {})).status).toBe(400);
    expect((await rest.call('POST', `${CEX}/endpoints/nobody/commands/zero`, {})).status).toBe(404);
  });
});

describe('looking up and deleting', () => {
  it('last, by endpoint, newest of each type, and all of an application in pages', async () => {
    for (const [token, type] of [
      ['alpha', 'zero'],
      ['alpha', 'one'],
      ['alpha', 'zero'],
      ['gamma', 'zero'],
    ]) {
      await rest.call('POST', urlOf(token as string, type), {});
    }
    const idOf = async (url: string) => (await rest.call('GET', url)).body.commandId;
    const newest = await idOf(`${urlOf('alpha')}/last`);
    const ofAlpha = await rest.call(
      'GET',
      `${CEX}/endpoints/commands?endpointId=${rest.idOf('alpha')}&commandTypes=zero`,
    );
    expect(ofAlpha.body).toHaveLength(1);
    expect(ofAlpha.body[0].commands.map((one: { commandId: number }) => one.commandId)).toEqual([
      newest - 2,
      newest,
    ]);
    const last = await rest.call('POST', `${CEX}/endpoints/commands/last`, {
      endpointIds: [rest.idOf('alpha')],
    });
    expect(last.body[0].commands.map((one: { commandType: string }) => one.commandType)).toEqual([
      'zero',
      'one',
    ]);
    expect(last.body[0].commands[0].commandId).toBe(newest);
    const page = await rest.call('GET', `${CEX}/endpoints/commands/demo?size=2&page=1&sort=commandId,desc`);
    // Four, and the one that the blueprint declares for beta.
    expect(page.body).toMatchObject({
      totalElements: 5,
      totalPages: 3,
      number: 1,
      first: false,
      last: false,
    });
    expect(page.body.content[0].commandId).toBe(newest - 1);
    expect((await rest.call('GET', `${CEX}/endpoints/commands/demo?sort=payload`)).status).toBe(400);
    expect((await rest.call('GET', `${CEX}/endpoints/commands`)).status).toBe(400);
  });

  it('a deleted command is forgotten, and not sent to the endpoint any more', async () => {
    const { headers } = await rest.call('POST', urlOf('alpha'), {});
    expect((await rest.call('DELETE', headers.location as string)).status).toBe(204);
    expect((await rest.call('DELETE', headers.location as string)).status).toBe(404);
    expect((await rest.call('GET', headers.location as string)).status).toBe(404);
    const wire = await connectDevice();
    wire.send(publish('kp1/demo-v1/cex/alpha/command/zero/7', '{}'));
    const answers = (await wire.quiet()).map(({ topic, payload }) => ({ topic, payload }));
    expect(answers).toEqual([{ topic: 'kp1/demo-v1/cex/alpha/command/zero/7/status', payload: '[]' }]);
  });
});

describe('batches', () => {
  it('by endpoints: a task that counts what becomes of the commands', async () => {
    const wire = await connectDevice();
    const endpointIds = [rest.idOf('alpha'), rest.idOf('beta')];
    const url = `${CEX}/endpoints/commands/zero/batch/by-endpoints?commandTtl=1000`;
    const { body } = await rest.call('POST', url, { payload: { a: 1 }, endpointIds });
    await answer(wire, { statusCode: 200, payload: {} });
    await wire.quiet();
    const list = `${CEX}/endpoints/commands/batch/tasks?appName=demo`;
    const counts = { pendingCount: 1, executedCount: 1, expiredCount: 0 };
    expect((await rest.call('GET', list)).body).toEqual({
      totalElements: 1,
      content: [
        {
          ...{ taskId: body.taskId, filterId: null, commandType: 'zero', requestPayload: { a: 1 } },
          ...{ createdAt: NOW_TEXT, ...counts },
        },
      ],
    });
    await rest.clock.advance(1000);
    const one = await rest.call('GET', `${CEX}/endpoints/commands/batch/tasks/${body.taskId}`);
    expect(one.body).toMatchObject({
      executed: [{ endpointId: endpointIds[0] }],
      expired: [{ endpointId: endpointIds[1] }],
      pending: [],
    });
  });

  it('by filter: those that match, once the filter is active', async () => {
    const filter = { name: 'f', mongoQuery: { 'metadata.serial': 'A-1' } };
    const { body } = await rest.call('POST', '/epr/api/v1/applications/demo/filters', filter);
    const url = `${CEX}/endpoints/commands/zero/batch/by-filter?filterId=${body.id}`;
    expect((await rest.call('POST', url, {})).status).toBe(400);
    await rest.clock.advance(1);
    const { body: task } = await rest.call('POST', url, { a: 1 });
    const one = await rest.call('GET', `${CEX}/endpoints/commands/batch/tasks/${task.taskId}`);
    expect(one.body.pending).toMatchObject([{ endpointId: rest.idOf('alpha') }]);
  });

  it('all or nothing: one unknown endpoint, no command', async () => {
    const url = `${CEX}/endpoints/commands/zero/batch/by-endpoints`;
    const refused = await rest.call('POST', url, { endpointIds: [rest.idOf('alpha'), 'nobody'] });
    expect(refused.status).toBe(404);
    expect((await rest.call('GET', `${urlOf('alpha')}/last`)).status).toBe(404);
    const mixed = { endpointIds: [rest.idOf('alpha'), rest.idOf('alpha', 'other')] };
    expect((await rest.call('POST', url, mixed)).status).toBe(400);
  });
});

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
