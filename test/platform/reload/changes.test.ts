import { describe, expect, test } from 'vitest';
import { loadBlueprint } from '../../../src/blueprint/load.js';
import type { LoadedBlueprint } from '../../../src/blueprint/model.js';
import { serviceCatalog } from '../../../src/platform/catalog.js';
import { blueprintChanges, changeLine } from '../../../src/platform/reload/changes.js';
import { DEMO } from '../../helpers/platform.js';

const demo = await loadBlueprint({ path: DEMO, catalog: serviceCatalog() });

// biome-ignore lint/suspicious/noExplicitAny: tests edit whatever there is
function edited(edit: (blueprint: any) => void): LoadedBlueprint {
  const copy = structuredClone(demo);
  edit(copy);
  return copy;
}

// biome-ignore lint/suspicious/noExplicitAny: tests edit whatever there is
const linesFor = (edit: (blueprint: any) => void, from = demo) =>
  blueprintChanges(from, edited(edit)).map(changeLine);

test('the same blueprint has no changes', () => {
  expect(blueprintChanges(demo, structuredClone(demo))).toEqual([]);
});

describe('applied while the platform runs', () => {
  test('service configurations, by level', () => {
    const lines = linesFor(({ configs }) => {
      configs.epmx.demo.versions['demo-v1']['metadata-keys'] = {};
      configs.epts.demo['time-series']['auto-extract'] = false;
      configs.epts.demo.versions = { 'demo-v2': { 'time-series': { 'auto-extract': true } } };
      configs.kpc = {};
    });
    expect(lines).toEqual([
      'applied: config/epmx.yaml for demo-v1',
      'applied: config/epts.yaml for demo',
      'applied: config/epts.yaml for demo-v2',
      'applied: config/kpc.yaml for demo-v2: nothing is said there any more, so what demo has counts, or the defaults',
    ]);
  });

  test('a configuration file that was emptied: what counts in its place', () => {
    const lines = linesFor(({ configs }) => {
      configs.epts = {};
    });
    expect(lines).toEqual([
      'applied: config/epts.yaml for demo: nothing is said there any more, so the defaults count',
    ]);
  });

  test('new applications, versions and endpoints, each with what belongs to it', () => {
    const lines = linesFor(({ applications }) => {
      applications.demo.versions['demo-v2'].endpoints.push({ token: 'delta' });
      applications.demo.versions['demo-v3'] = { configuration: 1, endpoints: [{ token: 'epsilon' }] };
      applications.third = {
        software: [{ version: '1.0.0', specification: 1 }],
        versions: { 'third-v1': {} },
      };
    });
    expect(lines).toEqual([
      'applied: new endpoint delta of demo-v2',
      'applied: new version demo-v3 of demo',
      'applied: default configuration of demo-v3',
      'applied: new endpoint epsilon of demo-v3',
      'applied: new application third',
      'applied: software 1.0.0 of third',
      'applied: new version third-v1 of third',
    ]);
  });

  test('default configurations set, changed and taken back; software likewise', () => {
    const lines = linesFor(({ applications }) => {
      delete applications.demo.versions['demo-v1'].configuration;
      applications.demo.versions['demo-v2'].configuration = { samplingPeriod: 1 };
      applications.demo.software = [{ version: '1.0.2', specification: 1 }];
    });
    expect(lines).toEqual([
      'applied: software 1.0.1 of demo',
      'applied: software 1.0.2 of demo',
      'applied: default configuration of demo-v1',
      'applied: default configuration of demo-v2',
    ]);
  });

  test('descriptions, schemas and new client credentials, whose passwords are not said', () => {
    const lines = linesFor((blueprint) => {
      blueprint.applications.demo.displayName = 'Demo';
      blueprint.applications.demo.versions['demo-v1'].description = 'First';
      blueprint.schemas['demo-v1'].configuration = { type: 'object' };
      blueprint.credentials = { basic: [{ username: 'driver', password: 'open sesame' }] };
    });
    expect(lines).toEqual([
      'applied: description of demo',
      'applied: description of demo-v1',
      'applied: schemas of demo-v1',
      'applied: new client credentials driver',
    ]);
  });
});

describe('a restart is needed for', () => {
  // biome-ignore lint/suspicious/noExplicitAny: tests edit whatever there is
  const CASES: readonly [string, (blueprint: any) => void, string[]][] = [
    [
      'the name',
      (blueprint) => Object.assign(blueprint, { name: 'other' }),
      ['the name of the blueprint is now other'],
    ],
    ['the tenant', (blueprint) => Object.assign(blueprint, { tenant: 'acme' }), ['the tenant is now acme']],
    [
      'environments',
      ({ environments }) => Object.assign(environments, { stage: { mqtt: 'mqtt://stage:1883' } }),
      ['the environment stage is new'],
    ],
    [
      'service instances and their settings',
      ({ services }) => {
        services.cex.settings.defaultTtlMs = 5;
        services.cex2 = { service: 'cex', settings: {} };
        delete services.bcx;
      },
      [
        'the service instance cex has changed',
        'the service instance bcx is no longer declared',
        'the service instance cex2 is new',
      ],
    ],
    [
      'what is no longer declared',
      ({ applications }) => {
        delete applications.other;
        delete applications.demo.versions['demo-v2'];
        applications.demo.versions['demo-v1'].endpoints.splice(0, 1);
      },
      [
        'the endpoint alpha of demo-v1 is no longer declared',
        'the version demo-v2 is no longer declared',
        'the application other is no longer declared',
      ],
    ],
    [
      'endpoints that exist already',
      ({ applications }) =>
        Object.assign(applications.demo.versions['demo-v1'].endpoints[0], { metadata: {} }),
      ['the declaration of the endpoint alpha of demo-v1 has changed'],
    ],
  ];

  test.each(CASES)('%s', (_what, edit, wanted) => {
    const lines = linesFor(edit);
    expect(lines.sort()).toEqual(wanted.map((what) => `needs a restart: ${what}`).sort());
  });

  test('client credentials that exist already', () => {
    const from = edited((blueprint) => {
      blueprint.credentials = {
        basic: [{ username: 'driver', password: 'a' }],
        x509: [{ issuer: 'CN=CA', serialNumber: '1' }],
      };
    });
    const lines = linesFor((blueprint) => {
      blueprint.credentials = { basic: [{ username: 'driver', password: 'b' }] };
    }, from);
    expect(lines).toEqual([
      'needs a restart: the client credentials driver have changed',
      'needs a restart: the client credentials CN=CA 1 are no longer declared',
    ]);
  });
});
