/**
 * Request to `/status` over TCP on loopback: how many data samples a second the platform takes in (parse, check, store,
 * journal, answer), against stock aedes with a handler that only parses and answers.
 *
 * The same client for both: hand-made frames, QoS 1, a fixed number of requests in flight on each connection.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import mqttPacket from 'mqtt-packet';
import { loadBlueprint, startPlatform } from '../dist/index.js';

const BLUEPRINT = fileURLToPath(new URL('../templates/smart-building', import.meta.url));
const SAMPLE = JSON.stringify([
  { temperature: 21.5, humidity: 44.2, occupancy: 'empty', setpoint: 18, valve: 10 },
]);
const ROUND_MS = 1500;
const IN_FLIGHT = 10;

/** Alternating rounds against both servers. */
export async function measureAnswers({ connections, rounds }) {
  const blueprint = await loadBlueprint(BLUEPRINT);
  const kaa = await startPlatform({ blueprint, port: 0, seed: 1 });
  const stock = await stockAedes();
  const ours = [];
  const theirs = [];
  const kaaPort = Number(new URL(kaa.ready.mqtt).port);
  for (let round = 0; round < rounds; round++) {
    ours.push(await answersPerSecond(kaaPort, connections));
    theirs.push(await answersPerSecond(stock.port, connections));
  }
  await kaa.stop();
  await stock.stop();
  const what = `request -> /status, ${connections} connections`;
  return { what, unit: '/s', ours, peer: 'stock aedes, naive handler', theirs, betterIs: 'more' };
}

async function stockAedes() {
  const broker = await Aedes.createBroker();
  broker.on('publish', (packet, client) => {
    if (!client) return;
    JSON.parse(packet.payload.toString());
    client.publish(
      { cmd: 'publish', topic: `${packet.topic}/status`, payload: '', qos: packet.qos },
      () => {},
    );
  });
  const server = createServer({ noDelay: true }, broker.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    stop: () => new Promise((resolve) => broker.close(() => server.close(resolve))),
  };
}

async function answersPerSecond(port, connections) {
  let answers = 0;
  const lines = await Promise.all(
    Array.from({ length: connections }, (_, number) => openLine(port, number, () => answers++)),
  );
  const began = performance.now();
  for (const line of lines) line.start();
  await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  const rate = (answers / (performance.now() - began)) * 1000;
  for (const line of lines) line.stop();
  return rate;
}

/** One connection that keeps a number of requests in flight. */
async function openLine(port, number, onAnswer) {
  const token = `thermostat-${String((number % 60) + 1).padStart(4, '0')}`;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const parser = mqttPacket.parser();
  let id = 0;
  let running = false;
  const request = () => {
    id = (id % 65_535) + 1;
    const topic = `kp1/smart-building-v1/dcx/${token}/json/${id}`;
    return mqttPacket.generate({ cmd: 'publish', topic, payload: SAMPLE, qos: 1, messageId: id });
  };
  const ready = new Promise((resolve) => {
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connack') resolve();
      if (packet.cmd !== 'publish') return;
      if (packet.qos === 1) socket.write(mqttPacket.generate({ cmd: 'puback', messageId: packet.messageId }));
      if (!running || !/\/json\/\d+\/status$/.test(packet.topic)) return;
      onAnswer();
      socket.write(request());
    });
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.on('error', () => {});
  const clientId = `bench-${process.pid}-${number}`;
  socket.write(
    mqttPacket.generate({ cmd: 'connect', clientId, protocolVersion: 4, clean: true, keepalive: 0 }),
  );
  await ready;
  return {
    start() {
      running = true;
      for (let i = 0; i < IN_FLIGHT; i++) socket.write(request());
    },
    stop() {
      running = false;
      socket.resetAndDestroy();
    },
  };
}
