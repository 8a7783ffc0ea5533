/**
 * Data samples a second of the client's processor time into mosquitto, at QoS 1, made anew for each: the fleet engine against
 * one MQTT.js client for each connection, and against the benchmarks of MQTTX and EMQX where they are given.
 *
 * All are asked for the same, more than they can do with so many connections. The benchmarks of others send a fixed text.
 */
import { sleep, start } from '../children.js';
import { listsFor } from '../figures.js';
import { startMosquitto, startProgram } from '../peers.js';

/** What all are asked for, in messages a second of all connections together. */
const RATE = 100_000;
const PAYLOAD = '[{"temperature":20.01,"humidity":45.3,"occupancy":"empty","setpoint":18,"valve":55}]';

const TARGETS = { mqttx: { 100: 3, 1000: 4 }, emqttBench: { 100: 4, 1000: 3 } };

export async function measure({ peers, rounds, seconds, connections = [100, 1000], rate = RATE }) {
  if (peers.mosquitto === undefined) return [];
  const broker = await startMosquitto(peers.mosquitto);
  try {
    const rows = [];
    for (const count of connections)
      rows.push(...(await measureWith({ broker, peers }, count, { rounds, seconds, rate })));
    return rows;
  } finally {
    await broker.stop();
  }
}

async function measureWith({ broker, peers }, connections, { rounds, seconds, rate }) {
  const loads = {
    kaa: () => ours('loads/fleet.js', { port: broker.port, connections, rate, seconds: seconds + 1.5 }),
    mqttjs: () => ours('loads/mqttjs.js', { port: broker.port, connections, rate, seconds }),
    ...(peers.mqttx !== undefined && {
      mqttx: () => others(broker, peers.mqttx, mqttxArgs(broker.port, connections), seconds),
    }),
    ...(peers.emqttBench !== undefined && {
      emqttBench: () => others(broker, peers.emqttBench, emqttArgs(broker.port, connections), seconds),
    }),
  };
  const measured = listsFor(loads);
  for (let round = 0; round < rounds; round++)
    for (const [name, load] of Object.entries(loads)) measured[name].push(await load());
  const perCore = (name) => measured[name]?.map(({ count, cpu }) => count / cpu);
  const common = {
    what: `QoS 1 into mosquitto, ${connections} connections, per client core-s`,
    unit: '/s',
    betterIs: 'more',
    ours: perCore('kaa'),
    count: measured.kaa.reduce((sum, { count }) => sum + count, 0),
  };
  return [
    { peer: 'MQTT.js, one client each', key: 'mqttjs' },
    { peer: 'mqttx bench pub', key: 'mqttx' },
    { peer: 'emqtt-bench pub', key: 'emqttBench' },
  ].map(({ peer, key }) => ({ ...common, peer, theirs: perCore(key), target: TARGETS[key]?.[connections] }));
}

async function ours(file, options) {
  const client = await start(file);
  try {
    return await client.ask('run', options);
  } finally {
    await client.stop();
  }
}

const intervalFor = (connections) => Math.max(1, Math.floor((connections * 1000) / RATE));

const mqttxArgs = (port, connections) => [
  ...['bench', 'pub', '-h', '127.0.0.1', '-p', port, '-V', '3.1.1', '-c', connections, '-i', 1],
  ...['-im', intervalFor(connections), '-q', 1, '-t', 'kp1/bench-v1/dcx/%i/json', '-m', PAYLOAD],
];

const emqttArgs = (port, connections) => [
  ...['pub', '-h', '127.0.0.1', '-p', port, '-V', 4, '-c', connections, '-i', 1],
  ...['-I', intervalFor(connections), '-q', 1, '-s', PAYLOAD.length, '-t', 'kp1/bench-v1/dcx/%i/json'],
];

/** Counted at the broker, once all of its connections are there. */
async function others(broker, program, args, seconds) {
  const tool = startProgram(program, args);
  try {
    await sleep(5000);
    const before = { count: await broker.received(), cpu: tool.cpu() };
    await sleep(Math.max(3, seconds) * 1000);
    const count = (await broker.received()) - before.count;
    if (count === 0) throw new Error(`${program} has sent nothing`);
    return { count, cpu: tool.cpu() - before.cpu };
  } finally {
    tool.stop();
    await sleep(500);
  }
}
