/**
 * Goal: what a newcomer types works, from an empty folder to a verdict, with the built program and real ports.
 * Method: processes as a person starts them; exit codes, stdout and stderr are what is looked at.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const ENV = { NO_COLOR: '1' };

let home: string;
let project: string;

const kaa = (args: string[], cwd = project) =>
  execa(process.execPath, [PROGRAM, ...args], { cwd, env: ENV, reject: false, timeout: 60_000 });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-e2e-'));
  project = join(home, 'my-building');
  const made = await kaa(['init', 'blueprint', 'my-building'], home);
  expect(made.exitCode).toBe(0);
  expect(made.stdout).toContain('kaa sim run fleets');
});
afterAll(() => rm(home, { recursive: true, force: true }));

const start = (args: string[] = []) => {
  const child = execa(process.execPath, [PROGRAM, 'platform', 'start', '--port', '0', '--json', ...args], {
    cwd: project,
    env: ENV,
    reject: false,
    timeout: 60_000,
  });
  const ready = new Promise<{ mqtt: string; seed: number; ready: boolean; endpoints: { token: string }[] }>(
    (resolve) => child.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()))),
  );
  return { child, ready };
};

test('the scaffold validates, and its fleets pass', async () => {
  const valid = await kaa(['blueprint', 'validate']);
  expect(valid).toMatchObject({ exitCode: 0 });
  const run = await kaa(['sim', 'run', 'fleets', '--duration', '2s', '--seed', '1', '--json']);
  expect(run.exitCode).toBe(0);
  const report = JSON.parse(run.stdout);
  expect(report).toMatchObject({ verdict: 'pass', seed: 1, endpoints: 100, errors: [] });
  expect(report.samples.sent).toBeGreaterThan(100);
  expect(report.samples.confirmed).toBe(report.samples.sent);
  expect(run.stdout.trim().split('\n')).toHaveLength(1);
});

test('a platform: one line when ready, a fleet from outside passes, a signal ends it with exit code 0', async () => {
  const { child, ready } = start();
  const info = await ready;
  expect(info).toMatchObject({ ready: true, mqtt: expect.stringMatching(/^mqtt:\/\/127\.0\.0\.1:\d+$/) });
  expect(info.endpoints.length).toBeGreaterThanOrEqual(4);
  const run = await kaa(['sim', 'run', 'fleets', '--target', info.mqtt, '--samples', '50', '--json']);
  expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'pass', samples: { sent: 50, confirmed: 50 } });
  child.kill('SIGINT');
  const ended = await child;
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout.trim().split('\n')).toHaveLength(1);
});

test('a fleet whose tokens the target does not know: exit code 1, with the reason', async () => {
  const { child, ready } = start(['--no-fleets']);
  const { mqtt } = await ready;
  const run = await kaa([
    'sim',
    'run',
    'fleets/thermostats.yaml',
    '--target',
    mqtt,
    '--samples',
    '5',
    '--json',
  ]);
  expect(run.exitCode).toBe(1);
  const report = JSON.parse(run.stdout);
  expect(report).toMatchObject({ verdict: 'fail', samples: { rejected: 5 } });
  expect(report.errors.some(({ code }: { code: number }) => code === 401)).toBe(true);
  child.kill('SIGINT');
  expect((await child).stderr).toContain('has no token');
});

test('the journal is NDJSON, numbered without gaps', async () => {
  const file = join(home, 'run.ndjson');
  const args = ['sim', 'run', 'fleets', '--samples', '20', '--endpoints', '5', '--journal', file];
  expect((await kaa(args)).exitCode).toBe(0);
  const { readFile } = await import('node:fs/promises');
  const events = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
  expect(events.filter((event) => event.type === 'dcx.data-samples-received').length).toBeGreaterThan(0);
});

describe('bad input: one message, what to do, exit code 2, no stack trace', () => {
  const refused = async (args: string[], message: RegExp, cwd = project) => {
    const { exitCode, stdout, stderr } = await kaa(args, cwd);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('→');
    expect(stderr).not.toMatch(/^\s+at /m);
  };

  test('a dead target', () =>
    refused(
      ['sim', 'run', 'fleets', '--target', 'mqtt://127.0.0.1:1'],
      /Cannot reach mqtt:\/\/127\.0\.0\.1:1/,
    ));

  test('a target that is not on this machine', () =>
    refused(['sim', 'run', 'fleets', '--target', 'mqtt://mqtt.example.com:1883'], /not on this machine/));

  test('a target that refuses the login', async () => {
    const server = createServer((socket) =>
      socket.on('data', () => socket.end(Buffer.from([0x20, 2, 0, 5]))),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await refused(
      ['sim', 'run', 'fleets', '--target', `mqtt://127.0.0.1:${port}`],
      /refused the connection: not auth/,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  test('a busy port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await refused(['platform', 'start', '--port', String(port)], new RegExp(`Port ${port} .*in use`));
    await new Promise((resolve) => server.close(resolve));
  });

  test('no blueprint here', () => refused(['sim', 'run', 'fleets'], /No blueprint\.yaml/, tmpdir()));

  test('a broken YAML file, by line and column', async () => {
    const broken = join(home, 'broken');
    expect((await kaa(['init', 'blueprint', 'broken'], home)).exitCode).toBe(0);
    await writeFile(join(broken, 'fleets', 'bad.yaml'), 'fleet: bad\nversion: [broken-v1\n');
    await refused(['sim', 'run', 'fleets'], /fleets\/bad\.yaml:\d+:\d+/, broken);
    const { exitCode, stdout } = await kaa(['blueprint', 'validate', '--json'], broken);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).problems[0]).toMatchObject({
      file: 'fleets/bad.yaml',
      line: expect.any(Number),
    });
  });

  test('a name that Kaa does not allow leaves nothing behind', async () => {
    const before = await readdir(home);
    await refused(['init', 'blueprint', 'My Building'], /cannot be/, home);
    expect(await readdir(home)).toEqual(before);
  });

  test('a folder that is there already is left alone', () =>
    refused(['init', 'blueprint', 'my-building'], /not empty/, home));

  test.each([
    [['--duration', 'soon']],
    [['--samples', '0']],
    [['--seed', '-1']],
    [['--rate', 'fast']],
    [['--endpoints', '1.5']],
    [['--sed', '1']],
  ])('sim run %j', (flags) => refused(['sim', 'run', 'fleets', ...flags], /--/));
});

test('nothing listens any more when a run has ended', async () => {
  const run = await kaa(['sim', 'run', 'fleets', '--samples', '5', '--endpoints', '2', '--json']);
  const { port } = new URL(JSON.parse(run.stdout).target);
  const refusedAgain = await new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.once('error', () => resolve(true));
    socket.once('connect', () => resolve(false));
  });
  expect(refusedAgain).toBe(true);
});
