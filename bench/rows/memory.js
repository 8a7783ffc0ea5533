/**
 * Fifty thousand endpoints in one process, with the platform that they speak to, over memory: they connect, they run, and what
 * both ends of a connection take together.
 */
import { start } from '../children.js';

const TARGET_BYTES = 16 * 1024;

export async function measure({ rounds, endpoints = 50_000, rate = 2000, seconds }) {
  const measured = [];
  for (let round = 0; round < Math.max(1, Math.ceil(rounds / 3)); round++) {
    const run = await start('loads/run.js', { execArgv: ['--expose-gc'] });
    measured.push(await run.ask('memory', { endpoints, rate, seconds: Math.max(2, seconds) }));
    await run.stop();
  }
  const { confirmed, sent, connectSeconds } = measured[0];
  return [
    {
      what: `${endpoints.toLocaleString('en')} endpoints over memory, both ends, each`,
      unit: 'bytes',
      betterIs: 'less',
      ours: measured.map(({ bytesEach }) => bytesEach),
      peer: '16 KB',
      theirs: TARGET_BYTES,
      target: 1,
      note: `connected in ${connectSeconds.toFixed(1)} s, ${confirmed} of ${sent} data samples confirmed`,
      count: confirmed,
    },
  ];
}
