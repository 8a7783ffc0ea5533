/**
 * Whatever may happen to the state of a platform, a snapshot of it is the whole of it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadQueryCompiler, type QueryCompiler } from '../../../src/platform/services/epr/mongo-query.js';
import { asRead, buildDemo, captured, type Demo, stateOf } from './demo.js';

/** One thing that changes the state: a number chooses what, two values say how. */
type Step = readonly [what: number, which: number, value: unknown];

const TOKENS = ['alpha', 'beta', '12345'];
const VALUES = [1.5, -0, null, true, 'on', undefined];

const STEPS: readonly ((demo: Demo, compile: QueryCompiler, which: number, value: unknown) => unknown)[] = [
  ({ platform }, _compile, which, value) =>
    platform.register({
      applicationName: 'demo',
      appVersionName: which % 2 === 0 ? 'demo-v1' : 'demo-v2',
      token: `extra-${which}`,
      metadata: { [`key ${which}`]: value, nested: { value } },
      ...(which % 3 === 0 ? { configuration: value } : {}),
    }),
  ({ platform, idOf }, _compile, which) => {
    const [endpointId, token] = [idOf('alpha', 'other'), `more-${which}`];
    if (platform.services.cm.find('other', token) === undefined) platform.issueToken({ endpointId, token });
  },
  ({ platform, idOf }, _compile, which, value) =>
    platform.invokeCommand({
      endpointId: idOf(TOKENS[which % 3] as string),
      type: `type-${which % 2}`,
      payload: value,
      ttlMs: (which % 4) * 60_000,
    }),
  async ({ clock }, _compile, which) => clock.advance(which * 10_000),
  ({ platform, idOf }, _compile, which, value) => {
    const endpointId = idOf(TOKENS[which % 3] as string);
    platform.services.epr.replaceMetadata(endpointId, { value, [`key-${which}`]: which });
  },
  ({ platform }, _compile, which, value) =>
    platform.setConfiguration({ appVersionName: 'demo-v2', name: `name${which % 3}`, config: value }),
  ({ platform, idOf, clock }, _compile, which) => {
    const values = Object.fromEntries(
      VALUES.slice(0, which % 7).flatMap((value, index) =>
        value === undefined ? [] : [[`v${index}`, value]],
      ),
    );
    const points = [{ timestamp: clock.now() + which, values }];
    platform.services.epts.store('demo-v1', idOf(TOKENS[which % 3] as string), `series-${which % 2}`, points);
  },
  ({ platform }, _compile, which, value) =>
    platform.services.otao.set('demo', { version: `1.${which}.0`, specification: value }),
  ({ platform }, _compile, which) => {
    const { ccm } = platform.services;
    ccm.createBasic({ username: `user-${which}`, password: `secret-${which}` });
    ccm.createX509({ issuer: `CN=CA ${which % 3}`, serialNumber: `${which}` });
    if (which % 2 === 0)
      for (const { credentialsId } of ccm.list('basic')) ccm.transition(credentialsId, 'Revoked');
  },
  ({ platform }, compile, which) => {
    const mongoQuery = { 'metadata.value': { $gt: which } };
    const compiled = compile(mongoQuery);
    if (compiled.ok)
      platform.services.filters.create('demo', {
        name: `filter ${which}`,
        description: '',
        mongoQuery,
        matches: compiled.matches,
      });
  },
  ({ platform }, _compile, which, value) => {
    const { tekton } = platform.services;
    tekton.createApplication({ applicationName: `made-${which % 2}` });
    tekton.createVersion({ applicationName: `made-${which % 2}`, appVersionName: `made-${which % 2}-v1` });
    tekton.configure(
      'epmx',
      { applicationName: 'demo', appVersionName: 'demo-v1' },
      {
        'metadata-keys': { [`key${which}`]: { 'write-enabled': value === true } },
      },
    );
  },
];

const step = fc.tuple(fc.nat(STEPS.length - 1), fc.nat(12), fc.jsonValue({ maxDepth: 2 }));

test('a snapshot that is restored into a fresh platform and captured again is the same, letter by letter', async () => {
  const compile = await loadQueryCompiler();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps: Step[]) => {
      const first = await buildDemo({ seed: 7 });
      for (const [what, which, value] of steps) await STEPS[what]?.(first, compile, which, value);
      const files = captured(first);
      const later = first.clock.now() - (await buildDemo()).clock.now();
      const second = await buildDemo({ seed: 8, later });
      await second.platform.state.restore(asRead(files), 'somewhere');
      expect(captured(second)).toEqual({
        ...files,
        'snapshot.json': files['snapshot.json']?.replace('"seed": 7', '"seed": 8'),
      });
      expect(stateOf(first)).toEqual(stateOf(second));
    }),
    { numRuns: 50, seed: 1 },
  );
}, 30_000);
