/** Clients that connect and say nothing more: kaa's own, a fleet of endpoints, or MQTT.js. */
import { fileURLToPath } from 'node:url';
import { connect } from 'mqtt';
import { runFleets, WallClock } from '../../dist/index.js';
import { createMqttTransport } from '../../dist/sim/transport/mqtt.js';
import { serve, sleep } from '../children.js';

const OPENING_MAX = 200;
const fleets = fileURLToPath(new URL('../blueprint/fleets', import.meta.url));
const kept = [];

async function openAll(connections, openOne) {
  let next = 0;
  const work = async () => {
    while (next < connections) kept.push(await openOne(++next));
  };
  await Promise.all(Array.from({ length: Math.min(OPENING_MAX, connections) }, work));
}

serve({
  async lean({ port, connections }) {
    const transport = createMqttTransport(`mqtt://127.0.0.1:${port}`, { clock: new WallClock() });
    const listeners = { onMessage: () => {}, onLost: () => {} };
    await openAll(connections, (number) => transport.open({ clientId: `kaa-${number}`, ...listeners }));
  },
  async fleet({ port, connections }) {
    await new Promise((resolve, reject) => {
      const onProgress = ({ connected }) => connected >= connections && resolve();
      const target = `mqtt://127.0.0.1:${port}`;
      const run = runFleets({
        fleets,
        target,
        endpoints: connections,
        rate: 0.01,
        durationMs: 3e6,
        seed: 1,
        onProgress,
      });
      run.catch(reject);
    });
  },
  async mqttjs({ port, connections }) {
    const url = `mqtt://127.0.0.1:${port}`;
    await openAll(connections, async (number) => {
      const client = connect(url, { clientId: `mqttjs-${number}`, protocolVersion: 4, reconnectPeriod: 0 });
      await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject));
      return client;
    });
  },
  async settledRss() {
    for (let i = 0; i < 3; i++) {
      globalThis.gc();
      await sleep(100);
    }
    return process.memoryUsage.rss();
  },
});
