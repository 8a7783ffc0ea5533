/** MQTT.js, one client each, and nothing around it: the same text at the same rate, paced by one timer. */
import { connect } from 'mqtt';
import { ownCpu, serve, sleep } from '../children.js';

const OPENING_MAX = 200;
/** What one turn of the timer sends at most: what cannot be sent in time is not sent later, or nothing would ever be read. */
const TURN_MAX = 1000;

async function open({ port, connections }) {
  const clients = [];
  let next = 0;
  const work = async () => {
    while (next < connections) {
      const number = ++next;
      const client = connect(`mqtt://127.0.0.1:${port}`, {
        clientId: `mqttjs-${process.pid}-${number}`,
        protocolVersion: 4,
        keepalive: 0,
        reconnectPeriod: 0,
        queueQoSZero: false,
      });
      clients.push(client);
      await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject));
    }
  };
  await Promise.all(Array.from({ length: Math.min(OPENING_MAX, connections) }, work));
  return clients;
}

async function run({ port, connections, rate, seconds }) {
  const clients = await open({ port, connections });
  const began = performance.now();
  let emitted = 0;
  let forgotten = 0;
  let confirmed = 0;
  const onConfirmed = (error) => {
    if (!error) confirmed++;
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * rate - forgotten;
    const end = Math.min(due, emitted + TURN_MAX);
    forgotten += due - end;
    for (; emitted < end; emitted++) {
      const place = emitted % connections;
      const sample = {
        temperature: Math.round(2100 + 500 * Math.random()) / 100,
        humidity: Math.round(450 + 50 * Math.random()) / 10,
        occupancy: 'empty',
        setpoint: 18,
        valve: Math.round(100 * Math.random()),
      };
      clients[place].publish(
        `kp1/bench-v1/dcx/bench-${place + 1}/json`,
        JSON.stringify([sample]),
        { qos: 1 },
        onConfirmed,
      );
    }
  }, 1);
  await sleep(500);
  const [count, at, cpu] = [confirmed, performance.now(), ownCpu()];
  await sleep(seconds * 1000);
  clearInterval(timer);
  const result = { count: confirmed - count, seconds: (performance.now() - at) / 1000, cpu: ownCpu() - cpu };
  for (const client of clients) client.end(true);
  return result;
}

serve({
  run,
  /** Only stays connected. */
  async idle(options) {
    globalThis.kept = await open(options);
  },
});
