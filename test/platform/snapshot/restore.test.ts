import { expect, test } from 'vitest';
import type { DataPoint } from '../../../src/platform/esp/events.js';
import { loadQueryCompiler } from '../../../src/platform/services/epr/mongo-query.js';
import { asRead, buildDemo, captured, type Demo, stateOf } from './demo.js';

/** Another process, later, that takes in the state of the first. */
async function moved(from: Demo, later = 0): Promise<Demo> {
  const to = await buildDemo({ seed: 2, later });
  await to.platform.state.restore(asRead(captured(from)), 'somewhere');
  return to;
}

test('endpoints keep their IDs, tokens their life, metadata and dates their values', async () => {
  const first = await buildDemo();
  const endpointId = first.idOf('alpha');
  first.platform.services.cm.identify('demo', 'alpha');
  first.platform.issueToken({ endpointId, token: 'second', replaces: 'alpha' });
  first.platform.services.epr.replaceMetadata(endpointId, { name: 'Renamed' });
  const second = await moved(first, 60_000);
  expect(second.idOf('alpha')).toBe(endpointId);
  const { epr, cm } = second.platform.services;
  expect(epr.endpoint(endpointId)).toEqual(first.platform.services.epr.endpoint(endpointId));
  expect(cm.tokensOf(endpointId).map(({ token, state }) => [token, state])).toEqual([
    ['alpha', 'Revoked'],
    ['second', 'Inactive'],
  ]);
  expect(cm.identify('demo', 'second')?.state).toBe('Active');
});

test('a command that waits goes on waiting, and expires when its own time is over', async () => {
  const first = await buildDemo();
  const endpointId = first.idOf('alpha');
  first.platform.invokeCommand({ endpointId, type: 'zero', ttlMs: 60_000 });
  const second = await moved(first, 50_000);
  const expired = () => [...second.journal.events()].filter(({ type }) => type === 'cex.command-expired');
  await second.clock.advance(9000);
  expect(expired()).toEqual([]);
  await second.clock.advance(2000);
  expect(expired()).toMatchObject([{ endpointId, commandType: 'zero' }]);
});

test('command IDs count on, so that no two commands have the same', async () => {
  const first = await buildDemo();
  const { commandId } = first.platform.invokeCommand({ endpointId: first.idOf('alpha'), type: 'zero' });
  const second = await moved(first);
  const next = second.platform.invokeCommand({ endpointId: second.idOf('alpha'), type: 'zero' });
  expect(next.commandId).toBe(commandId + 1);
});

test('data points come back with what they lack, beyond a limit of now the oldest are dropped and counted', async () => {
  const first = await buildDemo();
  const endpointId = first.idOf('alpha');
  const points: DataPoint[] = [
    { timestamp: 1, values: { a: 1, b: null } },
    { timestamp: 2, values: { c: 'on' } },
    { timestamp: 3, values: { a: 2.5, c: true } },
  ];
  first.platform.services.epts.store('demo-v1', endpointId, 'mixed', points);
  const query = { applicationName: 'demo' };
  const second = await moved(first);
  expect(second.platform.services.epts.data(query)).toEqual({ [endpointId]: { mixed: points } });
  const small = await buildDemo({
    blueprint: (demo) => ({
      ...demo,
      services: {
        ...demo.services,
        epts: { service: 'epts', settings: { ...demo.services.epts?.settings, pointsPerTimeSeries: 2 } },
      },
    }),
  });
  await small.platform.state.restore(asRead(captured(first)), 'somewhere');
  expect(small.platform.services.epts.data(query)).toEqual({ [endpointId]: { mixed: points.slice(1) } });
  expect(small.platform.state.capture('').timeSeries).toMatchObject([{ dropped: 1 }]);
});

test('[22/CAP] the right password is let in, the wrong one is not; the password itself is not saved', async () => {
  const first = await buildDemo();
  first.platform.services.ccm.createBasic({ username: 'driver', password: 'open sesame' });
  expect(JSON.stringify(captured(first))).not.toContain('sesame');
  const { ccm } = (await moved(first)).platform.services;
  const login = (password: string) =>
    ccm.authenticate({ transport: 'tcp', username: 'driver@kaa', password });
  expect(login('open sesame')).toMatchObject({ credentialsIds: [expect.any(String)] });
  expect(login('open says me')).toMatchObject({ credentialsIds: [] });
});

