/**
 * `npm run bench`: what kaa costs, each figure as a ratio to a peer measured in the same call, in turns.
 *
 *     npm run bench -- --only answers,start --rounds 5 --quick --json --mosquitto PATH --mqttx PATH --emqtt-bench PATH
 *
 * Absolute rates are noise on shared machines; ratios of medians are not. All traffic stays on loopback; every server and load
 * generator is a process of its own. `--smoke` only shows that each measurement still measures something: nothing that it
 * prints is worth reading. See README.md beside this file.
 */
import { parseArgs } from 'node:util';
import { rowOf, table } from './figures.js';
import { findPeers, unreadable } from './peers.js';

/** Each is a module of rows/. */
const NAMES = ['clients', 'answers', 'latency', 'idle', 'memory', 'virtual', 'store', 'startup'];

/** In seconds, rounds and sizes; those of the modules where nothing is said. */
const QUICK = { rounds: 1, seconds: 1 };
const SMOKE = {
  rounds: 1,
  seconds: 0.2,
  connections: [2],
  clients: { rate: 200 },
  latency: { connections: 2 },
  idle: { connections: 20 },
  memory: { endpoints: 20, rate: 100 },
  virtual: { scale: 0.01 },
  store: { series: 2 },
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    mosquitto: { type: 'string' },
    mqttx: { type: 'string' },
    'emqtt-bench': { type: 'string' },
  },
});

const names = values.only === undefined ? NAMES : values.only.split(',');
const unknown = names.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${NAMES.join(', ')}.`);
  process.exit(2);
}

const wrong = unreadable(values);
if (wrong.length > 0) {
  console.error(`There is no program at ${wrong.join(', ')}.`);
  process.exit(2);
}

const peers = findPeers(values);
const rows = [];
for (const name of names) {
  if (!values.json) process.stderr.write(`${name} …\n`);
  const { measure } = await import(`./rows/${name}.js`);
  const measured = await measure({ ...sizesFor(name), peers });
  rows.push(...measured.map((one) => ({ name, ...rowOf(one) })));
}
console.log(values.json ? JSON.stringify({ rows }) : table(rows));
// mosquitto and MQTT.js may leave sockets behind.
process.exit(0);

function sizesFor(name) {
  const { rounds } = values;
  const sizes = values.smoke ? SMOKE : values.quick ? QUICK : { rounds: 3, seconds: 2 };
  const { [name]: own = {}, connections } = sizes;
  const many = connections !== undefined && ['clients', 'answers'].includes(name) ? { connections } : {};
  return {
    rounds: rounds === undefined ? sizes.rounds : Math.max(1, Number.parseInt(rounds, 10)),
    seconds: sizes.seconds,
    ...many,
    ...own,
  };
}
