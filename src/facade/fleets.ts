/**
 * A fleet run, from fleet files to the report: against a platform of its own, or a 1/KP server elsewhere.
 *
 * Nothing is decided here but which platform, transport and operator the simulator gets.
 */
import { isIP } from 'node:net';
import { kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom } from '../kernel/random.js';
import type { Platform } from '../platform/platform.js';
import type { FleetProgress, FleetReport } from '../sim/report/report.js';
import { thresholdsOf } from '../sim/report/thresholds.js';
import { DEFAULT_DURATION_MS, prepareRun } from '../sim/run.js';
import { watchEventLoop } from './event-loop.js';
import { notesOnConfirm } from './fleet-confirm.js';
import type { FleetTransport } from './fleet-platform.js';
import { elsewhere, ownPlatform } from './fleet-platform.js';
import { fleetTime } from './fleet-time.js';
import { readCertificates, readTls, type TlsFiles } from './fleet-transports.js';
import { withJournalFile } from './journal-file.js';
import { type PlanFleetsOptions, planFleets, shardOfSamples } from './planned-fleets.js';
import { withReportFile } from './shard-reports.js';

/** Whoever wants the events of a run listens or has them written; nobody looks back further than this. */
const EVENTS_KEPT = 1000;

export interface RunFleetsOptions extends PlanFleetsOptions {
  /** How long data samples are sent, in milliseconds. Without this and `samples` as long as the fleets' stages, or 10 s. */
  readonly durationMs?: number | undefined;
  /** Ends after exactly so many data samples of the whole run. */
  readonly samples?: number | undefined;
  /** Address of a 1/KP server: mqtt, mqtts, ws, wss, http or https; a platform of its own when absent. */
  readonly target?: string | undefined;
  /** Allows a target that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** For the target, where it asks for them. */
  readonly credentials?: { readonly username: string; readonly password?: string | undefined } | undefined;
  /** Certificates for all clients; those that a fleet names come before them. */
  readonly tls?: TlsFiles | undefined;
  /** Where the development authority of the run's own platform lies; `~/.config/kaa/tls` when absent. */
  readonly tlsFolder?: string | undefined;
  /**
   * How its own platform is reached: over the network on loopback, MQTT over memory, or directly, without MQTT. By number of clients
   * when absent.
   */
  readonly transport?: FleetTransport | undefined;
  /** Answers after this many milliseconds are late; 5 s when absent. */
  readonly responseTimeoutMs?: number | undefined;
  /** What the figures of the run must be for it to pass, besides the thresholds of its fleets: `p99 < 200ms`. */
  readonly thresholds?: readonly string[] | undefined;
  /** Write the journal to this file, as NDJSON. */
  readonly journalFile?: string | undefined;
  /** Write the report to this file, as JSON, with its figures; it is there when the run is over. */
  readonly reportFile?: string | undefined;
  /** Told once, before anything connects, with the run's own platform if it has one; the run waits for what it returns. */
  readonly onStart?:
    | ((start: FleetStart, platform: Platform | undefined) => void | Promise<void>)
    | undefined;
  readonly onProgress?: ((progress: FleetProgress) => void) | undefined;
  /** Events of the journal to keep for whoever watches; absent: a thousand of a platform of its own, but none in virtual time. */
  readonly eventsKept?: number | undefined;
  /** Ends the run early, with a report. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Runs in virtual time: as fast as the work goes, with a platform of its own over memory. One seed gives one journal then,
   * byte for byte. Not with `target`, `speed` and `transport: 'tcp'`.
   */
  readonly virtual?: boolean | undefined;
  /** When virtual time begins, in milliseconds since the epoch; 2026-01-05T00:00:00Z when absent. */
  readonly startAt?: number | undefined;
  /** How fast real time passes for platform and fleets, 0.01 to 1000; timeouts shrink alike. 1 when absent. Not with `target`. */
  readonly speed?: number | undefined;
  /** The real time of a run that is not virtual; the machine's when absent. */
  readonly clock?: Clock | undefined;
}

/** What is known of a run before it begins. */
export interface FleetStart {
  readonly target: string;
  readonly seed: number;
  readonly endpoints: number;
  readonly connections: number;
  /** There in virtual time alone; `startAt` in ISO 8601. */
  readonly virtual?: { readonly startAt: string };
  /** There when it is not 1. */
  readonly speed?: number;
}

