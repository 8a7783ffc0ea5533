/**
 * Memory of the client's side for each connected endpoint that says nothing, at 10,000 of them: a fleet, and the client that it
 * uses alone, against one MQTT.js client each. The server is one that only says CONNACK.
 *
 * What the process takes with few connections is taken off; both are asked after a collection of garbage.
 */
import { start } from '../children.js';

const FEW = 10;
const TARGET = 0.4;

export async function measure({ rounds, connections = 10_000 }) {
  const server = await start('servers/sink.js');
  const port = await server.ask('listen');
  const measured = { lean: [], fleet: [], mqttjs: [] };
  try {
    for (let round = 0; round < rounds; round++)
      for (const [kind, all] of Object.entries(measured)) {
        const few = await memoryOf(kind, { port, connections: FEW });
        const many = await memoryOf(kind, { port, connections });
        all.push((many - few) / (connections - FEW) / 1024);
      }
  } finally {
    await server.stop();
  }
  const common = {
    unit: 'KB',
    betterIs: 'less',
    peer: 'MQTT.js, one client each',
    theirs: measured.mqttjs,
    target: TARGET,
    count: connections,
  };
  const where = `memory per idle connection at ${connections.toLocaleString('en')}`;
  return [
    { ...common, what: `${where}, client`, ours: measured.lean },
    { ...common, what: `${where}, fleet`, ours: measured.fleet, target: undefined },
  ];
}

async function memoryOf(kind, options) {
  const client = await start('loads/idle.js', { execArgv: ['--expose-gc'] });
  try {
    await client.ask(kind, options);
    return await client.ask('settledRss');
  } finally {
    await client.stop();
  }
}
