/**
 * How long whole processes take: `kaa --help`, and `kaa platform start` until it says that it serves, against a Node.js that
 * does nothing, and `mqttx --version` where it is given.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pathOf = (file) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const PROGRAM = pathOf('bin/run.js');
const BLUEPRINT = pathOf('templates/smart-building');

export async function measure({ peers, rounds }) {
  const measured = { node: [], help: [], ready: [], mqttx: [] };
  const state = mkdtempSync(join(tmpdir(), 'kaa-bench-'));
  try {
    for (let round = 0; round < 2 * rounds; round++) {
      measured.node.push(timed([process.execPath, '-e', '']));
      measured.help.push(timed([process.execPath, PROGRAM, '--help']));
      measured.ready.push(await untilReady(state));
      if (peers.mqttx !== undefined) measured.mqttx.push(timed(commandOf(peers.mqttx)));
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
  const against = { unit: 'ms', betterIs: 'less', peer: "node -e ''", theirs: measured.node };
  const count = measured.help.length;
  const mqttx = measured.mqttx.length === 0 ? undefined : measured.mqttx;
  const ready = { ...against, what: 'kaa platform start, to ready', ours: measured.ready, count };
  return [
    { ...against, what: 'kaa --help', ours: measured.help, target: 3, count },
    { ...ready, target: 8 },
    { ...ready, peer: 'mqttx --version', theirs: mqttx, target: 1 },
  ];
}

const commandOf = (program) =>
  /\.[cm]?js$/.test(program) ? [process.execPath, program, '--version'] : [program, '--version'];

function timed([command, ...args]) {
  const began = performance.now();
  spawnSync(command, args, { stdio: 'ignore' });
  return performance.now() - began;
}

/** It says where it serves once it does; the process has no more to do then. */
async function untilReady(state) {
  const args = [
    'platform',
    'start',
    '--blueprint',
    BLUEPRINT,
    '--port',
    '0',
    '--http-port',
    '0',
    '--tls-port',
    '0',
  ];
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // What it notes about running platforms is of no use to anybody else.
    env: { ...process.env, XDG_STATE_HOME: state, XDG_CONFIG_HOME: state, XDG_RUNTIME_DIR: state },
  });
  const took = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
      if (text.includes('mqtt://')) resolve(performance.now() - began);
    });
    child.once('exit', () => reject(new Error('kaa platform start has ended before it was ready')));
  });
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return took;
}
