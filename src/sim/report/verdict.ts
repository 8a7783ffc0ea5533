/**
 * The verdict on a run: pass when at least one data sample was sent and every request was confirmed in time, but for what was
 * to be expected of its faults; or when all thresholds were met, where there are any.
 */
import type { RequestKind } from '../connection/kp1-client.js';
import type { ThresholdReport } from './report.js';
import { type Expected, type Outcomes, REQUEST_KINDS, type Tally } from './tally.js';

const NAMES: Readonly<Record<RequestKind, readonly [one: string, many: string]>> = {
  samples: ['data sample', 'data samples'],
  metadata: ['metadata update', 'metadata updates'],
  result: ['command result', 'command results'],
  applied: ['report of an applied configuration', 'reports of applied configurations'],
  poll: ['question for commands or configurations', 'questions for commands or configurations'],
};

/** What of a tally is looked at. */
export type Judged = Pick<Tally, 'samples' | 'requests' | 'expected'> & {
  readonly connections: Pick<Tally['connections'], 'lost'>;
};

/** Why the run failed, in one sentence each; empty when it passed. */
export function reasonsToFail(tally: Judged): string[] {
  const reasons = REQUEST_KINDS.flatMap((kind) =>
    reasonsOf(kind === 'samples' ? tally.samples : tally.requests[kind], tally.expected[kind], NAMES[kind]),
  );
  if (tally.samples.sent === 0) reasons.unshift('No data sample was sent.');
  const lost = tally.connections.lost;
  if (lost > 0) reasons.push(lost === 1 ? 'A connection was lost.' : `${lost} connections were lost.`);
  return reasons;
}

/** As {@link reasonsToFail}, when thresholds decide. A run that has sent nothing has shown nothing. */
export function reasonsOfThresholds(
  thresholds: readonly ThresholdReport[],
  { samples }: Pick<Tally, 'samples'>,
): string[] {
  const missed = thresholds.filter(({ passed }) => !passed).map(sayMissed);
  return samples.sent === 0 ? ['No data sample was sent.', ...missed] : missed;
}

function sayMissed({ threshold, fleet, measured, unit }: ThresholdReport): string {
  const whose = fleet === undefined ? '' : ` of fleet ${fleet}`;
  if (measured === null)
    return `The threshold ${threshold}${whose} was not met: there was nothing to measure.`;
  const units = { ms: ' ms', '%': ' %', count: '', 'per second': ' per second' } as const;
  const value = `${Math.round(measured * 1000) / 1000}${units[unit]}`;
  return `The threshold ${threshold}${whose} was not met: it was ${value}.`;
}

function reasonsOf(outcomes: Outcomes, expected: Expected, [one, many]: readonly [string, string]): string[] {
  const { sent } = outcomes;
  const rejected = outcomes.rejected - expected.rejected;
  const late = outcomes.late - expected.late;
  const unanswered = outcomes.unanswered - expected.unanswered;
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
