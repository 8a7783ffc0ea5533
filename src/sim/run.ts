/**
 * Runs a plan against a 1/KP server and reports what came of it.
 *
 * The phases: connect everything, send until the end, wait for what is outstanding, close, judge. Time, randomness, the
 * network and the platform's side come in as ports, so the same code runs live, against memory and in virtual time.
 */
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import { compileFleets } from './compile-fleets.js';
import type { CertificateFiles } from './connection/connection-plan.js';
import type { Credentials } from './connection/connections.js';
import { FleetRun } from './fleet-run.js';
import type { Operator } from './operator/operator.js';
import type { Plan } from './plan/plan.js';
import type { EventLoopDelay } from './report/generator-side.js';
import { PlatformSide } from './report/platform-side.js';
import type { FleetProgress, FleetReport } from './report/report.js';
import { Tally } from './report/tally.js';
import { thresholdsOf } from './report/thresholds.js';
import type { ClientTls, Transport } from './transport/transport.js';

export interface RunPorts {
  readonly clock: Clock;
  /** By which the progress is told, a few times a second: real time, where the run's own is another. `clock` when absent. */
  readonly pace?: Clock | undefined;
  /** Of the plan's seed. */
  readonly random: Random;
  readonly journal: Journal;
  readonly transport: Transport;
  /** The contents of the files that `connection.certificate` of a fleet names; needed where one does. */
  readonly certificate?: ((files: CertificateFiles) => ClientTls) | undefined;
  /** Absent: operator actions of the fleets are left out, and the report notes it. */
  readonly operator?: Operator | undefined;
  /** Measured from when `onSending` is called. */
  readonly eventLoop?: EventLoopDelay | undefined;
  /** How fast `clock` is in real time; 1 when absent. */
  readonly speed?: number | undefined;
  /** Told when everything is connected and data samples begin. */
  readonly onSending?: (() => void) | undefined;
}

export interface RunOptions {
  /**
   * How long data samples are sent. Without this, `samples` and `signal`: as long as the longest stages, or
   * {@link DEFAULT_DURATION_MS}.
   */
  readonly durationMs?: number | undefined;
  /** Ends after exactly so many data samples of the whole run. */
  readonly samples?: number | undefined;
  /** Answers after this are late; {@link DEFAULT_RESPONSE_TIMEOUT_MS} when absent. */
  readonly responseTimeoutMs?: number | undefined;
  readonly credentials?: Credentials | undefined;
  /** What the figures of the run must be for it to pass, besides the thresholds of its fleets: `p99 < 200ms`. */
  readonly thresholds?: readonly string[] | undefined;
  /** Whether the report has its figures as data besides, for reports to be merged. A shard's always has. */
  readonly hasFigures?: boolean | undefined;
  /** Ends the run early, with a report. */
  readonly signal?: AbortSignal | undefined;
  /** Called a few times a second. */
  readonly onProgress?: ((progress: FleetProgress) => void) | undefined;
}

export const DEFAULT_DURATION_MS = 10_000;
export const DEFAULT_RESPONSE_TIMEOUT_MS = 5000;

/**
 * @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED when a connection cannot be opened at the beginning;
 *   FAKER_METHOD_UNKNOWN
 */
export async function runPlan(plan: Plan, ports: RunPorts, options: RunOptions = {}): Promise<FleetReport> {
  const run = await prepareRun(plan, ports, options);
  return await run.execute();
}

/**
 * Loads what the run needs from this machine, so that from its start on it waits for its ports alone.
 * @throws KaaError FLAG_INVALID for a threshold that is none, FAKER_METHOD_UNKNOWN
 */
export async function prepareRun(plan: Plan, ports: RunPorts, options: RunOptions = {}): Promise<FleetRun> {
  thresholdsOf(options.thresholds ?? []);
  const responseTimeoutMs = options.responseTimeoutMs ?? DEFAULT_RESPONSE_TIMEOUT_MS;
  const isEndless = options.samples === undefined && options.signal === undefined;
  const durationMs = options.durationMs ?? (isEndless ? (plan.lengthMs ?? DEFAULT_DURATION_MS) : undefined);
  return new FleetRun(
    plan,
    ports,
    { ...options, durationMs, responseTimeoutMs },
    {
      behaviours: await compileFleets(plan),
      platformSide: ports.operator && (await PlatformSide.create()),
      tally: await Tally.create({ responseTimeoutMs, watched: watchedFleets(plan) }),
    },
  );
}

/** Those whose thresholds ask for figures of their own. */
function watchedFleets({ fleets }: Plan) {
  return fleets.flatMap(({ fleet, first, tokens }, place) =>
    fleet.thresholds === undefined ? [] : [{ place, first, end: first + tokens.length }],
  );
}
