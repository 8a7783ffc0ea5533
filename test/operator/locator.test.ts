/**
 * Finding the local platform that runs: files in a folder of the user, one for each platform.
 */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  announce,
  findRunning,
  type ProcessHost,
  restUrlOf,
  runningPlatforms,
  runtimeFolder,
} from '../../src/facade/locator.js';

let base: string;
let dead: Set<number>;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'kaa-locator-'));
  dead = new Set();
});
afterEach(() => rm(base, { recursive: true, force: true }));

const host = (pid = 1): ProcessHost => ({
  pid,
  folder: join(base, 'kaa'),
  isAlive: (other) => !dead.has(other),
});
const ready = (name: string, port = 1883) => ({
  ready: true,
  mqtt: `mqtt://127.0.0.1:${port}`,
  http: `http://127.0.0.1:${port + 1}`,
  certificateAuthority: '/some/file.pem',
  blueprint: { name, folder: `/projects/${name}`, tenant: 'kaa' },
  seed: 1,
});

it('announced, found, removed: addresses and blueprint, and nothing else', async () => {
  const announced = await announce(host(), ready('a'), Date.UTC(2024, 4, 1));
  expect(await runningPlatforms(host(2))).toEqual([
    {
      pid: 1,
      startedAt: '2024-05-01T00:00:00.000Z',
      blueprint: { name: 'a', folder: '/projects/a' },
      addresses: { mqtt: 'mqtt://127.0.0.1:1883', http: 'http://127.0.0.1:1884' },
    },
  ]);
  expect(restUrlOf(await findRunning(host(2)))).toBe('http://127.0.0.1:1884');
  await announced.remove();
  await expect(findRunning(host(2))).rejects.toMatchObject({ code: 'PLATFORM_NOT_RUNNING' });
});

it('only the owner may read the file', async () => {
  await announce(host(), ready('a'), 0);
  const [file] = await readdir(join(base, 'kaa'));
  expect(file).toBe('1-1883.json');
  expect((await stat(join(base, 'kaa', file as string))).mode & 0o777).toBe(0o600);
  expect((await stat(join(base, 'kaa'))).mode & 0o777).toBe(0o700);
});

it('what a crashed platform or another program has left behind is ignored and deleted', async () => {
  await announce(host(1), ready('a'), 0);
  await announce(host(2), ready('b', 2000), 1);
  await writeFile(join(base, 'kaa', '3-1.json'), '{"pid": 3');
  await writeFile(join(base, 'kaa', '4-1.json'), '{"pid": "4"}');
  dead.add(1);
  expect((await runningPlatforms(host())).map(({ pid }) => pid)).toEqual([2]);
  expect(await readdir(join(base, 'kaa'))).toEqual(['2-2000.json']);
});

it('several: that of the blueprint; of two blueprints nobody is preferred', async () => {
  await announce(host(1), ready('a'), 0);
  await announce(host(2), ready('b', 2000), 1);
  expect(await findRunning(host(), { blueprintFolder: '/projects/a' })).toMatchObject({ pid: 1 });
  const unclear = findRunning(host(), { blueprintFolder: '/projects/c' });
  await expect(unclear).rejects.toMatchObject({ code: 'PLATFORM_AMBIGUOUS' });
  await expect(unclear).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:2001 {2}b in \/projects\/b\n.*a in \/projects\/a/,
  );
});

it('the only one will do, unless a blueprint was named', async () => {
  await announce(host(1), ready('a'), 0);
  expect(await findRunning(host(), { blueprintFolder: '/projects/c' })).toMatchObject({ pid: 1 });
  const named = findRunning(host(), { blueprintFolder: '/projects/c', onlyThat: true });
  await expect(named).rejects.toMatchObject({ code: 'PLATFORM_NOT_RUNNING' });
});

it('a folder that cannot be used is no reason not to run', async () => {
  await writeFile(join(base, 'kaa'), 'in the way');
  const announced = await announce(host(), ready('a'), 0);
  await announced.remove();
  expect(await runningPlatforms(host())).toEqual([]);
  expect(await readFile(join(base, 'kaa'), 'utf8')).toBe('in the way');
  await chmod(base, 0o700);
});

it('the folder: under XDG_RUNTIME_DIR, else one of the user among the temporary ones', () => {
  expect(runtimeFolder('/run/user/1')).toBe('/run/user/1/kaa');
  for (const none of [undefined, '']) expect(runtimeFolder(none)).toMatch(/kaa-\w+$/);
});
