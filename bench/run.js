/**
 * `npm run bench`: what kaa costs, each figure as a ratio to a peer measured in the same call, alternating.
 *
 * Absolute rates are noise on shared machines; ratios of medians are not. All traffic stays on loopback. `--json` prints
 * the rows as one JSON object. See README.md beside this file.
 */

import { measureAnswers } from './answers.js';
import { median, table } from './figures.js';
import { measureStart } from './start.js';

const ROUNDS = 5;

const rows = [];
for (const connections of [10, 100]) rows.push(await measureAnswers({ connections, rounds: ROUNDS }));
rows.push(measureStart({ rounds: 2 * ROUNDS }));

const figures = rows.map(({ what, unit, ours, peer, theirs, betterIs }) => ({
  what,
  unit,
  kaa: median(ours),
  peer,
  theirs: median(theirs),
  ratio: median(ours) / median(theirs),
  betterIs,
}));
console.log(process.argv.includes('--json') ? JSON.stringify({ rows: figures }) : table(figures));
process.exit(0);
