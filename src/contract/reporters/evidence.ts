/**
 * Evidence in lines for people, the same in every report.
 *
 *     sensor-1 after 3.2s: result, statusCode
 *       expected a result with 2xx within 10s
 *       seen     500
 *       → kp1/demo-v1/cex/sensor-1/result/reboot/4 [{"id":1,"statusCode":500}]
 */
import { sayMs } from '../plan/statement.js';
import type { ContractRun, EndpointEvidence, ExpectationResult } from '../report.js';

/** @param beganAt when the test began: times are counted from there */
export function evidenceLines(evidence: EndpointEvidence, beganAt: number): string[] {
  const { token, at, rule, path, expected, seen, message } = evidence;
  return [
    `${token} after ${sayMs(Math.max(0, at - beganAt))}: ${rule}${path === undefined ? '' : `, ${path}`}`,
    `  expected ${expected}`,
    `  seen     ${seen}`,
    ...(message === undefined
      ? []
      : [`  ${message.from === 'device' ? '→' : '←'} ${message.topic} ${message.payload}`.trimEnd()]),
  ];
}

/** How many more there are than are shown; none for none. */
export function moreLines({ breaches, evidence }: ExpectationResult): string[] {
  const more = breaches - evidence.length;
  return more > 0 ? [`and ${more} more`] : [];
}

/** `smart-building-v1, fleet thermostats`, with the repetition when there is more than one. */
export function titleOf(
  { appVersion, subject, repetition }: ContractRun,
  runs: readonly ContractRun[],
): string {
  const repeated = runs.some((run) => run.repetition > 1);
  return `${appVersion}, ${subject}${repeated ? `, test ${repetition}` : ''}`;
}

/** One line: what was expected and what was seen, or why nobody knows. */
export function messageOf({ verdict, reason, evidence }: ExpectationResult): string {
  if (verdict === 'unknown') return reason ?? 'not exercised';
  const [first] = evidence;
  return first === undefined ? '' : `expected ${first.expected}; seen: ${first.seen}`;
}
