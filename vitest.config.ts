import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // React's production build, which the tests load as kaa does, has no helpers for development JSX.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // Those with processes and ports of their own wait more than they work: one worker more than this machine has cores.
    maxWorkers: availableParallelism() + 1,
    // CI=0: in CI ink holds its frames back, and the tests of frames would see none.
    env: { NODE_ENV: 'production', CI: '0', FORCE_COLOR: '0' },
  },
});
