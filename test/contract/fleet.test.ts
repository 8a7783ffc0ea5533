/**
 * Goal: simulated fleets are judged in virtual time, one seed gives one report, and a fleet that breaks its promises is found.
 * Method: whole runs over memory, as `kaa contract test` does them.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drive } from '../../src/contract/drive/drive.js';
import { planOf } from '../../src/contract/plan/plan.js';
import { Trace } from '../../src/contract/trace/trace.js';
import { loadBlueprint } from '../../src/facade/blueprints.js';
import { openFleetBench } from '../../src/facade/contract/fleet-bench.js';
import { instancesFor } from '../../src/facade/contract/instances.js';
import { operatorFor } from '../../src/facade/contract/operator.js';
import { judgeTools } from '../../src/facade/contract/tools.js';
import { replayContract, runContract } from '../../src/index.js';
import { createRandom } from '../../src/kernel/random.js';
import { type ContractReport, contract } from '../../src/testing.js';

const DEMO = fileURLToPath(new URL('devices/demo', import.meta.url));
const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

const FLEET = `fleet: sensors
version: demo-v1
endpoints: 3
token: sensor-{index:3}
metadata: { serial: { template: "S-{index}" } }
samples: { every: 200ms, resend: { after: 500ms, attempts: 5 }, fields: { temperature: { counter: {} } } }
commands:
  reboot: {}
  start: {}
  stop: {}
  set: { payload: { object: { level: 3 } } }
configuration:
  samplePeriod: { from: periodMs, unit: ms }
  refuse: [{ when: "!(configuration.periodMs >= 50)", reasonPhrase: no period }]
`;

/** The demo with a fleet in which a text is replaced. */
function demoWith(from = '', to = ''): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'kaa-contract-')), 'demo');
  cpSync(DEMO, folder, { recursive: true });
  expect(FLEET).toContain(from);
  cpSync(join(DEMO, 'schemas'), join(folder, 'fleets'), { recursive: true });
  writeFileSync(join(folder, 'fleets', 'sensors.yaml'), FLEET.replace(from, to));
  return folder;
}

const idsOf = ({ runs }: ContractReport, verdict: string) =>
  runs.flatMap(({ results }) => results.filter((result) => result.verdict === verdict).map(({ id }) => id));

/** What no fleet of this kind does. */
const SCENARIO = ['stop-and-start.*'];
const REST = [
  'reports-*',
  'keeps-*',
  'limits',
  'answers-*',
  'executes-*',
  'unknown-*',
  'sets-*',
  'applies-*',
  'confirms-*',
  'refuses-*',
  'resends',
  'comes-*',
  'schema.*',
  'wire.*',
];

describe('a fleet', () => {
  it('that keeps its promises passes, with one report for one seed', async () => {
    const options = { blueprint: demoWith(), seed: 3, only: REST };
    const [first, second] = [await contract(options), await contract(options)];
    expect([...idsOf(first, 'fail'), ...idsOf(first, 'unknown')]).toEqual([]);
    expect({ ...second, folder: '' }).toEqual({ ...first, folder: '' });
  });

  it.each([
    ['{ counter: {} }', 'warm', ['schema.data-samples']],
    ['reboot: {}', 'reboot: { statusCode: 500 }', ['answers-reboot', 'executes-once']],
    ['reboot: {}', 'reboot: { after: 1500ms }', ['answers-reboot']],
    ['level: 3', 'level: high', ['schema.result.set']],
    ['every: 200ms', 'every: 200ms, onChange: { fields: { temperature: 1000 } }', ['keeps-sampling']],
    ['metadata: { serial: { template: "S-{index}" } }\n', '', ['reports-metadata']],
    [', resend: { after: 500ms, attempts: 5 }', '', ['resends']],
    ['  refuse: [{ when: "!(configuration.periodMs >= 50)", reasonPhrase: no period }]\n', '', []],
  ])('%s → %s is found', async (from, to, failing) => {
    const report = await contract({ blueprint: demoWith(from, to), seed: 3, only: REST });
    expect(idsOf(report, 'fail')).toEqual(failing);
  });

  it('a fleet that goes on after stop fails the scenario, and the rest of it is unknown', async () => {
    const report = await contract({ blueprint: demoWith(), seed: 3, only: SCENARIO });
    expect(idsOf(report, 'fail')).toEqual(['stop-and-start.2']);
    expect(idsOf(report, 'unknown')).toEqual([
      'stop-and-start.3',
      'stop-and-start.4',
      'stop-and-start.unexpected',
    ]);
  });
});

