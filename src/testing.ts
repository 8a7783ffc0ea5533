/**
 * Contract tests inside a test runner: `import { contract } from 'kaa-cli/testing'`.
 *
 *     import { test } from 'vitest';
 *     await contract({ test, blueprint: '.', device: 'node device.js' });       // one test for each expectation
 *
 *     const report = await contract({ blueprint: '.', fleets: 'fleets' });      // or the verdicts, to do as you like with
 *
 * Like a command, it lends its process to the device that it starts. Any runner will do whose `test` takes a name, a function
 * and a timeout: vitest, jest.
 */
import type { LoadedBlueprint } from './blueprint/model.js';
import { expectationsOf, planOf } from './contract/plan/plan.js';
import type { ContractReport, ContractRun } from './contract/report.js';
import { evidenceLines, messageOf, moreLines } from './contract/reporters/evidence.js';
import { loadBlueprint } from './facade/blueprints.js';
import type { ProcessPorts } from './facade/contract/device-process.js';
import { runContract, type SubjectOptions } from './facade/contract/run.js';
import { versionsUnderTest } from './facade/contract/versions.js';

export type { ContractReport, ContractRun, ExpectationResult, Verdict } from './contract/report.js';

/** Spelled out here, so that whoever imports this module needs none of the types below it. */
export interface ContractOptions {
  /** A loaded blueprint, or where it is; searched from the current folder upward when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** Absent: every version that fleets speak for; of a device, the one that there is. */
  readonly appVersion?: string | undefined;
  /** IDs of expectations, `*` stands for anything; all when absent. */
  readonly only?: readonly string[] | undefined;
  /** How long one test may take, in milliseconds; 10 minutes when absent. */
  readonly timeoutMs?: number | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** A fleet file or a folder of them; `fleets/` of the blueprint when neither this nor `device` is given. */
  readonly fleets?: string | undefined;
  /** A command that starts the device under test, as a shell takes it. */
  readonly device?: string | undefined;
  /** Token of the device. */
  readonly token?: string | undefined;
  /** More variables for the device's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What is needed of a test runner. */
export type DefineTest = (name: string, run: () => Promise<void>, timeoutMs: number) => unknown;

const TIMEOUT_MS = 120_000;

/**
 * Defines a test for each expectation of the contract; they share one run, which the first of them starts.
 * @throws KaaError as `runContract` does, for what is wrong before anything is tested
 */
export async function contract(options: ContractOptions & { readonly test: DefineTest }): Promise<undefined>;
/** Tests the contract and gives back the verdicts. @throws KaaError as `runContract` does */
export async function contract(options?: ContractOptions): Promise<ContractReport>;
/** Both of the above. */
export async function contract(
  options: ContractOptions & { readonly test?: DefineTest | undefined } = {},
): Promise<ContractReport | undefined> {
  if (options.test === undefined) return await reportOf(options);
  await defineTests(options.test, options);
  return undefined;
}

async function reportOf(options: ContractOptions): Promise<ContractReport> {
  const subject = subjectOf(options);
  const { report } = await runContract({ ...options, subject, keepCase: false });
  return report;
}

async function defineTests(test: DefineTest, options: ContractOptions): Promise<void> {
  const { blueprint: given, appVersion: named, only } = options;
  const blueprint = given === undefined || typeof given === 'string' ? await loadBlueprint(given) : given;
  let running: Promise<ContractReport> | undefined;
  const report = () => {
    running ??= reportOf({ ...options, blueprint });
    return running;
  };
  for (const appVersion of await versionsUnderTest(blueprint, subjectOf(options), named)) {
    const schemas = blueprint.schemas[appVersion] ?? { commands: {} };
    const { plan } = planOf({ appVersion, contract: blueprint.contracts?.[appVersion], schemas, only });
    for (const { id, statement } of expectationsOf(plan))
      test(
        `${appVersion} ${id}: ${statement}`,
        async () => refuse(await report(), appVersion, id),
        options.timeoutMs ?? TIMEOUT_MS,
      );
  }
}

/** Throws unless the expectation was seen to be kept. */
function refuse({ runs }: ContractReport, appVersion: string, id: string): void {
  const run = runs.find((candidate) => candidate.appVersion === appVersion) as ContractRun;
  const result = run.results.find((candidate) => candidate.id === id);
  if (result?.verdict === 'pass') return;
  if (result === undefined) throw new Error(`${id} was not tested`);
  const evidence = result.evidence.flatMap((found) => evidenceLines(found, run.beganAt));
  const { output = '' } = run;
  const printed = output.trim() === '' ? [] : ['The device has printed, at the end:', output];
  throw new Error(
    [`${result.verdict}: ${messageOf(result)}`, ...evidence, ...moreLines(result), ...printed].join('\n'),
  );
}

function subjectOf({ fleets, device, token, env = {} }: ContractOptions): SubjectOptions {
  if (device === undefined) return { kind: 'fleets', fleets };
  return {
    kind: 'device',
    command: device,
    token,
    process: { ...thisProcess(), env: { ...process.env, ...env } },
  };
}

function thisProcess(): Omit<ProcessPorts, 'env'> {
  return {
    node: process.execPath,
    endGroup(guardianPid) {
      try {
        process.kill(-guardianPid, 'SIGKILL');
      } catch {
        // Nobody is left, as it should be.
      }
    },
  };
}
