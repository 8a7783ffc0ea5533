/** The fleets of the soak, run against a platform elsewhere, with the memory of their process. */
import { fileURLToPath } from 'node:url';
import { runFleets } from '../../dist/index.js';
import { serve, settledMemory } from '../children.js';

const BLUEPRINT = fileURLToPath(new URL('../soak/blueprint', import.meta.url));

const stopping = new AbortController();
let progress;

/** Ctrl-C is the parent's. */
process.on('SIGINT', () => {});

serve({
  /** @returns the report of the run, at its end */
  run: ({ port, endpoints, rate, seconds }) =>
    runFleets({
      blueprint: BLUEPRINT,
      target: `mqtt://127.0.0.1:${port}`,
      endpoints,
      rate,
      durationMs: seconds * 1000,
      seed: 1,
      signal: stopping.signal,
      onProgress: (news) => {
        progress = news;
      },
    }),
  look() {
    const { phase, connected = 0, samples } = progress ?? {};
    return { ...settledMemory(), phase, connected, samples };
  },
  end: () => stopping.abort(),
  async snapshot({ file }) {
    const { writeHeapSnapshot } = await import('node:v8');
    return writeHeapSnapshot(file);
  },
});
