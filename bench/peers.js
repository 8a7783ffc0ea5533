/**
 * The programs that kaa is compared with: where they are, and how they are started. Those that are absent are undefined.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import mqttPacket from 'mqtt-packet';
import { cpuOf, sleep } from './children.js';

/** Where Debian keeps servers; it may not be on the PATH of a user. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];

/** @param given paths by name, as the command line names them: `mosquitto`, `mqttx`, `emqtt-bench` */
export function findPeers(given) {
  return {
    mosquitto: given.mosquitto ?? onPath('mosquitto'),
    mqttx: given.mqttx ?? onPath('mqttx'),
    emqttBench: given['emqtt-bench'] ?? onPath('emqtt_bench'),
  };
}

/** Paths that were named, by the command line, and that nobody can read: a typing error must not look like an absent peer. */
export function unreadable(given) {
  return ['mosquitto', 'mqttx', 'emqtt-bench']
    .map((name) => given[name])
    .filter((path) => path !== undefined && !allows(path, constants.R_OK));
}

function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS];
  return folders.map((folder) => join(folder, name)).find((file) => allows(file, constants.X_OK));
}

function allows(file, mode) {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

/** mosquitto on a free port, without persistence and limits, as fast as it goes. */
export async function startMosquitto(program) {
  const folder = mkdtempSync(join(tmpdir(), 'kaa-bench-'));
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'max_queued_messages 0',
    'max_inflight_messages 0',
    'set_tcp_nodelay true',
    'log_type error',
    'sys_interval 1',
  ];
  writeFileSync(file, `${settings.join('\n')}\n`);
  const child = spawn(program, ['-c', file], { stdio: 'ignore' });
  await untilListening(port);
  return {
    port,
    cpu: async () => cpuOf(child.pid),
    received: () => receivedBy(port),
    async stop() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PUBLISH packets that a mosquitto has received, as it says once a second. */
function receivedBy(port) {
  const topic = '$SYS/broker/publish/messages/received';
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').on('error', reject);
    const parser = mqttPacket.parser();
    socket.on('data', (bytes) => parser.parse(bytes));
    const send = (packet) => socket.write(mqttPacket.generate(packet));
    // The first one is retained, and up to a second old.
    let seen = 0;
    parser.on('packet', ({ cmd, payload }) => {
      if (cmd === 'connack') send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] });
      if (cmd !== 'publish' || ++seen < 2) return;
      socket.destroy();
      resolve(Number(payload.toString()));
    });
    send({ cmd: 'connect', clientId: 'bench-count', protocolVersion: 4, clean: true, keepalive: 0 });
  });
}

/** A program of others; its output is of no interest. */
export function startProgram(program, args) {
  const isScript = /\.[cm]?js$/.test(program);
  const command = isScript ? process.execPath : program;
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(command, [...(isScript ? [program] : []), ...args.map(String)], {
    stdio: 'ignore',
    env,
    detached: true,
  });
  child.on('error', () => {});
  return {
    pid: child.pid,
    cpu: () => cpuOf(child.pid),
    /** With all that it has started. */
    stop() {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isThere = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await sleep(100);
  }
  throw new Error(`nobody listens on port ${port}`);
}
