/**
 * Servers and load generators as processes of their own, so that none of them pays for another: started, asked, ended.
 *
 * A child is a module that calls {@link serve} with its handlers; the parent calls them by name and gets what they return.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Starts a module of this folder. @param file relative to it, such as `loads/lines.js` */
export async function start(file, { args = [], execArgv = [] } = {}) {
  const child = fork(pathOf(file), args.map(String), {
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let calls = 0;
  const waiting = new Map();
  child.on('message', ({ call, error, result }) => {
    const { resolve, reject } = waiting.get(call);
    waiting.delete(call);
    if (error === undefined) resolve(result);
    else reject(new Error(`${file}: ${error}`));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended with ${code}`));
  });
  const ask = (name, options = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(calls, { resolve, reject });
      child.send({ call: calls++, name, options });
    });
  return {
    pid: child.pid,
    ask,
    cpu: () => ask('cpu'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In a child: answers calls until the parent is gone. Every child can say what it has used: `cpu`, in seconds, and `rss`. */
export function serve(handlers) {
  const all = { cpu: ownCpu, rss: () => process.memoryUsage.rss(), ...handlers };
  process.on('message', async ({ call, name, options }) => {
    try {
      process.send({ call, result: await all[name](options) });
    } catch (error) {
      process.send({ call, error: error.message });
    }
  });
  process.on('disconnect', () => process.exit());
}

/** Seconds of processor time of this process. */
export function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What this process keeps, in bytes, once it has collected its garbage: for that it must be started with `--expose-gc`. */
export function settledMemory() {
  // What finalizers let go is only found the second time.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

/** Hundredths of a second: what Linux tells of other processes. */
const TICKS = 100;

/** Seconds of processor time of any process and those that it has started; NaN where the system does not tell. */
export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const own = (Number(fields[11]) + Number(fields[12])) / TICKS;
    return childrenOf(pid).reduce((sum, child) => sum + (cpuOf(child) || 0), own);
  } catch {
    return Number.NaN;
  }
}

function childrenOf(pid) {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
