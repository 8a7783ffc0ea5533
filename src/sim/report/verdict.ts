/**
 * The verdict on a run: pass when at least one data sample was sent and every request was confirmed in time.
 */
import type { RequestKind } from '../connection/kp1-client.js';
import { type Outcomes, REQUEST_KINDS, type Tally } from './tally.js';

const NAMES: Readonly<Record<RequestKind, readonly [one: string, many: string]>> = {
  samples: ['data sample', 'data samples'],
  metadata: ['metadata update', 'metadata updates'],
  result: ['command result', 'command results'],
  applied: ['report of an applied configuration', 'reports of applied configurations'],
};

/** Why the run failed, in one sentence each; empty when it passed. */
export function reasonsToFail(tally: Tally): string[] {
  const reasons = REQUEST_KINDS.flatMap((kind) =>
    reasonsOf(kind === 'samples' ? tally.samples : tally.requests[kind], NAMES[kind]),
  );
  if (tally.samples.sent === 0) reasons.unshift('No data sample was sent.');
  const lost = tally.lostConnections;
  if (lost > 0) reasons.push(lost === 1 ? 'A connection was lost.' : `${lost} connections were lost.`);
  return reasons;
}

function reasonsOf(outcomes: Outcomes, [one, many]: readonly [string, string]): string[] {
  const { sent, rejected, late, unanswered } = outcomes;
  const sentence = (count: number, fate: string) =>
    sent === 1
      ? `The only ${one} was ${fate}.`
      : `${count} of ${sent} ${many} ${count === 1 ? 'was' : 'were'} ${fate}.`;
  return [
    ...(rejected > 0 ? [sentence(rejected, 'rejected')] : []),
    ...(unanswered > 0 ? [sentence(unanswered, 'not answered')] : []),
    ...(late > 0 ? [sentence(late, 'answered too late')] : []),
  ];
}
