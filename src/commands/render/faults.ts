/**
 * Faults of a platform for people: a line for one, a row for each of many. Pure.
 */
import type { Fault, FaultWish } from '../../operator/operations.js';

export const FAULT_HEAD = ['Fault', 'State', 'Struck', 'What', 'Whom', 'When'];

/** A row for each fault, under {@link FAULT_HEAD}. */
export function faultRows(faults: readonly Fault[]): unknown[][] {
  return faults.map((fault) => {
    const { id, state, struck } = fault;
    const whom = whomOf(fault, ({ length }) => (length === 1 ? '1 endpoint' : `${length} endpoints`));
    return [id, state, String(struck), whatOf(fault), whom, whenOf(fault)];
  });
}

/** The same in one sentence, without a full stop. */
export function faultLine(fault: FaultWish): string {
  const named = (ids: readonly string[]) => (ids.length > 3 ? `${ids.length} endpoints` : ids.join(', '));
  return [whatOf(fault), `for ${whomOf(fault, named)}`, whenOf(fault)].join(', ');
}

function whatOf({ kind, byMs, statusCode, reasonPhrase }: FaultWish): string {
  if (byMs !== undefined) return `${kind} by ${seconds(byMs)}`;
  if (statusCode === undefined) return kind;
  return `${kind} ${statusCode}${reasonPhrase === undefined ? '' : ` ${reasonPhrase}`}`;
}

/** @param nameOf how a list of endpoint IDs reads */
function whomOf(
  { extension, endpointIds, rate = 1, times }: FaultWish,
  nameOf: (endpointIds: readonly string[]) => string,
): string {
  const share = rate === 1 ? 'every message' : `${Number((rate * 100).toFixed(3))} % of messages`;
  const whose = [
    ...(extension === undefined ? [] : [`to or from ${extension}`]),
    ...(endpointIds === undefined ? [] : [`of ${nameOf(endpointIds)}`]),
  ];
  const most = times === undefined ? '' : times === 1 ? ', once at most' : `, ${times} times at most`;
  return [share, ...whose].join(' ') + most;
}

function whenOf({ window: { fromMs, toMs } = {} }: FaultWish): string {
  if (fromMs === undefined && toMs === undefined) return 'from now on';
  const from = fromMs === undefined ? 'from now' : `from ${seconds(fromMs)}`;
  return toMs === undefined ? `${from} on` : `${from} to ${seconds(toMs)} after it was armed`;
}

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
