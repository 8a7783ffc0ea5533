/**
 * A fleet report and a progress to start from in tests of what shows them; the numbers are made up.
 */
import type { FleetProgress, FleetReport } from '../../src/sim/report/report.js';

export const PASSED: FleetReport = {
  verdict: 'pass',
  reasons: [],
  seed: 42,
  target: 'mqtt://127.0.0.1:1883',
  durationMs: 15_012.3,
  endpoints: 1200,
  connections: 1,
  connectedMax: 1200,
  reconnects: 0,
  samples: { sent: 18_000, confirmed: 18_000, rejected: 0, unanswered: 0, late: 0 },
  answers: { duplicate: 0, outOfOrder: 0 },
  latencyMs: { p50: 0.8, p95: 3.2, p99: 12.44, max: 108.2 },
  latencyFromDueMs: { p50: 1.2, p95: 4.1, p99: 14.6, max: 110.4 },
  generator: { lagMs: { p50: 0.4, p95: 0.9, p99: 2.2, max: 8.6 }, isBottleneck: false },
  samplesPerSecond: 1199.7,
  metadata: { sent: 1200, confirmed: 1200 },
  commands: { received: 3, answered: 3 },
  configurations: { received: 1200, applied: 1200, refused: 0 },
  errors: [],
  unexpectedMessages: 0,
  notes: [],
};

export const FAILED: FleetReport = {
  ...PASSED,
  verdict: 'fail',
  reasons: ['12 data samples were rejected.', '3 data samples were not answered.'],
  samples: { sent: 18_000, confirmed: 17_985, rejected: 12, unanswered: 3, late: 0 },
  errors: [
    { code: 400, reason: 'Bad Request', extension: 'dcx', count: 12 },
    { code: 0, reason: 'no answer', extension: 'epmx', count: 3 },
  ],
};

export const PROGRESS: FleetProgress = {
  phase: 'running',
  elapsedMs: 8200,
  durationMs: 15_000,
  endpoints: 1200,
  connected: 1199,
  samples: { sent: 9600, confirmed: 9590, rejected: 1, unanswered: 7, late: 2 },
  latencyMs: { p50: 0.8, p95: 3.2, p99: 4, max: 12.6 },
  commandsAnswered: 3,
  configurationsApplied: 1200,
};
