/**
 * Figures, rows and states of the monitor for tests: a small platform that is well, to be changed where a test needs it.
 */
import type { EndpointRow, Figures } from '../../../src/operator/monitor/figures.js';
import { pressed } from '../../../src/tui/monitor/keys/press.js';
import type { MonitorEvent } from '../../../src/tui/monitor/store/event.js';
import { reduce } from '../../../src/tui/monitor/store/reduce.js';
import { initialState, type MonitorState } from '../../../src/tui/monitor/store/state.js';

export const NOW = Date.UTC(2026, 0, 1, 12);

export const FIGURES: Figures = {
  at: NOW,
  since: NOW - 60_000,
  startedAt: NOW - 60_000,
  blueprint: { name: 'building', tenant: 'kaa' },
  clients: 3,
  endpoints: { total: 12, connected: 10 },
  versions: [{ name: 'building-v1', total: 12, connected: 10 }],
  fleets: [{ name: 'thermostats', total: 10, connected: 9 }],
  messages: { received: 1000, sent: 990, ignored: 4, refused: 1, undelivered: 0 },
  samples: 950,
  timeSeries: { points: 950, dropped: 0 },
  events: { 'kpc.message-received': 1000 },
  responseTimeMs: { p50: 0.1, p95: 0.4, p99: 1.2, max: 12.5, count: 100 },
  errors: [{ statusCode: 404, extension: 'dcx', reason: 'the application demo has no token "x"', count: 5 }],
  extensions: [{ name: 'dcx', received: 1000, answered: 990, pushed: 0, refused: 1, failures: 0 }],
  journal: { length: 4000, dropped: 0, oldestAt: NOW - 60_000 },
  diagnostics: { kinds: 1, total: 5 },
  memory: { heapUsedBytes: 54_000_000, heapLimitBytes: 4_000_000_000 },
};

/** A later report: what differs from {@link FIGURES}. */
export const figuresAt = (seconds: number, changes: Partial<Figures> = {}): Figures => ({
  ...FIGURES,
  at: NOW + seconds * 1000,
  ...changes,
});

export const row = (index: number, changes: Partial<EndpointRow> = {}): EndpointRow => ({
  endpointId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  token: `thermostat-${String(index).padStart(4, '0')}`,
  tokenState: 'Active',
  application: 'building',
  appVersion: 'building-v1',
  fleet: 'thermostats',
  connected: true,
  lastSeenAt: NOW - 2000,
  received: 100,
  sent: 100,
  errors: 0,
  perMinute: 60,
  ...changes,
});

/** A monitor that is connected and has its first figures. */
export function liveState(options: Partial<Parameters<typeof initialState>[0]> = {}): MonitorState {
  const size = { columns: 80, rows: 24, isReadOnly: false, hasColour: true };
  return afterEvents(
    initialState({ ...size, ...options }),
    { type: 'connected', url: 'http://127.0.0.1:8080' },
    { type: 'figures', figures: FIGURES },
  );
}

/** The state after events; keys ask nothing of the world here. */
export function afterEvents(state: MonitorState, ...events: readonly MonitorEvent[]): MonitorState {
  return events.reduce(
    (now, event) => (event.type === 'key' ? pressed(now, event.key).state : reduce(now, event)),
    state,
  );
}

/** The state after keys, one character each, or by name. */
export function typed(state: MonitorState, ...keys: readonly string[]): MonitorState {
  return afterEvents(state, ...keys.map((key) => ({ type: 'key', key }) as const));
}

/** A message of the journal as the stream brings it. */
export const received = (seq: number, topic: string, payload = '{}') => ({
  event: { seq, at: NOW + seq, type: 'kpc.message-received', client: 'c1', topic, qos: 1, payload },
});

export const sent = (seq: number, topic: string, cause = 'status', payload = '') => ({
  event: { seq, at: NOW + seq, type: 'kpc.message-sent', client: 'c1', topic, qos: 1, payload, cause },
});
