/**
 * What a fault of the platform is: a wish such as "a tenth of the answers of dcx come three seconds late", as a value.
 *
 * A fault does nothing by itself. `register.ts` keeps those that are armed and says which of them strike a message; KPC
 * carries out what they do.
 *
 *     { kind: 'late', byMs: 3000, extension: 'dcx', rate: 0.1, window: { fromMs: 60_000 } }
 */
import { nearest } from '../../blueprint/nearest.js';

/**
 * - `late`: the extension instance does its work, and its answer goes out `byMs` later.
 * - `no-answer`: it does its work, and its answer is lost.
 * - `error`: it never sees the request, which is answered with `statusCode` and `reasonPhrase`.
 * - `reject-token`: KPC answers as if the endpoint token were suspended.
 * - `extension-down`: the service is away: requests reach nobody and get no answer, and what it would push is lost.
 * - `duplicate-command`: a pushed command is sent twice.
 */
export const FAULT_KINDS = [
  'late',
  'no-answer',
  'error',
  'reject-token',
  'extension-down',
  'duplicate-command',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSpec {
  readonly kind: FaultKind;
  /** For `late`: milliseconds. */
  readonly byMs?: number | undefined;
  /** For `error`: 400 to 599. */
  readonly statusCode?: number | undefined;
  /** For `error`: a text of kaa's own when absent. */
  readonly reasonPhrase?: string | undefined;
  /** Letters, digits, `.`, `_` and `-`; made up when absent. It is part of the names of the fault's random streams. */
  readonly id?: string | undefined;
  /** Only messages of this extension instance; of all when absent. */
  readonly extension?: string | undefined;
  /** Only messages of these endpoints; of all when absent. */
  readonly endpointIds?: readonly string[] | undefined;
  /** Probability for each message, 0 to 1; 1 when absent. */
  readonly rate?: number | undefined;
  /** Strikes so often at most. */
  readonly times?: number | undefined;
  /** When it may strike, in milliseconds after it was armed; from at once and for ever when absent. */
  readonly window?: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined } | undefined;
}

export const DEFAULT_REASON = 'a fault is armed';

/** What must exist for a fault to make sense. */
export interface FaultWorld {
  readonly instances: () => readonly string[];
  /** Does the instance send commands? */
  readonly sendsCommands: (instance: string) => boolean;
  readonly hasEndpoint: (endpointId: string) => boolean;
}

const ID = /^[A-Za-z0-9._-]{1,200}$/;
/** The longest delay: a week. */
const BY_MS_MAX = 604_800_000;

/** Why a fault cannot be armed, in words; undefined when it can. */
export function faultProblem(spec: FaultSpec, world: FaultWorld): string | undefined {
  return membersProblem(spec) ?? scopeProblem(spec, world) ?? extensionProblem(spec, world);
}

function membersProblem({ kind, byMs, statusCode, reasonPhrase, id }: FaultSpec): string | undefined {
  if (!FAULT_KINDS.includes(kind)) return `there is no kind "${kind}"; there are: ${FAULT_KINDS.join(', ')}`;
  if (id !== undefined && !ID.test(id))
    return `an ID is 1 to 200 letters, digits, ".", "_" and "-", not "${id}"`;
  if (kind === 'late' && byMs === undefined) return 'a late answer needs how late it is (byMs)';
  if (kind !== 'late' && byMs !== undefined) return `only late answers are late by something, not ${kind}`;
  if (byMs !== undefined && !(byMs > 0 && byMs <= BY_MS_MAX)) return `an answer cannot be late by ${byMs} ms`;
  if (kind === 'error' && statusCode === undefined) return 'an error needs its statusCode';
  if (kind !== 'error' && (statusCode ?? reasonPhrase) !== undefined)
    return `only an error has a status code and a reason, not ${kind}`;
  if (statusCode !== undefined && !(Number.isInteger(statusCode) && statusCode >= 400 && statusCode <= 599))
    return `the status code of an error is 400 to 599, not ${statusCode}`;
  return undefined;
}

function scopeProblem({ rate, times, window, endpointIds }: FaultSpec, world: FaultWorld) {
  const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = window ?? {};
  if (rate !== undefined && !(rate >= 0 && rate <= 1)) return `a rate is from 0 to 1, not ${rate}`;
  if (times !== undefined && !(Number.isInteger(times) && times > 0))
    return `times is a whole number from 1, not ${times}`;
  if (!(fromMs >= 0 && toMs > fromMs)) return `the window from ${fromMs} to ${toMs} ms is empty`;
  if (endpointIds?.length === 0) return 'the list of endpoints is empty; leave it out to mean all';
  const stranger = endpointIds?.find((endpointId) => !world.hasEndpoint(endpointId));
  return stranger === undefined ? undefined : `there is no endpoint ${stranger}`;
}

function extensionProblem({ kind, extension }: FaultSpec, world: FaultWorld): string | undefined {
  if (extension === undefined) return undefined;
  const known = world.instances();
  if (!known.includes(extension)) {
    const meant = nearest(extension, known);
    const hint = meant === undefined ? `there are: ${known.join(', ')}` : `did you mean "${meant}"?`;
    return `there is no extension instance "${extension}" (${hint})`;
  }
  if (kind === 'duplicate-command' && !world.sendsCommands(extension))
    return `the extension instance "${extension}" sends no commands`;
  return undefined;
}
