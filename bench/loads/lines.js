/**
 * Connections that publish data samples at QoS 1, and count what comes back: the PUBACK, or the answer on `/status`.
 *
 * The same for every server. Closed loop: so many requests in flight on each connection; or open: so many a second in all.
 * What a connection writes in one turn of the event loop leaves in one write, answers are acknowledged as MQTT wants it.
 */
import { connect } from 'node:net';
import { build } from 'hdr-histogram-js';
import { Frames } from '../../dist/mqtt/frames.js';
import { Outbox, Scratch } from '../../dist/mqtt/outbox.js';
import { connectBytes, DISCONNECT_BYTES, KIND, numberAt, PACKET_BYTES_MAX } from '../../dist/mqtt/packets.js';
import { ownCpu, serve, sleep } from '../children.js';

const OPENING_MAX = 200;
const ID_MAX = 65_535;

const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
const scratch = new Scratch();
let lines = [];
let counted = 0;
let made = 0;
let isRunning = false;
/** Only in an open loop. */
let isTimed = false;

class Line {
  id = 0;
  sent = [];
  constructor(number, port, counts) {
    this.prefix = `kp1/bench-v1/dcx/bench-${number}/json/`;
    this.counts = counts;
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.outbox = new Outbox(this.socket, scratch);
    this.open = new Promise((resolve, reject) => {
      this.onOpen = resolve;
      this.socket.on('error', reject);
    });
    const frames = new Frames(PACKET_BYTES_MAX, {
      onFrame: (bytes, at, body) => this.take(bytes, at, body),
      onBroken: () => this.socket.destroy(),
    });
    this.socket.on('data', (bytes) => frames.push(bytes));
    this.socket.write(connectBytes({ clientId: `bench-${process.pid}-${number}` }, 0));
  }

  take(bytes, start, body) {
    const head = bytes[start];
    const kind = head >> 4;
    if (kind === KIND.connack) this.onOpen();
    if (kind === KIND.publish) {
      const topicEnd = body + 2 + numberAt(bytes, body);
      if ((head & 6) !== 0) this.outbox.puback(numberAt(bytes, topicEnd));
      // Answers have a request ID before `/status`; what the platform pushes has none.
      const digit = bytes[topicEnd - '/status'.length - 1];
      if (this.counts === 'status' && digit >= 0x30 && digit <= 0x39) this.done();
    }
    if (kind === KIND.puback && this.counts === 'puback') this.done();
  }

  done() {
    counted++;
    if (isTimed)
      histogram.recordValue(Math.max(1, Math.round((performance.now() - this.sent.shift()) * 1000)));
    else if (isRunning) this.request();
  }

  request() {
    this.id = this.id === ID_MAX ? 1 : this.id + 1;
    const payload = JSON.stringify([
      {
        temperature: 20 + (made++ % 1000) / 100,
        humidity: 45.25,
        occupancy: 'empty',
        setpoint: 18,
        valve: 10,
      },
    ]);
    if (isTimed) this.sent.push(performance.now());
    this.outbox.publish(`${this.prefix}${this.id}`, payload, 1, this.id);
  }
}

async function open({ port, connections, counts }) {
  let next = 0;
  lines = [];
  const work = async () => {
    while (next < connections) {
      const line = new Line(++next, port, counts);
      lines.push(line);
      await line.open;
    }
  };
  await Promise.all(Array.from({ length: Math.min(OPENING_MAX, connections) }, work));
}

/** @returns how many were counted in how many seconds, and the processor time of this process for it */
async function saturate({ inFlight, seconds, warmUp }) {
  isRunning = true;
  for (const line of lines) for (let i = 0; i < inFlight; i++) line.request();
  await sleep(warmUp * 1000);
  const [from, at, cpu] = [counted, performance.now(), ownCpu()];
  await sleep(seconds * 1000);
  const result = { count: counted - from, seconds: (performance.now() - at) / 1000, cpu: ownCpu() - cpu };
  isRunning = false;
  return result;
}

/** @returns response times in milliseconds */
async function pace({ rate, seconds, warmUp }) {
  isTimed = true;
  const began = performance.now();
  let emitted = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * rate;
    for (; emitted < due; emitted++) lines[emitted % lines.length].request();
  }, 1);
  await sleep(warmUp * 1000);
  histogram.reset();
  await sleep(seconds * 1000);
  clearInterval(timer);
  await sleep(200);
  isTimed = false;
  const at = (percentile) => histogram.getValueAtPercentile(percentile) / 1000;
  return { count: histogram.totalCount, p50: at(50), p99: at(99) };
}

function close() {
  for (const { socket } of lines) {
    socket.removeAllListeners('error').on('error', () => {});
    socket.end(DISCONNECT_BYTES);
  }
  lines = [];
}

serve({ open, saturate, pace, close });
