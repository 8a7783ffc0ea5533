import { beforeEach, describe, expect, test } from 'vitest';
import { KaaError } from '../../../src/errors.js';
import type { ConfigurationDelivery } from '../../../src/platform/esp/events.js';
import { ConfigurationRegister } from '../../../src/platform/services/ecr/ecr.js';
import {
  EcrApplicationConfig,
  EcrSettings,
  EcrVersionConfig,
} from '../../../src/platform/services/ecr/settings.js';
import { type Bench, bench, complete, NOW } from './harness.js';

let at: Bench;
let ecr: ConfigurationRegister;

function start(configs: Bench['configs'] = {}, settings: Partial<EcrSettings> = {}): void {
  at = bench(configs);
  ecr = new ConfigurationRegister({ ...at, settings: complete<EcrSettings>(EcrSettings, settings) });
}

beforeEach(() => start());

const V1 = { appVersionName: 'demo-v1' };
const OF_1 = { ...V1, endpointId: 'endpoint-1' };
const assignedTo = (endpointId: string, name = 'default', appVersionName = 'demo-v1') =>
  ecr.assigned({ endpointId, appVersionName, name })?.config;

function delivery(type: ConfigurationDelivery['type'], configId: string, more: object = {}): void {
  at.events.raise({ type, provider: 'ecr', ...OF_1, name: 'default', configId, ...more });
}

describe('assignment', () => {
  test("an endpoint's own configuration wins over the default of its version", () => {
    ecr.set(V1, { every: 60 });
    expect(assignedTo('endpoint-1')).toEqual({ every: 60 });
    ecr.set(OF_1, { every: 5 });
    expect(assignedTo('endpoint-1')).toEqual({ every: 5 });
    expect(assignedTo('endpoint-2')).toEqual({ every: 60 });
    ecr.delete(OF_1);
    expect(assignedTo('endpoint-1')).toEqual({ every: 60 });
  });

  test('configurations of another version or name do not apply', () => {
    ecr.set(V1, 1);
    ecr.set(OF_1, 2);
    expect(assignedTo('endpoint-1', 'wifi')).toBeUndefined();
    expect(assignedTo('endpoint-1', 'default', 'demo-v2')).toBeUndefined();
  });

  test('[7/CMP CMP-31] names are independent, and those of version and endpoint are listed once', () => {
    ecr.set(V1, 1);
    ecr.set({ ...V1, name: 'wifi' }, 2);
    ecr.set({ ...OF_1, name: 'wifi' }, 3);
    ecr.set({ ...OF_1, name: 'colour' }, 4);
    expect(ecr.names(OF_1)).toEqual(['default', 'wifi', 'colour']);
    expect(ecr.names({ ...OF_1, endpointId: 'endpoint-2' })).toEqual(['default', 'wifi']);
    expect(assignedTo('endpoint-1', 'wifi')).toBe(3);
  });

  test('get and list keep to their scope', async () => {
    const first = ecr.set(V1, 1);
    await at.clock.advance(10);
    expect(ecr.set(V1, 2)).toMatchObject({ name: 'default', createdDate: NOW, updatedDate: NOW + 10 });
    expect(first).toMatchObject({ config: 1, updatedDate: NOW });
    expect(ecr.get(OF_1)).toBeUndefined();
    expect(ecr.list(V1).map(({ config }) => config)).toEqual([2]);
    expect(ecr.list(OF_1)).toEqual([]);
  });

  test('[7/CMP CMP-01] IDs are 32 hexadecimal digits: the same for the same, others for others', () => {
    const { configId } = ecr.set(V1, { a: 1 });
    expect(configId).toMatch(/^[0-9a-f]{32}$/);
    const others = [ecr.set(V1, { a: 2 }), ecr.set({ ...V1, name: 'x' }, { a: 1 })];
    others.push(ecr.set({ appVersionName: 'demo-v2' }, { a: 1 }));
    expect(new Set([configId, ...others.map((other) => other.configId)]).size).toBe(4);
    start();
    expect(ecr.set(V1, { a: 1 }).configId).toBe(configId);
  });

  test('what is handed out is a frozen copy', () => {
    const config = { deep: { every: 60 } };
    ecr.set(V1, config);
    config.deep.every = 1;
    expect(assignedTo('endpoint-1')).toEqual({ deep: { every: 60 } });
    expect(Object.isFrozen((assignedTo('endpoint-1') as typeof config).deep)).toBe(true);
  });

  test('[6/CDTP CDTP-01] setting and deleting are announced, setting is journalled', () => {
    const { configId } = ecr.set(OF_1, 1);
    ecr.set({ ...V1, name: 'wifi' }, 2);
    expect(ecr.delete(OF_1)).toBe(true);
    expect(ecr.delete(OF_1)).toBe(false);
    const update = { type: 'configuration-updated', provider: 'ecr' };
    expect(at.raised).toEqual([
      { ...update, ...OF_1, name: 'default' },
      { ...update, ...V1, endpointId: undefined, name: 'wifi' },
      { ...update, ...OF_1, name: 'default' },
    ]);
    const set = { type: 'ecr.configuration-set', appVersion: 'demo-v1' };
    expect(at.entries()).toEqual([
      { ...set, endpointId: 'endpoint-1', name: 'default', configId },
      { ...set, name: 'wifi', configId: expect.any(String) },
    ]);
  });

  test('null is a configuration like any other', () => {
    ecr.set(V1, null);
    expect(ecr.assigned({ ...OF_1, name: 'default' })).toMatchObject({
      config: null,
      configId: expect.any(String),
    });
  });
});

