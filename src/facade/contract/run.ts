/**
 * A contract test from the blueprint to the report: for each application version and repetition a bench, driven and checked.
 */
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { drive } from '../../contract/drive/drive.js';
import { expectationsOf, type Plan, planOf } from '../../contract/plan/plan.js';
import { sayMs } from '../../contract/plan/statement.js';
import {
  type ContractReport,
  type ContractRun,
  type ExpectationResult,
  reportOf,
  summaryOf,
  verdictOf,
} from '../../contract/report.js';
import { type Timeline, timelineOf } from '../../contract/timeline.js';
import { Trace } from '../../contract/trace/trace.js';
import { kaaError } from '../../errors.js';
import { createRandom, freshSeed } from '../../kernel/random.js';
import { loadBlueprint } from '../blueprints.js';
import type { Bench } from './bench.js';
import { keepCase } from './case-file.js';
import { type DeviceAddress, openDeviceBench } from './device-bench.js';
import type { ProcessPorts } from './device-process.js';
import { openFleetBench } from './fleet-bench.js';
import { instancesFor } from './instances.js';
import { operatorFor } from './operator.js';
import { judgeTools } from './tools.js';
import { versionsUnderTest } from './versions.js';

/** Who is tested: the fleets of the blueprint, a device that is started, or one that connects by itself. */
export type SubjectOptions =
  | { readonly kind: 'fleets'; readonly fleets?: string | undefined }
  | {
      readonly kind: 'device';
      readonly command: string;
      readonly token?: string | undefined;
      readonly process: ProcessPorts;
    }
  | {
      readonly kind: 'wait';
      readonly token?: string | undefined;
      readonly host?: string | undefined;
      readonly port?: number | undefined;
      readonly httpPort?: number | undefined;
      /** Told when a device may connect. */
      readonly onReady?: ((address: DeviceAddress) => void) | undefined;
    };

export interface RunContractOptions {
  /** A loaded blueprint, or where it is; searched from the current folder upward when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** Absent: every version that fleets speak for; of a device, the one that there is. */
  readonly appVersion?: string | undefined;
  /** The fleets of the blueprint when absent. */
  readonly subject?: SubjectOptions | undefined;
  /** IDs of expectations, `*` stands for anything; all when absent. */
  readonly only?: readonly string[] | undefined;
  /** Do all steps although only some are reported: what always holds may break at any of them. */
  readonly doAll?: boolean | undefined;
  /** How often to test; each time with the next seed. Once when absent. */
  readonly repeat?: number | undefined;
  /** How long one test may take; 10 minutes when absent. What is not decided by then is unknown. */
  readonly timeoutMs?: number | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** Keep the failing case in the folder of the blueprint; true when absent. */
  readonly keepCase?: boolean | undefined;
  /** Told each expectation as the test comes to it. */
  readonly onStep?: ((step: { readonly appVersion: string; readonly id: string }) => void) | undefined;
  /** Ends the test early, with a report. */
  readonly signal?: AbortSignal | undefined;
}

/** A report, and what the pages of an HTML report draw: by place of the run. */
export interface ContractOutcome {
  readonly report: ContractReport;
  readonly timelines: readonly Timeline[];
}

export const TIMEOUT_MS = 600_000;

/**
 * Tests whether fleets or a device keep the contract of their application version.
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, FLAG_INVALID, PORT_BUSY, HTTP_PORT_BUSY, LISTEN_FAILED,
 *   CONTRACT_VERSION_NEEDED, CONTRACT_VERSION_UNKNOWN, CONTRACT_WITHOUT_FLEETS, CONTRACT_CASE_NOT_WRITABLE
 */
export async function runContract(options: RunContractOptions = {}): Promise<ContractOutcome> {
  const given = options.blueprint;
  const blueprint = given === undefined || typeof given === 'string' ? await loadBlueprint(given) : given;
  const subject = options.subject ?? { kind: 'fleets' };
  const versions = await versionsUnderTest(blueprint, subject, options.appVersion);
  refuseUnknownIds(blueprint, versions, options.only ?? []);
  const seed = options.seed ?? freshSeed();
  const runs: ContractRun[] = [];
  const timelines: Timeline[] = [];
  for (let repetition = 1; repetition <= (options.repeat ?? 1); repetition++) {
    for (const appVersion of versions) {
      if (options.signal?.aborted === true) break;
      const tested = await testOnce(blueprint, appVersion, {
        ...options,
        subject,
        seed: (seed + repetition - 1) % 2 ** 32,
      });
      if (tested === undefined) continue;
      runs.push({ ...tested.run, repetition });
      timelines.push(tested.timeline);
    }
  }
  const report = reportOf(runs, { folder: blueprint.folder, interrupted: options.signal?.aborted === true });
  const caseFile =
    report.verdict === 'fail' && options.keepCase !== false
      ? await keepCase(report, subject, options)
      : undefined;
  return { report: { ...report, caseFile }, timelines };
}

