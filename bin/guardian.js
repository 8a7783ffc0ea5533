#!/usr/bin/env node
/**
 * The guardian of `kaa exec`: runs one command, and sees to it that nothing of it outlives kaa.
 *
 * It leads a process group of its own. File descriptor 3 is a socket to kaa: kaa writes names of signals, one a line, for
 * the whole group; the guardian writes how the command ended, as one line of JSON. When the socket closes, kaa is gone,
 * however it went, and the group is ended. On Linux a process that has left the group is found by its environment.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { execa } from 'execa';

/** How long the command may take to end when it is told to because kaa ends, in milliseconds. */
const GRACE_MS = 5000;
/** How long what the command has left behind may take. */
const LEFTOVER_GRACE_MS = 500;
const LOOK_EVERY_MS = 20;
/** What asks a program to end for certain; on SIGINT some go on. */
const FINAL = ['SIGTERM', 'SIGHUP'];

const isWindows = process.platform === 'win32';
const mark = `KAA_EXEC=${process.pid}.${Date.now()}`;
const kaa = new Socket({ fd: 3, readable: true, writable: true });

// Signals to the group reach the guardian too; it goes last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) process.on(signal, () => {});

const [file, ...args] = process.argv.slice(2);
const [markName, markValue] = mark.split('=');
const command = execa(file, args, {
  stdio: 'inherit',
  env: { [markName]: markValue },
  reject: false,
  cleanup: false,
});

let received = '';
kaa.on('data', (chunk) => {
  const lines = (received + chunk).split('\n');
  received = lines.pop();
  for (const signal of lines) pass(signal);
});
kaa.on('error', () => {});
kaa.on('close', () => pass('SIGTERM'));
kaa.resume();

const { exitCode, signal, code } = await command;
await endLeftovers();
const ending = JSON.stringify({ exitCode, signal, failure: exitCode === undefined ? code : undefined });
if (kaa.writable) await new Promise((resolve) => kaa.end(`${ending}\n`, resolve));
process.exit();

function pass(signal) {
  if (isWindows) return killTree();
  if (signal !== 'SIGWINCH') killAll(signal);
  else command.kill(signal);
  if (FINAL.includes(signal)) setTimeout(() => killAll('SIGKILL'), GRACE_MS).unref();
}

/** What is still there when the command has ended is told to end, then made to. */
async function endLeftovers() {
  if (isWindows) return killTree();
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    killAll(signal);
    const until = Date.now() + LEFTOVER_GRACE_MS;
    while (others().length > 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function killAll(signal) {
  for (const pid of others()) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function killTree() {
  spawnSync('taskkill', ['/pid', String(command.pid), '/T', '/F'], { stdio: 'ignore' });
}

/** Every process of the group but this one, and on Linux everything else that the command has started. */
function others() {
  const pids = process.platform === 'linux' ? processesOfProc() : processesOfPs();
  return pids.filter((pid) => pid !== process.pid);
}

function processesOfProc() {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name) && belongs(name))
    .map(Number);
}

function belongs(pid) {
  try {
    // After the name, which may hold anything: state, parent, group.
    const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (state === 'Z') return false;
    if (Number(group) === process.pid) return true;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
}

function processesOfPs() {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, stat = '']) => Number(group) === process.pid && !stat.startsWith('Z'))
    .map(([pid]) => Number(pid));
}