test('filters match the endpoints that are there now, and new ones get IDs of their own', async () => {
  const compile = await loadQueryCompiler();
  const draft = (name: string) => {
    const mongoQuery = { 'metadata.name': 'Alpha' };
    const compiled = compile(mongoQuery);
    if (!compiled.ok) throw new Error(compiled.reason);
    return { name, description: '', mongoQuery, matches: compiled.matches };
  };
  const first = await buildDemo();
  const made = first.platform.services.filters.create('demo', draft('one'));
  // The same seed draws the same IDs from the beginning again.
  const second = await buildDemo();
  await second.platform.state.restore(asRead(captured(first)), 'somewhere');
  const { filters } = second.platform.services;
  expect(filters.list('demo')).toMatchObject([{ status: 'active', matched: new Set([first.idOf('alpha')]) }]);
  expect(filters.create('demo', draft('two'))?.filterId).not.toBe(made?.filterId);
  expect(filters.list('demo')).toHaveLength(2);
});

test('what was changed in Tekton comes back; what the blueprint says by now counts for the rest', async () => {
  const first = await buildDemo();
  const { tekton } = first.platform.services;
  tekton.createApplication({ applicationName: 'made', displayName: 'Made by hand' });
  tekton.createVersion({ applicationName: 'made', appVersionName: 'made-v1' });
  tekton.configure('epts', { applicationName: 'made' }, { 'time-series': { 'auto-extract': true } });
  first.platform.register({ applicationName: 'made', appVersionName: 'made-v1', token: 'hand' });
  const edited = { demo: { 'time-series': { 'auto-extract': false } } };
  const second = await buildDemo({
    blueprint: (demo) => ({ ...demo, configs: { ...demo.configs, epts: edited } }),
  });
  await second.platform.state.restore(asRead(captured(first)), 'somewhere');
  const after = second.platform.services.tekton;
  expect(after.version('made-v1')?.applicationName).toBe('made');
  expect(after.config('epts', 'made-v1').application).toEqual({ 'time-series': { 'auto-extract': true } });
  expect(after.config('epts', 'demo-v1').application).toEqual(edited.demo);
});

test('reset leaves exactly what a fresh start of the same seed has, and no timer of before', async () => {
  const fresh = await buildDemo();
  const used = await buildDemo();
  const { services } = used.platform;
  services.tekton.createApplication({ applicationName: 'made' });
  services.ccm.createBasic({ username: 'driver', password: 'x' });
  services.otao.set('demo', { version: '9.0.0', specification: null });
  used.platform.setConfiguration({ appVersionName: 'demo-v1', config: { samplingPeriod: 99 } });
  used.platform.invokeCommand({ endpointId: used.idOf('alpha'), type: 'zero', ttlMs: 1000 });
  used.platform.unregister(used.idOf('beta'));
  used.platform.register({ applicationName: 'demo', appVersionName: 'demo-v1', token: 'extra' });
  services.epts.store('demo-v1', used.idOf('alpha'), 'a', [{ timestamp: 1, values: { value: 1 } }]);
  used.platform.state.reset();
  expect(stateOf(used)).toEqual(stateOf(fresh));
  expect(used.clock.pending()).toEqual(fresh.clock.pending());
});

test('whoever waits for a command learns that no result will come', async () => {
  const { platform, idOf } = await buildDemo();
  const { outcome } = platform.invokeCommand({ endpointId: idOf('alpha'), type: 'zero' });
  platform.state.reset();
  expect(await outcome).toEqual({ status: 'EXPIRED' });
});

test('completing adds what the blueprint declares and the snapshot lacks, and changes nothing that is there', async () => {
  const first = await buildDemo();
  first.platform.setConfiguration({ appVersionName: 'demo-v1', config: { samplingPeriod: 99 } });
  first.platform.unregister(first.idOf('beta'));
  const second = await moved(first);
  second.platform.state.complete();
  expect(second.idOf('beta')).not.toMatch(/^no/);
  expect(second.idOf('alpha')).toBe(first.idOf('alpha'));
  const { ecr } = second.platform.services;
  expect(ecr.get({ appVersionName: 'demo-v1' })?.config).toEqual({ samplingPeriod: 99 });
});
