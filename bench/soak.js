/**
 * `node bench/soak.js`: does memory stay flat? The local platform and a fleet, each a process of its own, for an hour.
 *
 *     node bench/soak.js --minutes 60 --rate 500 --endpoints 1000 --every 10 --json --snapshots FOLDER
 *
 * The fleet loses connections, restarts, roams and repeats itself; commands and configurations come, people look, strangers
 * knock. Everything that has a bound reaches it within minutes: the blueprint in soak/ keeps little. Now and then both processes collect
 * their garbage and say what is left; soak/trend.js says whether that grows. Only loopback; Ctrl-C ends it with what there is.
 *
 * Exit code: 0 flat, 1 growing, 3 unclear.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sleep, start } from './children.js';
import { summary } from './soak/summary.js';
import { trendOf } from './soak/trend.js';
import { startVisitors } from './soak/visitors.js';

/**
 * What may be added in the second half, as a share. The heap is exact once its garbage is collected; what the system has given to
 * the process is not.
 */
const GROWTH_MAX = { heap: 0.02, rss: 0.05 };
const EXIT_CODES = { flat: 0, growing: 1, unclear: 3 };
/** Every so often, in milliseconds, somebody operates so many endpoints: each in a thousand of them every 100 s. */
const OPERATED_EVERY_MS = 1000;
const OPERATED = 10;
/** Data points may come and go by so much. */
const STILL_FULL = 1.02;

const number = (text, name) => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} must be a number above 0, not ${text}.`);
  process.exit(2);
};

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '500' },
    endpoints: { type: 'string', default: '1000' },
    every: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
    snapshots: { type: 'string' },
  },
});
const [minutes, rate, endpoints, every] = ['minutes', 'rate', 'endpoints', 'every'].map((name) =>
  number(values[name], name),
);
/** Writing a heap snapshot takes memory that the process does not give back. */
const MEASURED = values.snapshots === undefined ? ['heap', 'rss'] : ['heap'];
const say = (line) => values.json || console.log(line);

const withGc = { execArgv: ['--expose-gc'] };
const platform = await start('servers/soak.js', withGc);
const fleet = await start('loads/soak.js', withGc);
const processes = { platform, fleet };
let isOver = false;
process.once('SIGINT', () => {
  isOver = true;
  fleet.ask('end').catch(() => {});
});
try {
  const outcome = await soak();
  console.log(values.json ? JSON.stringify(outcome) : summary(outcome));
  process.exitCode = EXIT_CODES[outcome.verdict];
} finally {
  await Promise.all([platform.stop(), fleet.stop()]);
}

async function soak() {
  const addresses = await platform.ask('listen', { endpoints });
  const visitors = startVisitors(addresses);
  const operating = setInterval(() => {
    platform.ask('operate', { count: OPERATED }).catch(() => {});
  }, OPERATED_EVERY_MS);
  const running = fleet
    .ask('run', { port: addresses.mqtt, endpoints, rate, seconds: minutes * 60 })
    .finally(() => {
      isOver = true;
    });
  // What it failed with is told below.
  running.catch(() => {});
  const looks = await lookUntilOver();
  clearInterval(operating);
  await visitors.stop();
  const { samples, connectedMax, commands, configurations, faults, reconnects, moves } = await running;
  const report = { samples, connectedMax, commands, configurations, faults, reconnects, moves };
  return { minutes, rate, endpoints, ...judged(looks), report, visitors: visitors.counts, looks };
}

/** A look at both processes every so often, with heap snapshots at the half and at the end where they are asked for. */
async function lookUntilOver() {
  const began = performance.now();
  const minute = () => (performance.now() - began) / 60_000;
  const looks = [];
  let isPastHalf = false;
  do {
    const [ours, theirs] = await Promise.all([platform.ask('look'), fleet.ask('look')]);
    // Endpoints that no longer send anything are another load.
    if (theirs.phase === 'finishing') break;
    looks.push({ minute: minute(), platform: ours, fleet: theirs });
    say(lineOf(looks.at(-2), looks.at(-1)));
    if (!isPastHalf && minute() > minutes / 2) {
      isPastHalf = true;
      await snapshots('half');
    }
    const next = began + looks.length * every * 1000;
    while (!isOver && performance.now() < next) await sleep(Math.min(200, next - performance.now()));
  } while (!isOver);
  await snapshots('end');
  return looks;
}

async function snapshots(when) {
  if (values.snapshots === undefined) return;
  for (const [name, child] of Object.entries(processes))
    await child.ask('snapshot', { file: join(values.snapshots, `${name}-${when}.heapsnapshot`) });
}

function lineOf(before, { minute, platform: ours, fleet: theirs }) {
  const seconds = before === undefined ? 0 : (minute - before.minute) * 60;
  const events = seconds === 0 ? 0 : (ours.events - before.platform.events) / seconds;
  const mb = ({ heap, rss }) => `${(heap / 1e6).toFixed(1).padStart(6)} / ${(rss / 1e6).toFixed(0)} MB`;
  return [
    `${minute.toFixed(1).padStart(5)} min`,
    `platform ${mb(ours)}`,
    `fleet ${mb(theirs)}`,
    `${theirs.connected} connected`,
    `${theirs.samples?.confirmed ?? 0} confirmed`,
    `${events.toFixed(0)} events/s`,
  ].join('  ');
}

/** What the looks come to. Nothing can be said as long as something still fills up. */
function judged(looks) {
  const trends = {};
  for (const name of Object.keys(processes))
    for (const what of MEASURED)
      trends[`${name} ${what}`] = trendOf(
        looks.map((look) => ({ minute: look.minute, value: look[name][what] })),
        GROWTH_MAX[what],
      );
  const last = looks.at(-1);
  const half = looks.find(({ minute }) => minute >= last.minute / 2).platform;
  const isFull = half.isJournalFull && last.platform.points <= half.points * STILL_FULL;
  const verdicts = Object.values(trends).map(({ verdict }) => verdict);
  const worst = ['growing', 'unclear', 'flat'].find((verdict) => verdicts.includes(verdict));
  return { isFull, trends, verdict: isFull ? worst : 'unclear' };
}
