import { expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { EndpointLifecycle } from '../../../src/platform/services/epl/epl.js';
import { EndpointRegister } from '../../../src/platform/services/epr/epr.js';
import { bench } from './harness.js';

const OF = { applicationName: 'demo', appVersionName: 'demo-v1' };

function register() {
  const at = bench({
    'demo-v1': {
      version: { connectivity: { 'metadata-keys': { state: 'up' }, 'time-series': { name: 'up' } } },
    },
  });
  const epr = new EndpointRegister({ ...at, random: createRandom(1) });
  new EndpointLifecycle({ ...at, isRegistered: (endpointId) => epr.endpoint(endpointId) !== undefined });
  return { ...at, epr };
}

test('[9/ELCE ELCE-07] an endpoint that is unregistered is gone when others hear of it', () => {
  const { epr, events, raised, entries } = register();
  const { endpointId } = epr.register({ ...OF, name: 'alpha', metadata: { a: 1 } });
  const seen: unknown[] = [];
  events.listenToAll((event) => {
    if (event.type === 'endpoint-unregistered') seen.push(epr.endpoint(endpointId));
  });
  expect(epr.unregister(endpointId)).toBe(true);
  expect(seen).toEqual([undefined]);
  expect(raised.at(-1)).toEqual({ type: 'endpoint-unregistered', endpointId, appVersionName: 'demo-v1' });
  expect(entries().at(-1)).toEqual({ type: 'epr.unregistered', endpointId, appVersion: 'demo-v1' });
  expect(epr.metadata(endpointId)).toEqual({});
});

test('once', () => {
  const { epr, raised } = register();
  const { endpointId } = epr.register({ ...OF, name: 'alpha' });
  epr.unregister(endpointId);
  expect(epr.unregister(endpointId)).toBe(false);
  expect(raised.filter(({ type }) => type === 'endpoint-unregistered')).toHaveLength(1);
});

test('when its session is cut off afterwards, its connectivity is written nowhere', () => {
  const { epr, events, raised } = register();
  const { endpointId } = epr.register({ ...OF, name: 'alpha' });
  events.raise({ type: 'endpoint-connected', endpointId, appVersionName: 'demo-v1' });
  expect(raised.map(({ type }) => type)).toContain('data-points-received');
  epr.unregister(endpointId);
  raised.length = 0;
  events.raise({ type: 'endpoint-disconnected', endpointId, appVersionName: 'demo-v1' });
  expect(raised.map(({ type }) => type)).toEqual(['endpoint-disconnected']);
});

test('it may come back, with nothing of what it had', () => {
  const { epr } = register();
  const { endpointId } = epr.register({ ...OF, name: 'alpha', metadata: { a: 1 } });
  epr.unregister(endpointId);
  expect(epr.register({ ...OF, name: 'alpha' })).toMatchObject({ endpointId, metadata: {} });
});
