/**
 * Runs the cases of the selected requirements over one wire, one after the other, each with clients of its own.
 *
 * A case that fails, cannot tell or breaks is a result like any other; only a server that cannot be reached at all ends the run.
 */
import type { Clock } from '../kernel/clock.js';
import type { Case } from './cases/case.js';
import { CASES } from './cases/cases.js';
import { Failure, NotApplicable, Undecided } from './judge.js';
import type { Endpoint, Operator } from './operator.js';
import { Probe } from './probe.js';
import type { ConformanceResult } from './report.js';
import type { Requirement } from './requirements.js';
import { Trace } from './wire/trace.js';
import type { Timing, Wire } from './wire/wire.js';

export interface SuiteOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly requirements: readonly Requirement[];
  /** Endpoints of one application version; none are needed with an operator. */
  readonly endpoints: readonly Endpoint[];
  readonly operator?: Operator | undefined;
  /** Names of extension instances that differ from those of a plain installation: `{ cmx: 'cmx2' }`. */
  readonly instances?: Readonly<Record<string, string>> | undefined;
  /** A text of lower-case letters and digits that no other run has: names that the run makes up contain it. */
  readonly nonce: string;
  /** Told each result as it is there. */
  readonly onResult?: ((result: ConformanceResult) => void) | undefined;
  /** Ends the run before its next case. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED when the server cannot be used at all */
export async function runSuite(options: SuiteOptions): Promise<readonly ConformanceResult[]> {
  const first = await options.wire.open('A', new Trace());
  first.close();
  const results: ConformanceResult[] = [];
  let requestId = 0;
  const nextRequestId = () => ++requestId;
  for (const requirement of options.requirements) {
    if (options.signal?.aborted) break;
    const judged = await judge(requirement, options, nextRequestId);
    const { id, rfc, level, who, statement } = requirement;
    const result = { id, rfc, level, who, statement, protocol: options.wire.protocol, ...judged };
    results.push(result);
    options.onResult?.(result);
  }
  return results;
}

type Judgement = Pick<ConformanceResult, 'outcome' | 'reason' | 'expected' | 'seen' | 'evidence'>;

async function judge(
  requirement: Requirement,
  options: SuiteOptions,
  nextRequestId: () => number,
): Promise<Judgement> {
  if (!requirement.visible) return { outcome: 'not-applicable', reason: requirement.reason as string };
  const found = CASES.get(requirement.id);
  if (found === undefined) return { outcome: 'unknown', reason: 'there is no case for it' };
  const unmet = unmetNeed(found, options);
  if (unmet !== undefined) return unmet;
  const trace = new Trace();
  const nonce = `${options.nonce}${requirement.id.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`;
  const probe = new Probe({ ...options, trace, nonce, nextRequestId });
  const judgement = await found.run(probe).then(
    () => ({ outcome: 'pass' }) as Judgement,
    (error: unknown) => judgementOf(error),
  );
  // Taken before the clients say goodbye: that is no part of the evidence.
  const evidence = trace.packets();
  const fault = await probe.end();
  if (fault !== undefined && judgement.outcome === 'pass')
    return { outcome: 'unknown', reason: fault, evidence };
  const needsEvidence = judgement.outcome === 'fail' || judgement.outcome === 'unknown';
  return needsEvidence ? { ...judgement, evidence } : judgement;
}

function unmetNeed({ needs = {} }: Case, options: SuiteOptions): Judgement | undefined {
  if (needs.mqtt !== undefined && options.wire.protocol === 'http')
    return { outcome: 'not-applicable', reason: needs.mqtt };
  if (needs.guarded === true && options.operator?.guarded === undefined)
    return {
      outcome: 'unknown',
      reason:
        'it takes an application version with restricted metadata keys, and the platform side (--rest, --guarded-version)',
    };
  if (options.operator !== undefined) return undefined;
  if (needs.operator === true) {
    return {
      outcome: 'unknown',
      reason:
        'it takes the platform side of the server, to send commands and configurations and see what is stored (--rest)',
    };
  }
  const wanted = needs.endpoints ?? 1;
  if (options.endpoints.length >= wanted) return undefined;
  return { outcome: 'unknown', reason: `it takes ${wanted} endpoint tokens (--token, repeated)` };
}

function judgementOf(error: unknown): Judgement {
  if (error instanceof Failure) return { outcome: 'fail', expected: error.expected, seen: error.seen };
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof NotApplicable) return { outcome: 'not-applicable', reason };
  if (error instanceof Undecided) return { outcome: 'unknown', reason };
  return { outcome: 'unknown', reason: `the case could not be carried out: ${reason}` };
}
