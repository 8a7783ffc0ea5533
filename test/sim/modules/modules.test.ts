/**
 * Generators and behaviours as modules of the user's own: JavaScript and TypeScript, what they are given, and what becomes of
 * their mistakes.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  command,
  configuration,
  play,
  resultsOf,
  type Steps,
  samplesOf,
  transitionsOf,
} from '../device/play.js';

const folder = await mkdtemp(join(tmpdir(), 'kaa-modules-'));
afterAll(() => rm(folder, { recursive: true }));

const FILES: Readonly<Record<string, string>> = {
  'tide.js': `
export default ({ random, options, index, token, fleet }) => {
  const phase = random.float();
  let count = 0;
  return ({ sample, elapsed, at, device }) => ({
    phase, mean: options.mean, count: count++, index, token, fleet, before: sample.before,
    floor: device.parameters.floor, late: at - elapsed === 1700000000000,
  });
};
export const plain = () => () => 7;
export const number = 3;
export const broken = () => ({ sample }) => sample.before.nothing.at.all;
export const slow = () => async () => 1;
export const odd = () => () => 12n;
export const none = () => 5;
`,
  'tide.ts': `
import { defineGenerator } from 'kaa-cli';
interface Options { readonly factor: number }
export const scaled = defineGenerator<Options>(({ options }) => (moment) => moment.device.index * options.factor);
enum Mode { Fast = 2 }
export default defineGenerator(() => () => Mode.Fast);
`,
  'syntax.ts': 'export default () => () => { const = 3 };\n',
  'throws.js': 'throw new Error("no database");\n',
  'needs.js': 'import missing from "a-package-that-is-not-there";\nexport default () => () => missing;\n',
  'charger.ts': `
import { defineBehaviour } from 'kaa-cli';
export default defineBehaviour<{ readonly idleMs: number }>(({ options, random }) => {
  let charged = 0;
  return {
    start: 'idle',
    entered(state) {
      if (state === 'hot') return undefined;
      if (state === 'idle') return { wakeAfterMs: options.idleMs };
      return { wakeAfterMs: 500 + 500 * random.float(), set: { sessions: ++charged } };
    },
    time: ({ device }) => ({ state: device.state === 'idle' ? 'charging' : 'idle' }),
    sample: ({ sample }) => (sample.temperature > 90 ? { state: 'hot' } : undefined),
    command(type, { command, device }) {
      if (type === 'unlock') return { set: { locked: false }, result: { statusCode: 200, payload: { was: device.state } } };
      if (type === 'reset') return { rebootMs: 1000 };
      return undefined;
    },
    configuration: ({ configuration }) =>
      configuration.current > 32 ? { refuse: { statusCode: 422, reasonPhrase: 'too much' } } : { set: { current: configuration.current } },
  };
});
export const typo = () => ({ start: 'a', sample: () => ({ sate: 'b' }) });
export const nothing = () => ({});
`,
};
for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);

const value = (reference: string) => `
  endpoints: 2
  parameters: { floor: 4 }
  samples: { every: 1s, fields: { before: 1, value: { module: ${reference} } } }
`;
const run = (yaml: string, steps: Steps = {}) => play(yaml, steps, { folder, durationMs: 5000 });

describe('a generator', () => {
  test('in JavaScript gets its options, its own randomness, and the moment', async () => {
    const played = await run(value('{ file: ./tide.js, options: { mean: 3 } }'));
    const samples = samplesOf(played).map((sample) => sample.value as Record<string, unknown>);
    const first = samples.filter(({ token }) => token === 'room-001');
    expect(first[0]).toEqual({
      ...{ phase: expect.any(Number), mean: 3, count: 0, index: 1, token: 'room-001', fleet: 'rooms' },
      ...{ before: 1, floor: 4, late: true },
    });
    expect(first.map(({ count }) => count)).toEqual(first.map((_, place) => place));
    expect(new Set(samples.map(({ phase }) => phase)).size).toBe(2);
    const again = samplesOf(await run(value('{ file: ./tide.js, options: { mean: 3 } }')));
    expect(again).toEqual(samplesOf(played));
  });

  test('in TypeScript, with the helper and without kaa-cli installed beside it; by name or default', async () => {
    const scaled = await run(value('{ file: tide.ts, export: scaled, options: { factor: 10 } }'));
    expect(new Set(samplesOf(scaled).map((sample) => sample.value))).toEqual(new Set([10, 20]));
    expect(samplesOf(await run(value('{ file: tide.ts }')))[0]?.value).toBe(2);
    expect(samplesOf(await run(value('{ file: tide.js, export: plain }')))[0]?.value).toBe(7);
  });

  test.each([
    [
      '{ file: tide.js, export: broken }',
      'it threw "Cannot read properties of undefined (reading \'at\')" at tide.js:12:67',
    ],
    ['{ file: tide.js, export: slow }', 'it returned a promise; a module answers at once, without async'],
    ['{ file: tide.js, export: odd }', 'it returned a bigint, which JSON has not'],
    ['{ file: tide.js, export: none }', 'it returned no function that makes values'],
  ])('%s fails the run with one message', async (reference, reason) => {
    const failure = await run(value(reference)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'MODULE_FAILED', kind: 'user' });
    expect((failure as Error).message).toMatch(/^The module tide.js failed for the endpoint "room-00[12]": /);
    expect((failure as Error).message).toContain(reason);
  });

  test.each([
    ['{ file: nowhere.js }', 'there is no such file'],
    ['{ file: nowhere.ts }', 'there is no such file'],
    [
      '{ file: tide.js, export: waves }',
      'its export "waves" is not there; it exports broken, default, none, odd, plain, slow',
    ],
    ['{ file: tide.js, export: number }', 'its export "number" is no function'],
    ['{ file: throws.js }', 'it threw "no database" at throws.js:1:7 while it was loaded'],
    ['{ file: needs.js }', 'a-package-that-is-not-there'],
    ['{ file: syntax.ts }', 'syntax.ts'],
  ])('%s is refused before anything connects', async (reference, reason) => {
    const failure = await run(value(reference)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'MODULE_UNUSABLE' });
    expect((failure as Error).message).toContain(reason);
    expect((failure as Error).message).not.toContain('\n');
  });
});

describe('a behaviour', () => {
  const charger = (reference = '{ file: charger.ts, options: { idleMs: 2000 } }') => `
    variables: { sessions: 0, locked: true, current: 16 }
    samples:
      every: 500ms
      fields: { state: { expression: device.state }, sessions: { expression: device.variables.sessions }, temperature: { step: [{ at: 0s, value: 20 }, { at: 4s, value: 95 }] } }
    behaviour: { module: ${reference}, states: { hot: { samples: none } } }
    commands: { lock: {} }
  `;

  test('decides by time and data samples; states of the fleet file say what is sent', async () => {
    const played = await run(charger());
    const [first, second, ...rest] = transitionsOf(played);
    expect(first).toBe('idle>charging time @2');
    expect(second).toMatch(/^charging>idle time @2\.[5-9]|^charging>idle time @3$/);
    expect(rest.at(-1)).toMatch(/>hot data sample @4/);
    expect(samplesOf(played).at(-1)).toMatchObject({ temperature: 95 });
    expect(samplesOf(played).filter(({ temperature }) => temperature === 95)).toHaveLength(1);
    expect(samplesOf(played).at(-1)?.sessions).toBeGreaterThanOrEqual(1);
  });

  test('answers commands, also those that the fleet file does not name, and reboots', async () => {
    const played = await run(charger(), {
      1000: command('unlock', 1),
      1100: command('lock', 2),
      1200: command('fly', 3),
      1300: command('reset', 4),
    });
    expect(resultsOf(played)).toEqual([
      { id: 1, statusCode: 200, payload: { was: 'idle' } },
      { id: 2, statusCode: 200 },
      { id: 3, statusCode: 404, reasonPhrase: 'this endpoint has no command "fly"' },
      { id: 4, statusCode: 404, reasonPhrase: 'this endpoint has no command "reset"' },
    ]);
  });

  test('refuses configurations', async () => {
    const played = await run(charger(), {
      1000: configuration({ current: 40 }, 'a'),
      1500: configuration({ current: 10 }, 'b'),
    });
    expect(played.scene.server.of('cmx').map(({ payload }) => payload)).toEqual([
      { configId: 'a', statusCode: 422, reasonPhrase: 'too much' },
      { configId: 'b', statusCode: 200 },
    ]);
  });

  test.each([
    [
      '{ file: charger.ts, export: typo }',
      'it returned "sate"; there may be: state, set, wakeAfterMs, rebootMs, result, refuse',
    ],
    ['{ file: charger.ts, export: nothing }', 'it returned no object with a "start" state'],
  ])('%s fails the run with one message', async (reference, reason) => {
    await expect(run(charger(reference))).rejects.toThrow(reason);
  });

  test('what is thrown while a command is executed ends the run as well', async () => {
    await writeFile(
      join(folder, 'push.js'),
      'export default () => ({ start: "a", command: () => { throw new Error("no such relay"); } });\n',
    );
    const yaml = charger('{ file: push.js }');
    const failure = run(yaml, { 1000: command('lock', 1) });
    await expect(failure).rejects.toThrow('it threw "no such relay" at push.js:1:60');
  });
});
