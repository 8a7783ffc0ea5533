import { expect, test } from 'vitest';
import type { LoadedBlueprint } from '../../../src/blueprint/model.js';
import { changeLine } from '../../../src/platform/reload/changes.js';
import { buildDemo, type Demo, stateOf } from '../snapshot/demo.js';

// biome-ignore lint/suspicious/noExplicitAny: tests edit whatever there is
type Edit = (blueprint: any) => void;

function editedBy({ platform }: Pick<Demo, 'platform'>, change: Edit): LoadedBlueprint {
  const copy = structuredClone(platform.blueprint);
  change(copy);
  return copy;
}

/** A platform whose blueprint was edited, once or twice, and what was said the last time. */
async function edit(...changes: readonly Edit[]) {
  const demo = await buildDemo();
  let lines: string[] = [];
  for (const change of changes) lines = demo.platform.updateBlueprint(editedBy(demo, change)).map(changeLine);
  return { ...demo, lines };
}

test('[17/SCMP] a changed service configuration counts for the next message, and is announced', async () => {
  const { platform, journal } = await edit(({ configs }) => {
    configs.kpc.demo.versions['demo-v2']['allowed-extension-instances'] = ['dcx'];
  });
  expect(platform.extensionsOf('demo-v2')).toEqual(['dcx']);
  const told = [...journal.events()].filter(({ type }) => type === 'tekton.configuration-changed');
  expect(told).toMatchObject([{ serviceInstance: 'kpc', application: 'demo', appVersion: 'demo-v2' }]);
});

test('a configuration file that is emptied no longer counts', async () => {
  const { platform } = await edit((blueprint) => {
    blueprint.configs.kpc = {};
  });
  expect(platform.extensionsOf('demo-v2')).toContain('cex');
});

test('a new version is served at once, with its endpoints, configuration and service configuration', async () => {
  const { platform, idOf } = await edit(({ applications, configs }) => {
    applications.demo.versions['demo-v3'] = {
      configuration: { samplingPeriod: 1 },
      endpoints: [{ token: 'delta', metadata: { floor: 3 } }],
    };
    configs.kpc.demo.versions['demo-v3'] = { 'allowed-extension-instances': ['dcx'] };
  });
  expect(platform.services.tekton.version('demo-v3')).toMatchObject({ applicationName: 'demo' });
  expect(platform.services.epr.endpoint(idOf('delta'))).toMatchObject({
    appVersionName: 'demo-v3',
    metadata: { floor: 3 },
  });
  expect(platform.services.ecr.get({ appVersionName: 'demo-v3' })?.config).toEqual({ samplingPeriod: 1 });
  expect(platform.extensionsOf('demo-v3')).toEqual(['dcx']);
  expect(platform.blueprint.applications.demo?.versions).toHaveProperty('demo-v3');
});

test('default configurations and software follow the file, also when they are taken out of it', async () => {
  const { platform } = await edit(({ applications }) => {
    delete applications.demo.versions['demo-v1'].configuration;
    applications.demo.software = [{ version: '2.0.0', specification: 2 }];
  });
  expect(platform.services.ecr.get({ appVersionName: 'demo-v1' })).toBeUndefined();
  expect(platform.services.otao.list('demo').map(({ version }) => version)).toEqual(['2.0.0']);
});

test('new client credentials are let in', async () => {
  const { platform } = await edit((blueprint) => {
    blueprint.credentials = { basic: [{ username: 'driver', password: 'x' }] };
  });
  expect(platform.services.ccm.list()).toMatchObject([{ username: 'driver' }]);
});

test('what was taken away by hand does not come back with an edit of something else', async () => {
  const demo = await buildDemo();
  demo.platform.unregister(demo.idOf('alpha'));
  demo.platform.services.otao.delete('demo', '1.0.1');
  demo.platform.updateBlueprint(
    editedBy(demo, ({ applications }) => {
      applications.demo.versions['demo-v1'].endpoints.push({ token: 'delta' });
    }),
  );
  expect(demo.idOf('alpha')).toMatch(/^no/);
  expect(demo.idOf('delta')).not.toMatch(/^no/);
  expect(demo.platform.services.otao.list('demo')).toEqual([]);
});

test('what needs a restart changes nothing, and is said again until there was one', async () => {
  const change: Edit = ({ services, applications, environments }) => {
    services.cex.settings.defaultTtlMs = 5;
    delete applications.other;
    applications.demo.versions['demo-v1'].endpoints[0].metadata = {};
    environments.stage = { mqtt: 'mqtt://stage:1883' };
  };
  const untouched = await buildDemo();
  const once = await edit(change);
  expect(once.lines).toHaveLength(4);
  expect(stateOf(once)).toEqual(stateOf(untouched));
  expect(once.platform.blueprint).toMatchObject({
    services: { cex: { settings: { defaultTtlMs: 3_600_000 } } },
    applications: { other: {} },
  });
  const twice = await edit(change, change);
  expect(twice.lines).toEqual(once.lines);
});

test('a configuration that its schema refuses stops the whole edit', async () => {
  const demo = await buildDemo();
  const wrong = editedBy(demo, ({ configs, applications }) => {
    configs.ecr = {
      demo: { 'endpoint-configuration': { 'schema-required': true, schema: { required: ['period'] } } },
    };
    applications.demo.versions['demo-v2'].endpoints.push({ token: 'delta' });
  });
  const before = stateOf(demo);
  expect(() => demo.platform.updateBlueprint(wrong)).toThrow('does not match its schema');
  expect(stateOf(demo)).toEqual(before);
  expect(demo.platform.blueprint.configs).not.toHaveProperty('ecr');
});

test('tenants need a restart, but for a new application of one that is there', async () => {
  const { lines, platform } = await edit((blueprint) => {
    blueprint.tenants = { acme: {} };
    blueprint.applications.other.tenant = 'acme';
    blueprint.applications.fresh = { tenant: 'acme', versions: { 'fresh-v1': {} } };
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      'needs a restart: the application other belongs to another tenant now',
      'needs a restart: the tenants besides that of the blueprint have changed',
      'applied: new application fresh',
    ]),
  );
  const { tekton } = platform.services;
  expect([tekton.tenantOf('other-v1'), tekton.tenantOf('fresh-v1')]).toEqual(['kaa', 'acme']);
});
