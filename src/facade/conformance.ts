/**
 * A conformance run: every requirement of the Kaa RFCs, tried on a platform of its own or on a 1/KP server elsewhere.
 */
import type { Endpoint, GuardedKeys, Operator } from '../conformance/operator.js';
import { type ConformanceReport, type ConformanceResult, reportOf } from '../conformance/report.js';
import { REQUIREMENTS, type Requirement, selectRequirements } from '../conformance/requirements.js';
import { runSuite } from '../conformance/suite.js';
import {
  type Credentials,
  PROTOCOLS,
  type Protocol,
  type Timing,
  type Wire,
} from '../conformance/wire/wire.js';
import { kaaError } from '../errors.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import { localServer } from './conformance-local.js';
import { type RestAccess, remoteServer } from './conformance-remote.js';
import { refuseStrangers } from './fleets.js';
import { openReportFile } from './report-file.js';

/** Near: the embedded platform answers within the same process. Far: a network, and services behind it. */
const NEAR: Timing = { timeoutMs: 2000, quietMs: 10 };
const FAR: Timing = { timeoutMs: 5000, quietMs: 250 };

export interface RunConformanceOptions {
  /** `mqtt://`, `mqtts://`, `ws://`, `wss://`, `http://` or `https://`; a platform of its own when absent. */
  readonly target?: string | undefined;
  /** One protocol, or all that the server can be asked with; all when absent. */
  readonly protocol?: Protocol | 'all' | undefined;
  /** The application version of the endpoints, at a server elsewhere. */
  readonly appVersion?: string | undefined;
  /** Tokens of endpoints of that version; with two, routing between endpoints is judged too. */
  readonly tokens?: readonly string[] | undefined;
  /** Requirements such as `CEP-10` or `CMP-*`; all when absent. */
  readonly only?: readonly string[] | undefined;
  /** Allows a target that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  readonly credentials?: Credentials | undefined;
  /** REST of the server elsewhere: with it the suite makes its endpoints, and sends commands and configurations. */
  readonly rest?: RestAccess | undefined;
  /** With REST and `appVersion`: a version of the same application that restricts metadata keys. */
  readonly guardedVersion?: string | undefined;
  /** The metadata keys of that version. */
  readonly guardedKeys?: GuardedKeys | undefined;
  /** Names of extension instances that differ from those of a plain installation: `{ cmx: 'cmx2' }`. */
  readonly instances?: Readonly<Record<string, string>> | undefined;
  /** A file with the certificates of the authority to trust, in PEM. */
  readonly authorityFile?: string | undefined;
  /** The longest wait for an answer: 2 s at a platform of its own, 5 s elsewhere. */
  readonly timeoutMs?: number | undefined;
  /** How long nothing must come before silence counts: 10 ms, or 250 ms elsewhere. */
  readonly quietMs?: number | undefined;
  /** Write the report to this file, as JUnit XML. */
  readonly junitFile?: string | undefined;
  /** Told each result as it is there. */
  readonly onResult?: ((result: ConformanceResult) => void) | undefined;
  /** Ends the run before its next case. */
  readonly signal?: AbortSignal | undefined;
  /** Real time when absent. */
  readonly clock?: Clock | undefined;
}

/** A server that cases can be run against. */
export interface ConformanceServer {
  readonly target: string;
  readonly wires: readonly Wire[];
  readonly endpoints: readonly Endpoint[];
  readonly operator?: Operator;
  close(): Promise<void>;
}

/**
 * Judges a server requirement by requirement.
 * @throws KaaError FLAG_INVALID, ADDRESS_INVALID, TOKEN_MISSING, TOKEN_NOT_SERVED, TARGET_NOT_LOOPBACK, TARGET_UNREACHABLE,
 *   LOGIN_REFUSED, REPORT_NOT_WRITABLE
 */
export async function runConformance(options: RunConformanceOptions = {}): Promise<ConformanceReport> {
  const requirements = selected(options.only ?? []);
  const clock = options.clock ?? new WallClock();
  const near = options.target === undefined ? NEAR : FAR;
  const timing = {
    timeoutMs: options.timeoutMs ?? near.timeoutMs,
    quietMs: options.quietMs ?? near.quietMs,
  };
  if (options.target !== undefined) refuseStrangers(options.target, options.allowRemote ?? false);
  const file = await openReportFile(options.junitFile);
  const server = await serverFor(options, clock, timing);
  try {
    const results: ConformanceResult[] = [];
    for (const wire of server.wires) {
      const { endpoints, operator } = server;
      const { onResult, signal, instances } = options;
      const nonce = createRandom(freshSeed()).stream('conformance').text(6, 'abcdefghijkmnpqrstuvwxyz');
      const run = {
        wire,
        clock,
        timing,
        requirements,
        endpoints,
        operator,
        instances,
        nonce,
        onResult,
        signal,
      };
      results.push(...(await runSuite(run)));
    }
    const report = reportOf(server.target, results);
    await file.write(report);
    return report;
  } finally {
    await server.close();
    await file.close();
  }
}

/** Every requirement with its statement, in the order of the RFCs; narrowed by patterns such as `CMP-*`. */
export function listRequirements(only: readonly string[] = []): readonly Requirement[] {
  return only.length === 0 ? REQUIREMENTS : selected(only);
}

function selected(only: readonly string[]): readonly Requirement[] {
  const { selected: found, unmatched } = selectRequirements(only);
  if (unmatched.length === 0) return found;
  const reason = 'no requirement has such an ID; they look like CEP-10, and CEP-* stands for all of 11/CEP';
  throw kaaError('FLAG_INVALID', { flag: 'only', value: unmatched.join(','), reason });
}

async function serverFor(
  options: RunConformanceOptions,
  clock: Clock,
  timing: Timing,
): Promise<ConformanceServer> {
  const { target, protocol = 'all' } = options;
  if (target !== undefined) return remoteServer(target, { ...options, clock, timing });
  const protocols = protocol === 'all' ? PROTOCOLS : [protocol];
  return await localServer(protocols, { clock, timing });
}
