/**
 * Goal: the monitor on a real terminal, as a person has it: it takes the screen, shows a live platform, answers keys, follows
 * the size, says when the platform is gone and finds it again, and gives the terminal back on every way out.
 * Method: the built program in a pseudo-terminal (prebuilt, so that nothing needs to be there but Node), its output read by a
 * terminal emulator: what is expected is what stands on the screen, not which bytes were sent.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const [COLUMNS, ROWS] = [80, 24];
/** How long the program may take on a busy machine. */
const WAIT = { timeout: 20_000, interval: 50 };

let home: string;
let project: string;
/** The platform that most tests look at: starting one takes seconds. */
let shared: Awaited<ReturnType<typeof startPlatform>>;
const open: { end(): Promise<void> }[] = [];

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH as string,
  HOME: home,
  XDG_RUNTIME_DIR: home,
  TERM: 'xterm-256color',
  CI: '0',
  ...more,
});

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-monitor-'));
  const args = [PROGRAM, 'init', 'blueprint', 'building'];
  await execa(process.execPath, args, { cwd: home, env: environment() });
  project = join(home, 'building');
  shared = await startPlatform();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.end();
});
afterAll(async () => {
  await shared.end();
  await rm(home, { recursive: true, force: true });
});

/** A platform of the project; the ports of the first are taken again by those after it. */
async function startPlatform(ports: readonly string[] = ['0', '0'], cwd = project) {
  const [port, http] = ports as [string, string];
  const args = [PROGRAM, 'platform', 'start', '--port', port, '--http-port', http, '--json'];
  const child = execa(process.execPath, args, { cwd, env: environment(), reject: false });
  const ready = await new Promise<Record<string, string>>((resolve) =>
    child.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()))),
  );
  return {
    url: ready.http as string,
    ports: [new URL(ready.mqtt as string).port, new URL(ready.http as string).port],
    async end() {
      child.kill('SIGTERM');
      await child;
    },
  };
}

/** A terminal in which a command of kaa runs. */
function terminal(args: readonly string[], more: Record<string, string> = {}) {
  const emulator = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const pty: IPty = spawn(process.execPath, [PROGRAM, ...args], {
    ...{ cols: COLUMNS, rows: ROWS, cwd: project, env: environment(more), name: 'xterm-256color' },
  });
  let bytes = '';
  pty.onData((text) => {
    bytes += text;
    emulator.write(text);
  });
  const exit = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) =>
    pty.onExit(resolve),
  );
  const screen = () =>
    Array.from({ length: emulator.rows }, (_, y) => {
      const { active } = emulator.buffer;
      return active.getLine(active.viewportY + y)?.translateToString(true) ?? '';
    });
  const shown = {
    ...{ pty, exit, screen },
    bytes: () => bytes,
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    /** Waits until the text stands on the screen. */
    async see(text: string | RegExp): Promise<string[]> {
      const isThere = () =>
        screen().some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));
      for (let tries = 0; tries < 400 && !isThere(); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (!isThere()) throw new Error(`not on the screen: ${text}\n${screen().join('\n')}`);
      return screen();
    },
    resize(columns: number, rows: number) {
      emulator.resize(columns, rows);
      pty.resize(columns, rows);
    },
    async end() {
      pty.kill('SIGKILL');
      await exit;
      emulator.dispose();
    },
  };
  open.push(shown);
  return shown;
}

test('screens, keys, sizes; q gives the terminal back', async () => {
  const { pty, see, resize, exit, isAlternate, screen } = terminal(['monitor', shared.url]);
  await see('● live');
  expect(isAlternate()).toBe(true);
  await see(/Endpoints +\d+ of 104 connected/);
  pty.write('2');
  await see('104 endpoints');
  pty.write('/thermostat-a\r');
  await see('1 endpoint  that match');
  pty.write('\r');
  await see('Endpoint ID');
  pty.write('i');
  await see('command type');
  pty.write('reboot\r\r');
  await see('$ kaa command invoke reboot --endpoint thermostat-a');
  pty.write('\r');
  await see(/command reboot: (not answered yet|executed|expired)/);
  pty.write('t');
  await see('command reboot 2 waits for its result');
  resize(120, 40);
  await see('esc follow');
  // One line lower than the terminal, with the hints on the last line drawn.
  await vi.waitFor(() => expect(screen()[38]).toContain('? help'), WAIT);
  expect(screen()[39]).toBe('');
  resize(60, 15);
  await vi.waitFor(() => expect(screen()[13]).toContain('choose'), WAIT);
  expect(screen()[0]).toContain('● live');
  pty.write('q');
  expect(await exit).toMatchObject({ exitCode: 0 });
  expect(isAlternate()).toBe(false);
});

test('a platform that stops is said to be gone, and found again', async () => {
  const first = await startPlatform();
  open.push(first);
  const { see } = terminal(['monitor', first.url]);
  await see('● live');
  await first.end();
  await see('● the platform is gone');
  await see(/trying again/);
  open.push(await startPlatform(first.ports));
  await see('● live');
});

test.each([
  ['SIGTERM', 15],
  ['SIGHUP', 1],
  ['SIGINT', 2],
])('%s gives the terminal back', async (signal) => {
  const { pty, see, exit, isAlternate, bytes } = terminal(['monitor', shared.url]);
  await see('● live');
  pty.kill(signal);
  await exit;
  expect(isAlternate()).toBe(false);
  expect(bytes().lastIndexOf('\u001b[?25h')).toBeGreaterThan(bytes().lastIndexOf('\u001b[?25l'));
});

test('NO_COLOR: no colour is ever sent', async () => {
  const { pty, see, exit, bytes } = terminal(['monitor', shared.url], { NO_COLOR: '1' });
  await see('[Overview]');
  pty.write('q');
  await exit;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences of colour are what is looked for
  expect(bytes()).not.toMatch(/\u001b\[(?:3[0-7]|9[0-7]|1|2|7)m/);
});

test('sim run --tui: the run on the screen, its summary below afterwards', async () => {
  const { see, exit, isAlternate, screen } = terminal(['sim', 'run', 'fleets', '--duration', '4s', '--tui']);
  await see(/Fleet run .*running/);
  expect(isAlternate()).toBe(true);
  expect(await exit).toMatchObject({ exitCode: 0 });
  expect(isAlternate()).toBe(false);
  expect(screen().join('\n')).toContain('PASS');
});

test('without a terminal there are lines, and the trace is text', async () => {
  const { ports } = shared;
  const args = [PROGRAM, 'sim', 'run', 'fleets/thermostats.yaml', '--duration', '3s'];
  await execa(process.execPath, [...args, '--target', `mqtt://127.0.0.1:${ports[0]}`], {
    cwd: project,
    env: environment(),
    reject: false,
  });
  const trace = await execa(process.execPath, [PROGRAM, 'trace', 'thermostat-0001'], {
    cwd: project,
    env: environment(),
  });
  expect(trace.stdout).toMatch(/→ kp1\/building-v1\/dcx\/thermostat-0001\/json\/\d+/);
  expect(trace.stdout).toContain('← ok after');
  const plain = execa(process.execPath, [PROGRAM, 'monitor'], {
    ...{ cwd: project, env: environment(), reject: false, stdin: 'ignore' },
  });
  await new Promise((resolve) => plain.stdout.once('data', resolve));
  plain.kill('SIGTERM');
  expect((await plain).stdout).toContain('watching http://127.0.0.1');
  expect((await readdir(home)).filter((name) => name.endsWith('.txt'))).toEqual([]);
});