/**
 * Runs fleets and judges the run: in real time, in real time at another speed, or in virtual time.
 *
 *     await runFleets({ fleets: 'fleets', durationMs: 60_000 });                                   // a minute
 *     await runFleets({ fleets: 'fleets', durationMs: 3_600_000, speed: 60 });                     // an hour in a minute
 *     await runFleets({ fleets: 'fleets', durationMs: 3_600_000, virtual: true, seed: 7 });        // an hour in seconds
 *
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, FLAG_INVALID, TARGET_INVALID,
 *   TARGET_NOT_LOOPBACK, TARGET_UNREACHABLE, LOGIN_REFUSED, JOURNAL_NOT_WRITABLE, FLEET_TRANSPORT_OTHER, FLEET_TRANSPORT_OFF,
 *   FLEET_NEEDS_MQTT,
 *   FLEET_CERTIFICATE, TIME_CONFLICT, VIRTUAL_RUN_ENDLESS,
 *   VIRTUAL_RUN_IDLE, VIRTUAL_RUN_STUCK, FAULT_REFUSED, REPORT_NOT_WRITABLE
 */
export async function runFleets(options: RunFleetsOptions = {}): Promise<FleetReport> {
  return await withReportFile(options.reportFile, () => runAndReport(options));
}

async function runAndReport(options: RunFleetsOptions): Promise<FleetReport> {
  const time = fleetTime(options);
  thresholdsOf(options.thresholds ?? []);
  const tls = readTls(options.tls ?? {});
  if (options.target !== undefined) await checkTarget(options.target, options.allowRemote ?? false);
  const { blueprint, plan } = await planFleets(options);
  const { seed } = plan;
  if (options.samples !== undefined && plan.shard !== undefined) throw shardOfSamples(options.samples);
  const certificate = readCertificates(plan, blueprint.folder);
  const { clock, pace, inFlight } = time;
  const { tlsFolder } = options;
  // In virtual time the event loop is always busy, and delays nothing.
  const eventLoop = inFlight === undefined ? watchEventLoop() : undefined;
  const isWatched = options.target === undefined && options.virtual !== true;
  const journal = new Journal(clock, options.eventsKept ?? (isWatched ? EVENTS_KEPT : 0));
  return withJournalFile({ journal, clock: pace }, options.journalFile, async (written) => {
    const own = { clock, pace, inFlight, journal, tls, tlsFolder, transport: options.transport };
    const near =
      options.target === undefined
        ? await ownPlatform(blueprint, plan, own)
        : await elsewhere(options.target, plan, { clock, tls });
    try {
      const { transport, operator, faults } = near;
      const { endpoints, clients: connections } = plan;
      const start = { target: transport.name, seed, endpoints, connections, ...time.facts };
      await options.onStart?.(start, near.platform);
      const { samples } = options;
      const durationMs =
        options.durationMs ?? (samples === undefined ? (plan.lengthMs ?? DEFAULT_DURATION_MS) : undefined);
      const ports = {
        clock,
        pace: pace === clock ? undefined : pace,
        random: createRandom(seed),
        journal,
        transport,
        operator,
        certificate,
        eventLoop,
        speed: time.facts.speed,
        onSending: () => {
          faults.arm();
          eventLoop?.start();
        },
      };
      const credentials = options.credentials ?? near.credentials;
      const run = await prepareRun(plan, ports, {
        ...{ ...options, durationMs, credentials },
        hasFigures: options.reportFile !== undefined,
      });
      const report = await time.pass(
        () => run.execute(),
        () => written?.behind(),
      );
      const noted = faults.noted(report);
      const whole = {
        ...noted,
        ...time.facts,
        notes: [...noted.notes, ...near.notes, ...notesOnConfirm(plan, noted)],
      };
      journal.append({ type: 'sim.run-ended', report: whole });
      return whole;
    } finally {
      eventLoop?.stop();
      await near.close();
    }
  });
}

/** @throws KaaError TARGET_INVALID, TARGET_NOT_LOOPBACK */
export async function checkTarget(target: string, allowRemote: boolean): Promise<void> {
  const { addressOf } = await import('../sim/transport/address.js');
  addressOf(target);
  refuseStrangers(target, allowRemote);
}

/** Messages leave this machine only when somebody has said so. @throws KaaError TARGET_NOT_LOOPBACK */
export function refuseStrangers(target: string, allowRemote: boolean): void {
  if (allowRemote || !URL.canParse(target)) return;
  const { hostname } = new URL(target);
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  if (!isLoopback && hostname !== '') throw kaaError('TARGET_NOT_LOOPBACK', { target });
}
