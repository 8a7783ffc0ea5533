/**
 * Goal: the operator's commands work on a live platform and fleet, found without being told where; `kaa exec` leaves nothing
 * behind. Method: processes as a person starts them, with the built program and real ports.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

let home: string;
let project: string;

const start = (args: string[]) =>
  execa(process.execPath, [PROGRAM, ...args], {
    cwd: project,
    env: { NO_COLOR: '1', XDG_RUNTIME_DIR: home },
    reject: false,
    timeout: 60_000,
  });
const json = async (...args: string[]) => JSON.parse((await start([...args, '--json'])).stdout);

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (what: () => boolean | Promise<boolean>) => {
  for (let tries = 0; tries < 200; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it has not come to be within 10 s');
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-operator-'));
  project = home;
  await start(['init', 'blueprint', 'my-building']);
  project = join(home, 'my-building');
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('a live fleet: endpoints, a command, time series, by token and without an address', async () => {
  const platform = start(['platform', 'start', '--port', '0', '--http-port', '0', '--json']);
  const { mqtt } = await new Promise<{ mqtt: string }>((resolve) =>
    platform.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()))),
  );
  const created = await json('endpoint', 'create', 'my-building-v1', '--token', 'e2e-1');
  expect(await json('endpoint', 'show', 'e2e-1')).toMatchObject({ endpointId: created.endpointId });

  const fleet = start([
    'sim',
    'run',
    'fleets/thermostats.yaml',
    '--target',
    mqtt,
    '--duration',
    '30s',
    '--json',
  ]);
  const token = 'thermostat-0001';
  await until(async () => {
    const { content } = await json('token', 'list', token);
    return content[0].status === 'Active';
  });
  const sent = await json(
    'command',
    'invoke',
    'set-setpoint',
    '--endpoint',
    token,
    '--payload',
    '{"setpoint": 22}',
  );
  expect(sent).toMatchObject({ outcome: 'executed', statusCode: 200, requestPayload: { setpoint: 22 } });
  const unknown = await start(['command', 'invoke', 'no-such-type', '--endpoint', token]);
  expect(unknown.exitCode).toBe(1);
  let points: { values: Record<string, unknown> }[] = [];
  await until(async () => {
    points = await json('data', 'last', '--endpoint', token, '--series', 'auto~temperature');
    return points.length > 0;
  });
  expect(points).toMatchObject([{ timeSeries: 'auto~temperature', values: { value: expect.any(Number) } }]);
  const plot = await start(['data', 'query', '--endpoint', token, '--plot']);
  expect(plot.stdout).toMatch(/auto~temperature of .*[\u2801-\u28ff]/s);
  expect((await json('platform', 'status')).running).toMatchObject([{ addresses: { mqtt } }]);

  fleet.kill('SIGINT');
  await fleet;
  platform.kill('SIGINT');
  expect((await platform).exitCode).toBe(0);
  expect(await json('platform', 'status')).toEqual({ running: [] });
});

describe('kaa exec', () => {
  const exec = (...command: string[]) => start(['exec', '--', ...command]);

  test('the command finds a platform that serves; its output and exit code are those of kaa', async () => {
    const script = `fetch(process.env.KAA_REST_URL + '/epr/api/v1/endpoints?limit=1')
      .then((answer) => answer.json())
      .then((page) => console.log(page.totalElements, process.env.KAA_APP_VERSION, process.env.KAA_TOKEN))
      .then(() => process.exit(7));`;
    const { exitCode, stdout, stderr } = await exec(process.execPath, '-e', script);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^[1-9]\d* my-building-v1 thermostat-a$/),
      stderr: '',
    });
  });

  test('no such program: 127, and it says so', async () => {
    const { exitCode, stderr } = await exec('no-such-program-anywhere');
    expect(exitCode).toBe(127);
    expect(stderr).toMatch(/^Error: There is no program "no-such-program-anywhere"\.\n {2}→ /);
  });

  /** A command with a child that ignores polite signals; the IDs of both are in a file. */
  const stubborn = async (name: string) => {
    const file = join(home, name);
    const kaa = exec(
      'sh',
      '-c',
      `sh -c 'trap "" TERM; echo $$ >> ${file}; sleep 50' & echo $$ >> ${file}; sleep 50`,
    );
    let pids: number[] = [];
    await until(async () => {
      const text = await readFile(file, 'utf8').catch(() => '');
      pids = text.split('\n').filter(Boolean).map(Number);
      return pids.length === 2;
    });
    return { kaa, pids };
  };

  test.runIf(process.platform !== 'win32')(
    'SIGTERM goes to the command, and what it leaves is ended',
    async () => {
      const { kaa, pids } = await stubborn('term');
      kaa.kill('SIGTERM');
      expect((await kaa).exitCode).toBe(143);
      // Whoever adopted it may still have to notice.
      await until(() => pids.filter(isAlive).length === 0);
    },
  );

  test.runIf(process.platform !== 'win32')('kill -9 of kaa: nothing stays', async () => {
    const { kaa, pids } = await stubborn('kill');
    kaa.kill('SIGKILL');
    await kaa;
    await until(() => pids.filter(isAlive).length === 0);
  });
});
