/**
 * How long `kaa --help` takes, against a Node.js that does nothing.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Whole processes, one after the other, in turns. */
export function measureStart({ rounds }) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(timed([PROGRAM, '--help']));
    theirs.push(timed(['-e', '']));
  }
  return { what: 'kaa --help', unit: 'ms', ours, peer: "node -e ''", theirs, betterIs: 'less' };
}

function timed(args) {
  const began = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - began;
}
