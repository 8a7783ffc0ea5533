/**
 * The report as JUnit XML: one suite for each protocol and RFC, one test case for each requirement.
 *
 * What could not be judged is an error there, not a test that was skipped: nobody has shown that the server does it.
 */
import { type ConformanceReport, type ConformanceResult, summaryOf } from './report.js';
import { RFC_TITLES, type RfcName } from './requirements.js';
import type { TracedPacket } from './wire/trace.js';

/** The whole document. */
export function junit({ results, summary }: ConformanceReport): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kaa conformance" ${countsOf(results.length, summary)}>`,
    ...[...suitesOf(results)].flatMap(([name, members]) => suite(name, members)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suitesOf(results: readonly ConformanceResult[]): Map<string, ConformanceResult[]> {
  const suites = new Map<string, ConformanceResult[]>();
  for (const result of results) {
    const name = `${result.protocol}: ${result.rfc} ${RFC_TITLES[result.rfc as RfcName]}`;
    suites.set(name, [...(suites.get(name) ?? []), result]);
  }
  return suites;
}

function suite(name: string, members: readonly ConformanceResult[]): string[] {
  return [
    `  <testsuite name=${quoted(name)} ${countsOf(members.length, summaryOf(members))}>`,
    ...members.flatMap(testcase),
    '  </testsuite>',
  ];
}

function countsOf(tests: number, { fail, unknown, notApplicable }: ConformanceReport['summary']): string {
  return `tests="${tests}" failures="${fail}" errors="${unknown}" skipped="${notApplicable}"`;
}

function testcase(result: ConformanceResult): string[] {
  const { id, statement, protocol, rfc } = result;
  const name = quoted(`${id} ${statement}`);
  const open = `    <testcase classname=${quoted(`${protocol}.${rfc.replace('/', '-')}`)} name=${name}`;
  const body = bodyOf(result);
  return body === undefined ? [`${open}/>`] : [`${open}>`, `      ${body}`, '    </testcase>'];
}

function bodyOf(result: ConformanceResult): string | undefined {
  const { outcome, reason = '', expected = '', seen = '', evidence = [] } = result;
  const packets = escaped(evidence.map(packetLine).join('\n'));
  switch (outcome) {
    case 'pass':
      return undefined;
    case 'not-applicable':
      return `<skipped message=${quoted(reason)}/>`;
    case 'unknown':
      return `<error type="unknown" message=${quoted(reason)}>${packets}</error>`;
    case 'fail': {
      const message = `expected ${expected}; seen: ${seen}`;
      return `<failure message=${quoted(message)}>${packets}</failure>`;
    }
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

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Everything that XML 1.0 cannot hold, even escaped: control characters, lone surrogates, and two more. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(FORBIDDEN, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => NAMES[character] as string);
}

/** An attribute's value; line ends and tabs in it would be read as blanks. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}
