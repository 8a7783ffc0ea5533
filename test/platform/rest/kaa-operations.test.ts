import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connected, publish } from '../../helpers/wire-client.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
beforeEach(async () => {
  rest = await openRest();
});
afterEach(async () => {
  await rest.app.close();
  await rest.platform.stop();
});

describe('/kaa/faults', () => {
  test('armed, listed with how often it struck, shown, and taken away', async () => {
    const spec = { kind: 'late', byMs: 50, extension: 'dcx', rate: 0.5, window: { toMs: 1000 } };
    const armed = await rest.call('POST', '/kaa/faults', spec);
    expect(armed).toMatchObject({ status: 201, headers: { location: '/kaa/faults/f1' } });
    const info = { ...spec, id: 'f1', armedAt: NOW_TEXT, struck: 0, state: 'armed' };
    expect(armed.body).toEqual(info);
    expect((await rest.call('GET', '/kaa/faults')).body).toEqual({ faults: [info] });
    expect((await rest.call('GET', '/kaa/faults/f1')).body).toEqual(info);
    expect((await rest.call('GET', '/kaa/status')).body.faults).toEqual({ armed: 1, struck: 0 });
    expect((await rest.call('DELETE', '/kaa/faults/f1')).body).toEqual(info);
    expect(await rest.call('DELETE', '/kaa/faults/f1')).toMatchObject({ status: 404 });
    expect(await rest.call('GET', '/kaa/faults/f1')).toMatchObject({ status: 404 });
  });

  test('all are taken away at once', async () => {
    for (const id of ['a', 'b']) await rest.call('POST', '/kaa/faults', { kind: 'no-answer', id });
    const { body } = await rest.call('DELETE', '/kaa/faults');
    expect(body.faults.map(({ id }: { id: string }) => id)).toEqual(['a', 'b']);
    expect((await rest.call('GET', '/kaa/faults')).body).toEqual({ faults: [] });
  });

  test.each([
    [{ kind: 'explode' }, 'the body kind'],
    [{ kind: 'late' }, 'needs how late it is'],
    [{ kind: 'no-answer', rat: 0.5 }, 'rat'],
    [{ kind: 'no-answer', extension: 'dcxx' }, 'did you mean "dcx"?'],
    [undefined, 'body'],
    [[], 'body'],
  ])('%j is refused: %s', async (body, message) => {
    const answer = await rest.call('POST', '/kaa/faults', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
    expect(rest.platform.faults.list()).toEqual([]);
  });
});

describe('/kaa/endpoints/{id}/disconnect', () => {
  test('ends the connection; 409 when there is none, 404 when there is no endpoint', async () => {
    await rest.platform.start();
    const url = `/kaa/endpoints/${rest.idOf('alpha')}/disconnect`;
    expect(await rest.call('POST', url, {})).toMatchObject({ status: 409 });
    const device = await connected(rest.platform.connect(), 'device');
    device.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await device.quiet();
    // A page in a browser could send this.
    expect(await rest.call('POST', url)).toMatchObject({ status: 400 });
    expect(await rest.call('POST', url, {})).toMatchObject({ status: 200, body: { clients: ['device'] } });
    await expect.poll(() => device.ended).toBe(true);
    expect(await rest.call('POST', '/kaa/endpoints/nobody/disconnect', {})).toMatchObject({ status: 404 });
  });
});

describe('/kaa/restart', () => {
  test('answers first, restarts then', async () => {
    await rest.platform.start();
    const device = await connected(rest.platform.connect(), 'device');
    expect(await rest.call('POST', '/kaa/restart', { downMs: 100 })).toMatchObject({
      status: 202,
      body: { downMs: 100, restarts: 0 },
    });
    await expect.poll(() => device.ended).toBe(true);
    expect((await rest.call('GET', '/kaa/status')).body.restarts).toBe(0);
    await rest.clock.advance(100);
    await expect.poll(async () => (await rest.call('GET', '/kaa/status')).body.restarts).toBe(1);
  });

  test.each([[{ downMs: -1 }], [{ downMs: 1e9 }], [{ down: 5 }], [undefined]])(
    '%j is refused',
    async (body) => {
      expect(await rest.call('POST', '/kaa/restart', body)).toMatchObject({ status: 400 });
    },
  );
});
