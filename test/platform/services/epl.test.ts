import { expect, test } from 'vitest';
import { EndpointLifecycle } from '../../../src/platform/services/epl/epl.js';
import { EplVersionConfig } from '../../../src/platform/services/epl/settings.js';
import { bench, complete, NOW } from './harness.js';

const OF_1 = { endpointId: 'endpoint-1', appVersionName: 'demo-v1' };
const CONNECTED = { type: 'endpoint-connected', ...OF_1 } as const;
const DISCONNECTED = { type: 'endpoint-disconnected', ...OF_1 } as const;
const KEYS = { 'metadata-keys': { state: 'connected', 'state-ts': 'connectivity_ts' } };

function raisedBy(connectivity: object | undefined, event: typeof CONNECTED | typeof DISCONNECTED) {
  const at = bench({ 'demo-v1': { version: { connectivity } } });
  new EndpointLifecycle({ ...at, isRegistered: () => true });
  at.events.raise(event);
  return at.raised.slice(1);
}

test('connectivity goes into the metadata keys of the version', () => {
  const change = { type: 'metadata-change', ...OF_1, remove: [] };
  expect(raisedBy(KEYS, CONNECTED)).toEqual([{ ...change, set: { connected: true, connectivity_ts: NOW } }]);
  expect(raisedBy(KEYS, DISCONNECTED)).toEqual([
    { ...change, set: { connected: false, connectivity_ts: NOW } },
  ]);
});

test('each key may be left out', () => {
  expect(raisedBy({ 'metadata-keys': { state: 'up' } }, CONNECTED)).toMatchObject([{ set: { up: true } }]);
  expect(raisedBy({ 'metadata-keys': {} }, CONNECTED)).toEqual([]);
});

test('[14/TSTP TSTP-01] and into a time series as 1 and 0', () => {
  const series = { 'time-series': { name: 'connectivity' } };
  const points = (value: number) => [
    {
      type: 'data-points-received',
      originator: 'epl',
      ...OF_1,
      timeSeries: 'connectivity',
      points: [{ timestamp: NOW, values: { value } }],
    },
  ];
  expect(raisedBy(series, CONNECTED)).toEqual(points(1));
  expect(raisedBy(series, DISCONNECTED)).toEqual(points(0));
});

test('a version that asks for nothing gets nothing', () => {
  expect(raisedBy(undefined, CONNECTED)).toEqual([]);
});

test('the settings of a version take the layout of Kaa', () => {
  const connectivity = { ...KEYS, 'time-series': { name: 'connectivity' } };
  expect(() => complete(EplVersionConfig, { connectivity })).not.toThrow();
  expect(() => complete(EplVersionConfig, { connectivity: { keys: {} } } as object)).toThrow();
});
