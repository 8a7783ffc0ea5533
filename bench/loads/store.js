/** Time series that are full: one value each, as auto-extracted ones have. */
import { fileURLToPath } from 'node:url';
import { loadBlueprint, startPlatform } from '../../dist/index.js';
import { serve, sleep } from '../children.js';

const BLUEPRINT = fileURLToPath(new URL('../blueprint', import.meta.url));
/** What the store keeps of a time series. */
const POINTS = 10_000;
const BATCH = 1000;
/** A point of one value is two numbers: its time and its value. */
const NUMBERS = 2;

async function settledMemory() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await sleep(50);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

serve({
  async fill({ series }) {
    const blueprint = await loadBlueprint(BLUEPRINT);
    const { platform } = await startPlatform({ blueprint, port: 0, seed: 1, fleets: false });
    const { endpointId } = platform.register({
      applicationName: 'bench',
      appVersionName: 'bench-v1',
      token: 'bench-1',
    });
    const before = await settledMemory();
    for (let at = 0; at < POINTS; at += BATCH) {
      const points = Array.from({ length: BATCH }, (_, place) => ({
        timestamp: 1_767_571_200_000 + (at + place) * 1000,
        values: { value: (at + place) / 100 },
      }));
      for (let number = 0; number < series; number++)
        platform.services.epts.store('bench-v1', endpointId, `series-${number}`, points);
    }
    const values = platform.services.epts.totals().points * NUMBERS;
    return { bytesEach: ((await settledMemory()) - before) / values, values };
  },
});
