/** The fleet engine as a load generator: `kaa sim run --target … --confirm puback`, at a rate of the whole run. */
import { fileURLToPath } from 'node:url';
import { runFleets } from '../../dist/index.js';
import { ownCpu, serve } from '../children.js';

const fleets = fileURLToPath(new URL('../blueprint/fleets', import.meta.url));

/** Looks, four a second, before the first that counts: what happens at the very beginning is the compiler's. */
const LOOKS_BEFORE = 3;

serve({
  /** @returns data samples that were confirmed between the first and the last look, and the processor time for them */
  async run({ port, connections, rate, seconds }) {
    let looks = 0;
    let first;
    let last;
    const onProgress = ({ phase, samples }) => {
      if (phase !== 'running' || samples.confirmed === 0) return;
      last = { count: samples.confirmed, at: performance.now(), cpu: ownCpu() };
      if (++looks > LOOKS_BEFORE) first ??= last;
    };
    const report = await runFleets({
      fleets,
      target: `mqtt://127.0.0.1:${port}`,
      confirm: 'puback',
      endpoints: connections,
      rate,
      durationMs: seconds * 1000,
      seed: 1,
      onProgress,
    });
    if (first === undefined || first === last) throw new Error('too little was confirmed to be measured');
    return {
      count: last.count - first.count,
      seconds: (last.at - first.at) / 1000,
      cpu: last.cpu - first.cpu,
      failed: report.samples.sent - report.samples.confirmed,
    };
  },
});
