import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { snapshotDoor } from '../../../src/facade/snapshots.js';
import { openRest, type RestBench } from './harness.js';

let home: string;
let rest: RestBench;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-rest-'));
  rest = await openRest();
  const { platform } = rest;
  platform.snapshots = snapshotDoor(platform, async () => platform.state.reset());
});
afterEach(async () => {
  await rest.app.close();
  await rm(home, { recursive: true });
});

const ask = (action: string, body?: unknown) => rest.call('POST', `/kaa/snapshot/${action}`, body);

test('a state is saved, changed, and loaded again', async () => {
  const folder = join(home, 'state');
  const saved = await ask('save', { folder });
  expect(saved).toMatchObject({ status: 200, body: { folder, endpoints: 5, timeSeries: 0 } });
  rest.platform.unregister(rest.idOf('alpha'));
  expect(await ask('load', { folder })).toMatchObject({ status: 200, body: { ...saved.body, endpoints: 5 } });
  expect(rest.platform.endpoints()).toHaveLength(5);
});

test('reset goes back to what the blueprint declares', async () => {
  rest.platform.unregister(rest.idOf('alpha'));
  expect(await ask('reset', {})).toMatchObject({ status: 200, body: { endpoints: 5 } });
});

test('a snapshot that is wrong is refused with every problem, and nothing changes', async () => {
  const folder = join(home, 'state');
  await ask('save', { folder });
  await writeFile(join(folder, 'tokens.json'), '[');
  rest.platform.unregister(rest.idOf('alpha'));
  const { status, body } = await ask('load', { folder });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'SNAPSHOT_INVALID', problems: [{ file: 'tokens.json' }] });
  expect(rest.platform.endpoints()).toHaveLength(4);
});

test.each([
  [{ folder: 'relative' }, 'the body folder: must be a whole path'],
  [{}, 'missing "folder"'],
  [{ folder: '/nowhere/at/all' }, 'There is no snapshot in /nowhere/at/all.'],
])('%j is refused: %s', async (body, message) => {
  const answer = await ask('load', body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toContain(message);
});

test('only callers on this machine are heard, and no page that a browser shows', async () => {
  const reset = async (request: object) => {
    const common = { method: 'POST', url: '/kaa/snapshot/reset', payload: {} } as const;
    return (await rest.app.inject({ ...common, ...request })).statusCode;
  };
  rest.platform.unregister(rest.idOf('alpha'));
  expect(await reset({ remoteAddress: '192.0.2.1' })).toBe(403);
  expect(await reset({ headers: { host: 'attacker.example' } })).toBe(403);
  expect(await reset({ payload: undefined })).toBe(400);
  expect(await reset({ payload: '{}', headers: { 'content-type': 'text/plain' } })).toBe(415);
  expect(rest.platform.endpoints()).toHaveLength(4);
  expect(await reset({ headers: { host: '127.0.0.1:8080' } })).toBe(200);
});

test('a platform without files behind it says so', async () => {
  rest.platform.snapshots = undefined;
  expect(await ask('reset', {})).toMatchObject({ status: 403 });
});
