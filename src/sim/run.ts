/**
 * Runs a plan against a 1/KP server and reports what came of it.
 *
 * The phases: connect everything, send until the end, wait for what is outstanding, close, judge. Time, randomness, the
 * network and the platform's side come in as ports, so the same code runs live, against memory and in virtual time.
 */
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import type { Credentials } from './connection/connections.js';
import { compileBehaviour, valuesOf } from './device/behaviour.js';
import { FleetRun } from './fleet-run.js';
import { loadLibraries } from './generators/registry.js';
import type { Operator } from './operator/operator.js';
import type { Plan } from './plan/plan.js';
import { Latencies } from './report/latencies.js';
import type { FleetProgress, FleetReport } from './report/report.js';
import { Tally } from './report/tally.js';
import type { Transport } from './transport/transport.js';

export interface RunPorts {
  readonly clock: Clock;
  /** Of the plan's seed. */
  readonly random: Random;
  readonly journal: Journal;
  readonly transport: Transport;
  /** Absent: operator actions of the fleets are left out, and the report notes it. */
  readonly operator?: Operator | undefined;
}

export interface RunOptions {
  /** How long data samples are sent. Without this, `samples` and `signal`: {@link DEFAULT_DURATION_MS}. */
  readonly durationMs?: number | undefined;
  /** Ends after exactly so many data samples of the whole run. */
  readonly samples?: number | undefined;
  /** Answers after this are late; {@link DEFAULT_RESPONSE_TIMEOUT_MS} when absent. */
  readonly responseTimeoutMs?: number | undefined;
  readonly credentials?: Credentials | undefined;
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
  const responseTimeoutMs = options.responseTimeoutMs ?? DEFAULT_RESPONSE_TIMEOUT_MS;
  const isEndless = options.samples === undefined && options.signal === undefined;
  const durationMs = options.durationMs ?? (isEndless ? DEFAULT_DURATION_MS : undefined);
  const libraries = await loadLibraries(plan.fleets.flatMap(valuesOf));
  const run = new FleetRun(
    plan,
    ports,
    { ...options, durationMs, responseTimeoutMs },
    {
      behaviours: plan.fleets.map((fleet) => compileBehaviour(fleet, libraries)),
      tally: new Tally(await Latencies.create(), responseTimeoutMs),
    },
  );
  return run.execute();
}