type Once = RunContractOptions & { readonly subject: SubjectOptions; readonly seed: number };

/** Undefined when nothing of this version is wanted. */
async function testOnce(blueprint: LoadedBlueprint, appVersion: string, options: Once) {
  const schemas = blueprint.schemas[appVersion] ?? { commands: {} };
  const contract = blueprint.contracts?.[appVersion];
  const { only, doAll } = options;
  const { plan } = planOf({ appVersion, contract, schemas, only, doAll });
  if (isEmpty(plan)) return undefined;
  const bench = await benchFor(blueprint, appVersion, options);
  const trace = new Trace({ services: servicesOf(blueprint) });
  for (const event of bench.journal.events()) trace.add(event);
  bench.journal.listen((event) => trace.add(event));
  const tools = judgeTools();
  const { clock, journal, platform, link } = bench;
  const random = createRandom(options.seed);
  const beganAt = clock.now();
  let results: readonly ExpectationResult[];
  try {
    results = await bench.pass(async () => {
      const found = await drive({
        ...{ clock, journal, plan, trace, tools, schemas },
        endpoints: bench.endpoints,
        isAlone: bench.isAlone,
        operator: operatorFor(platform, link),
        instances: instancesFor({ random, clock, validate: tools.validate }),
        start: () => bench.start(),
        connectMs: bench.connectMs,
        timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
        signal: options.signal,
        onStep: (id) => options.onStep?.({ appVersion, id }),
      });
      await bench.finish();
      return found;
    });
  } finally {
    await bench.close();
  }
  const verdict = verdictOf(summaryOf(results));
  const output = verdict === 'pass' ? undefined : bench.output();
  const { subject } = bench;
  refuseNotStarted(options.subject, trace, output);
  const tookMs = (trace.endedAt ?? beganAt) - beganAt;
  const notes = [...bench.notes, ...endingOf(trace), ...lateness(tookMs, options)];
  const run = { appVersion, subject, seed: options.seed, verdict, results, tookMs, beganAt, output, notes };
  return { run, timeline: timelineOf(trace, results) };
}

/** What a shell says when there is no such program. */
const NOT_STARTED: readonly (number | undefined)[] = [126, 127];

/** @throws KaaError DEVICE_NOT_STARTED */
function refuseNotStarted(subject: SubjectOptions, trace: Trace, output = ''): void {
  const exitCode = trace.deviceEnd?.exitCode;
  if (subject.kind !== 'device' || !NOT_STARTED.includes(exitCode)) return;
  const reason = output.trim().split('\n').at(-1) || `exit code ${exitCode}`;
  throw kaaError('DEVICE_NOT_STARTED', { command: subject.command, reason });
}

function endingOf({ deviceEnd }: Trace): string[] {
  if (deviceEnd === undefined) return [];
  return [`the device ended by itself, with exit code ${deviceEnd.exitCode}, before the test was over`];
}

/** The time may be used up by what was decided at the last moment; that is told all the same. */
function lateness(tookMs: number, { timeoutMs = TIMEOUT_MS }: Pick<Once, 'timeoutMs'>): string[] {
  if (tookMs < timeoutMs) return [];
  return [`the time of the test was over after ${sayMs(timeoutMs)}; give it more with --timeout`];
}

function benchFor(blueprint: LoadedBlueprint, appVersion: string, options: Once): Promise<Bench> {
  const { subject, seed, timeoutMs = TIMEOUT_MS } = options;
  if (subject.kind === 'fleets')
    return openFleetBench(blueprint, appVersion, { fleets: subject.fleets, seed });
  if (subject.kind === 'wait')
    return openDeviceBench(blueprint, appVersion, { ...subject, seed, connectMs: timeoutMs });
  return openDeviceBench(blueprint, appVersion, { ...subject, seed });
}

const isEmpty = (plan: Plan) => expectationsOf(plan).length === 0;

const servicesOf = ({ services }: LoadedBlueprint) =>
  Object.fromEntries(Object.entries(services).map(([name, { service }]) => [name, service]));

/** An ID that no version has is a slip; one that only some have narrows those. */
function refuseUnknownIds(
  blueprint: LoadedBlueprint,
  versions: readonly string[],
  only: readonly string[],
): void {
  const known = versions.flatMap((appVersion) => {
    const schemas = blueprint.schemas[appVersion] ?? { commands: {} };
    return planOf({ appVersion, contract: blueprint.contracts?.[appVersion], schemas }).known;
  });
  for (const wanted of only) {
    const parts = versions.map((appVersion) => {
      const schemas = blueprint.schemas[appVersion] ?? { commands: {} };
      return planOf({ appVersion, contract: blueprint.contracts?.[appVersion], schemas, only: [wanted] })
        .plan;
    });
    if (parts.some((plan) => !isEmpty(plan))) continue;
    const reason = `no expectation has such an ID; there are: ${[...new Set(known)].join(', ')}`;
    throw kaaError('FLAG_INVALID', { flag: 'only', value: wanted, reason });
  }
}