describe('schemas', () => {
  const schema = {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    properties: { every: { type: 'integer', minimum: 1 } },
    required: ['every'],
  };
  const application = { 'endpoint-configuration': { 'schema-required': true, schema } };

  test('with schema-required a configuration that does not match is refused, and nothing changes', () => {
    start({ 'demo-v1': { application } });
    ecr.set(V1, { every: 5 });
    expect(() => ecr.set(V1, { every: 0 })).toThrow(KaaError);
    expect(() => ecr.set(OF_1, {})).toThrow(/"default" of demo-v1.*every/);
    expect(assignedTo('endpoint-1')).toEqual({ every: 5 });
    expect(at.entries()).toHaveLength(1);
  });

  test('the schema of the version wins, as JSON text', () => {
    start({ 'demo-v1': { application, version: { endpointConfigurationSchema: '{"type":"string"}' } } });
    expect(ecr.set(V1, 'fast').config).toBe('fast');
    expect(() => ecr.set(V1, { every: 5 })).toThrow(KaaError);
  });

  test('without schema-required nothing is checked', () => {
    start({ 'demo-v1': { application: { 'endpoint-configuration': { schema } } } });
    expect(ecr.set(V1, 'anything').config).toBe('anything');
  });

  test('a schema that cannot be used is told', () => {
    start({ 'demo-v1': { application, version: { endpointConfigurationSchema: '{"type":' } } });
    expect(() => ecr.set(V1, 1)).toThrow(/its schema cannot be used/);
  });

  test('the settings of applications and versions take the layout of Kaa', () => {
    expect(() => complete(EcrApplicationConfig, application)).not.toThrow();
    expect(() => complete(EcrVersionConfig, { endpointConfigurationSchema: '{}' })).not.toThrow();
    expect(() => complete(EcrVersionConfig, { schema: {} } as object)).toThrow();
  });
});

describe('statuses', () => {
  test('[6/CDTP CDTP-02] dispatched, then applied', async () => {
    delivery('configuration-dispatched', 'a');
    expect(ecr.statuses()).toEqual([
      { ...OF_1, name: 'default', configId: 'a', status: 'DISPATCHED', lastDispatchedDate: NOW },
    ]);
    await at.clock.advance(50);
    delivery('configuration-applied', 'a', { statusCode: 200, reasonPhrase: 'Implicitly applied' });
    expect(ecr.statuses({ endpointId: 'endpoint-1' })).toEqual([
      {
        ...OF_1,
        name: 'default',
        configId: 'a',
        status: 'APPLIED',
        lastDispatchedDate: NOW,
        lastConfirmedDate: NOW + 50,
        confirmationStatusCode: 200,
        confirmationReasonPhrase: 'Implicitly applied',
      },
    ]);
  });

  test('[7/CMP CMP-26] a status code outside 2xx is a failure, in the status and the journal', () => {
    delivery('configuration-applied', 'a', { statusCode: 507, reasonPhrase: 'no room' });
    expect(ecr.statuses()).toMatchObject([{ status: 'FAILED', confirmationStatusCode: 507 }]);
    expect(at.entries()).toEqual([
      {
        type: 'ecr.configuration-applied',
        endpointId: 'endpoint-1',
        service: 'ecr',
        name: 'default',
        configId: 'a',
        statusCode: 507,
        reasonPhrase: 'no room',
      },
    ]);
  });

  test('queries narrow by each member', () => {
    delivery('configuration-dispatched', 'a');
    delivery('configuration-dispatched', 'b');
    delivery('configuration-dispatched', 'b', { endpointId: 'endpoint-2', appVersionName: 'demo-v2' });
    expect(ecr.statuses({ configId: 'b' })).toHaveLength(2);
    expect(ecr.statuses({ configId: 'b', appVersionName: 'demo-v1' })).toHaveLength(1);
    expect(ecr.statuses({ endpointId: 'endpoint-2', configId: 'a' })).toEqual([]);
    expect(ecr.statuses({ endpointId: 'endpoint-3' })).toEqual([]);
  });

  test('deliveries of otao are none of its business', () => {
    delivery('configuration-applied', '1.0.0', { provider: 'otao' });
    expect(ecr.statuses()).toEqual([]);
    expect(at.entries()).toEqual([]);
  });

  test('statuses are bounded, the one changed longest ago goes first', () => {
    start({}, { statusesPerEndpoint: 2 });
    for (const configId of ['a', 'b', 'a', 'c']) delivery('configuration-dispatched', configId);
    expect(ecr.statuses().map(({ configId }) => configId)).toEqual(['a', 'c']);
  });

  test('an endpoint that is no more is forgotten', () => {
    ecr.set(OF_1, 1);
    delivery('configuration-dispatched', 'a');
    at.events.raise({ type: 'endpoint-unregistered', ...OF_1 });
    expect(ecr.statuses()).toEqual([]);
    expect(ecr.get(OF_1)).toBeUndefined();
  });
});
