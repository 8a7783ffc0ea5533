/**
 * The report as JUnit XML: one suite for each protocol and RFC, one test case for each requirement.
 */
import { type JunitCase, junitDocument } from '../kernel/junit.js';
import type { ConformanceReport, ConformanceResult } from './report.js';
import { RFC_TITLES, type RfcName } from './requirements.js';
import type { TracedPacket } from './wire/trace.js';

/** The whole document. */
export function junit({ results }: ConformanceReport): string {
  const suites = [...suitesOf(results)].map(([name, members]) => ({ name, cases: members.map(caseOf) }));
  return junitDocument('kaa conformance', suites);
}

function suitesOf(results: readonly ConformanceResult[]): Map<string, ConformanceResult[]> {
  const suites = new Map<string, ConformanceResult[]>();
  for (const result of results) {
    const name = `${result.protocol}: ${result.rfc} ${RFC_TITLES[result.rfc as RfcName]}`;
    suites.set(name, [...(suites.get(name) ?? []), result]);
  }
  return suites;
}

function caseOf(result: ConformanceResult): JunitCase {
  const { id, statement, protocol, rfc } = result;
  const classname = `${protocol}.${rfc.replace('/', '-')}`;
  return { classname, name: `${id} ${statement}`, outcome: outcomeOf(result) };
}

function outcomeOf(result: ConformanceResult): JunitCase['outcome'] {
  const { outcome, reason = '', expected = '', seen = '', evidence = [] } = result;
  const text = evidence.map(packetLine).join('\n');
  switch (outcome) {
    case 'pass':
      return { kind: 'pass' };
    case 'not-applicable':
      return { kind: 'skipped', message: reason };
    case 'unknown':
      return { kind: 'unknown', message: reason, text };
    case 'fail':
      return { kind: 'fail', message: `expected ${expected}; seen: ${seen}`, text };
  }
}

/** `A → publish QoS 1 <topic> <payload>`: one packet for people. */
export function packetLine({ client, direction, packet, topic, qos, payload, note }: TracedPacket): string {
  const parts = [
    client,
    direction === 'sent' ? '→' : '←',
    packet,
    qos === undefined ? undefined : `QoS ${qos}`,
    topic,
    payload === '' ? '(no bytes)' : payload,
    note === undefined ? undefined : `(${note})`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
