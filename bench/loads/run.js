/** Runs of the fleet engine against a platform of their own, in this process. */
import { fileURLToPath } from 'node:url';
import { runFleets } from '../../dist/index.js';
import { ownCpu, serve } from '../children.js';

const fleets = fileURLToPath(new URL('../blueprint/fleets', import.meta.url));

function settledMemory() {
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage.rss();
}

serve({
  /** What each endpoint takes once all are connected and have sent something. */
  async memory({ endpoints, rate, seconds }) {
    const before = settledMemory();
    const began = performance.now();
    let connectedAt;
    let after;
    const onProgress = ({ connected, phase }) => {
      if (connected === endpoints) connectedAt ??= performance.now();
      // Once, when the run is well under way: collecting so much garbage takes its time.
      const isWellUnderWay = performance.now() - (connectedAt ?? Infinity) > seconds * 700;
      if (phase === 'running' && isWellUnderWay) after ??= settledMemory();
    };
    const { samples } = await runFleets({
      fleets,
      transport: 'memory',
      endpoints,
      rate,
      durationMs: seconds * 1000,
      seed: 1,
      onProgress,
    });
    return {
      bytesEach: ((after ?? settledMemory()) - before) / endpoints,
      connectSeconds: ((connectedAt ?? performance.now()) - began) / 1000,
      ...samples,
    };
  },
  /** Virtual seconds in a real one, from the first look on: connecting does not count. */
  async virtual({ endpoints, everyMs, transport, seconds, shard }) {
    let first;
    let last;
    const onProgress = ({ phase, elapsedMs, samples }) => {
      if (phase !== 'running') return;
      last = { virtual: elapsedMs, real: performance.now(), cpu: ownCpu(), count: samples.confirmed };
      first ??= last;
    };
    const began = performance.now();
    const { samples, durationMs } = await runFleets({
      fleets,
      virtual: true,
      transport,
      endpoints,
      shard,
      rate: (endpoints * 1000) / everyMs,
      durationMs: seconds * 1000,
      seed: 1,
      onProgress,
    });
    // A short run is over before anybody has looked twice.
    const isShort = first === undefined || last === first;
    const speed = isShort
      ? durationMs / (performance.now() - began)
      : (last.virtual - first.virtual) / (last.real - first.real);
    const microseconds = isShort ? 0 : ((last.cpu - first.cpu) * 1e6) / (last.count - first.count);
    return { speed, microseconds, ...samples };
  },
});