it('a version without a contract is tested by its schemas', async () => {
  const folder = demoWith();
  const file = join(folder, 'blueprint.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ +contract: .*\n/, ''));
  const report = await contract({ blueprint: folder, seed: 3 });
  const ids = ['answers-reboot', 'answers-start', 'answers-stop', 'answers-set', 'applies-configuration'];
  expect(idsOf(report, 'pass')).toEqual(
    expect.arrayContaining([...ids, 'schema.data-samples', 'schema.result.set']),
  );
  expect(report.verdict).toBe('pass');
});

it('what is not there cannot stay the same: unknown, with what to do about it', async () => {
  const folder = demoWith();
  const file = join(folder, 'blueprint.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ +configuration: { periodMs.*\n/, ''));
  const report = await contract({ blueprint: folder, seed: 3, only: ['confirms-unchanged', 'applies-*'] });
  const reasons = report.runs[0]?.results.map(({ id, verdict, reason }) => [id, verdict, reason ?? '']);
  expect(reasons).toEqual([
    ['applies-configuration', 'pass', ''],
    ['confirms-unchanged', 'unknown', expect.stringContaining('"configuration" in blueprint.yaml')],
  ]);
});

it('the failing case is kept, and tested again by itself', async () => {
  const folder = demoWith('reboot: {}', 'reboot: { statusCode: 500 }');
  const { report } = await runContract({
    blueprint: folder,
    seed: 3,
    only: ['answers-reboot', 'comes-back'],
  });
  expect(report.caseFile).toBe(join(folder, '.kaa/contract/demo-v1.json'));
  const process = { env: {}, node: '', endGroup() {} };
  const again = await replayContract({ file: report.caseFile as string, process });
  expect(again.report.runs[0]?.results).toEqual(
    report.runs[0]?.results.filter(({ id }) => id === 'answers-reboot'),
  );
});

it('verdicts are in the journal as they become known, and the last ones are those of the report', async () => {
  const blueprint = await loadBlueprint(demoWith('reboot: {}', 'reboot: { statusCode: 500 }'));
  const schemas = blueprint.schemas['demo-v1'] ?? { commands: {} };
  const only = ['answers-reboot', 'sets-level', 'limits', 'wire.accepted'];
  const { plan } = planOf({
    appVersion: 'demo-v1',
    contract: blueprint.contracts?.['demo-v1'],
    schemas,
    only,
  });
  const bench = await openFleetBench(blueprint, 'demo-v1', { seed: 3 });
  const trace = new Trace({ services: { dcx: 'dcx', epmx: 'epmx', cmx: 'cmx', cex: 'cex' } });
  bench.journal.listen((event) => trace.add(event));
  const tools = judgeTools();
  const { clock, journal, endpoints, isAlone, connectMs } = bench;
  const instances = instancesFor({ random: createRandom(3), clock, validate: tools.validate });
  const results = await bench.pass(async () => {
    const found = await drive({
      ...{ clock, journal, plan, trace, tools, schemas, endpoints, isAlone, connectMs, instances },
      operator: operatorFor(bench.platform, bench.link),
      start: () => bench.start(),
      timeoutMs: 60_000,
    });
    await bench.finish();
    return found;
  });
  await bench.close();
  const told = [...bench.journal.events()].filter((event) => event.type === 'contract.verdict');
  expect(told.map(({ step, verdict }) => [step, verdict])).toEqual([
    ['answers-reboot', 'fail'],
    ['sets-level', 'pass'],
    ['limits', 'pass'],
    ['wire.accepted', 'pass'],
  ]);
  expect(told[0]?.reason).toContain('seen: 500');
  expect(results.map(({ id, verdict }) => [id, verdict]).sort()).toEqual(
    told.map(({ step, verdict }) => [step, verdict]).sort(),
  );
});

it('a case that is none is refused', async () => {
  const process = { env: {}, node: '', endGroup() {} };
  const folder = mkdtempSync(join(tmpdir(), 'kaa-contract-'));
  const file = join(folder, 'case.json');
  const refused = { code: 'CONTRACT_CASE_UNUSABLE' };
  await expect(replayContract({ file, process })).rejects.toMatchObject(refused);
  writeFileSync(file, '{"kaa": "contract case"}');
  await expect(replayContract({ file, process })).rejects.toMatchObject(refused);
});

it.each([
  [{ appVersion: 'demo-v2' }, 'CONTRACT_VERSION_UNKNOWN'],
  [{ only: ['nothing-of-that-name'] }, 'FLAG_INVALID'],
])('%o is a mistake', async (options, code) => {
  await expect(contract({ blueprint: demoWith(), ...options })).rejects.toMatchObject({ code });
});

it('an interrupted test says so, and what it did not come to is unknown', async () => {
  const controller = new AbortController();
  const onStep = ({ id }: { id: string }) => void (id === 'answers-reboot' && controller.abort());
  const { report } = await runContract({
    blueprint: demoWith(),
    seed: 3,
    keepCase: false,
    onStep,
    signal: controller.signal,
  });
  expect(report.interrupted).toBe(true);
  expect(idsOf(report, 'unknown')).toContain('comes-back');
  expect(idsOf(report, 'fail')).toEqual([]);
});

describe('the templates keep their own contracts', () => {
  it.each(['smart-building', 'industrial-machine', 'vehicle-fleet'])(
    '%s',
    async (name) => {
      const report = await contract({ blueprint: join(TEMPLATES, name), seed: 1 });
      expect([...idsOf(report, 'fail'), ...idsOf(report, 'unknown')]).toEqual([]);
    },
    60_000,
  );
});

describe('in a test runner', () => {
  it('there is one test for each expectation; those that are not kept fail with the evidence', async () => {
    const tests = new Map<string, () => Promise<void>>();
    await contract({
      blueprint: demoWith('reboot: {}', 'reboot: { statusCode: 500 }'),
      only: ['answers-reboot', 'sets-level'],
      seed: 3,
      test: (name, run) => tests.set(name, run),
    });
    expect([...tests.keys()]).toEqual([
      'demo-v1 answers-reboot: When command reboot is sent, its result is 2xx, exactly 1 time, within 1s.',
      'demo-v1 sets-level: When command set is sent, its result is 2xx within 1s.',
    ]);
    const [fails, passes] = [...tests.values()];
    await expect(fails?.()).rejects.toThrow(
      /fail: expected a result with 2xx within 1s; seen: 500\nsensor-001 after/,
    );
    await expect(passes?.()).resolves.toBeUndefined();
  });
});
