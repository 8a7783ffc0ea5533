/**
 * Conformance for people: the table of a run with the evidence of what failed, and the list of requirements.
 *
 * Pure functions of the report and the requirements; programs read the same with `--json` and `--junit`.
 */
import { packetLine } from '../../conformance/junit.js';
import {
  type ConformanceReport,
  type ConformanceResult,
  type ConformanceSummary,
  summaryOf,
} from '../../conformance/report.js';
import { type Requirement, RFC_TITLES, type RfcName } from '../../conformance/requirements.js';
import type { Protocol } from '../../conformance/wire/wire.js';
import { printable } from '../../kernel/printable.js';
import { columns } from './columns.js';
import type { Style } from './style.js';

const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  mqtt3: 'MQTT 3.1.1',
  mqtt5: 'MQTT 5',
  ws: 'WebSocket',
  http: 'HTTP',
};

const RFCS = Object.keys(RFC_TITLES) as RfcName[];
/** The columns of numbers, to align at the right. */
const NUMBERS = [2, 3, 4, 5];
/** The place of the failures among the numbers, and of what is unknown. */
const FAIL = 3;
const UNKNOWN = 5;

/** Everything that a run found, lines joined, without a trailing line end. */
export function conformanceReport(report: ConformanceReport, style: Style): string {
  const { results } = report;
  return [
    '',
    `  ${style.bold('1/KP conformance of')} ${report.target}`,
    '',
    ...report.protocols.flatMap((protocol) => table(report, protocol, style)),
    ...failures(results, style),
    ...reasons(results, 'unknown', 'Could not be judged:', style),
    ...verdict(report, style),
  ].join('\n');
}

function table({ results }: ConformanceReport, protocol: Protocol, style: Style): string[] {
  const of = results.filter((result) => result.protocol === protocol);
  const head = [PROTOCOL_NAMES[protocol], '', 'pass', 'fail', 'not applicable', 'unknown'].map(style.dim);
  const rows = RFCS.map((rfc) => ({ rfc, members: of.filter((result) => result.rfc === rfc) }))
    .filter(({ members }) => members.length > 0)
    .map(({ rfc, members }) => [rfc, RFC_TITLES[rfc], ...numbers(summaryOf(members), style)]);
  return [...columns([head, ...rows], { gap: 3, right: NUMBERS }), ''];
}

function numbers({ pass, fail, notApplicable, unknown }: ConformanceSummary, style: Style): string[] {
  const cells = [pass, fail, notApplicable, unknown].map((count) => (count === 0 ? '-' : String(count)));
  return cells.map((cell, index) => {
    if (cell === '-') return style.dim(cell);
    if (index + 2 === FAIL) return style.red(style.bold(cell));
    return index + 2 === UNKNOWN ? style.yellow(cell) : cell;
  });
}

function failures(results: readonly ConformanceResult[], style: Style): string[] {
  return results.filter(({ outcome }) => outcome === 'fail').flatMap((result) => failure(result, style));
}

function failure(result: ConformanceResult, style: Style): string[] {
  const { id, protocol, level, statement, expected = '', seen = '', evidence = [] } = result;
  return [
    `  ${style.red('✗')} ${style.bold(id)} ${statement} ${style.dim(`(${level}, ${PROTOCOL_NAMES[protocol]})`)}`,
    `      expected ${printable(expected)}`,
    `      seen     ${printable(seen)}`,
    ...evidence.map((packet) => style.dim(`      ${printable(packetLine(packet))}`)),
    '',
  ];
}

/** Requirements with the same reason stand together. */
function reasons(
  results: readonly ConformanceResult[],
  outcome: ConformanceResult['outcome'],
  title: string,
  style: Style,
): string[] {
  const byReason = new Map<string, string[]>();
  for (const result of results) {
    if (result.outcome !== outcome) continue;
    const reason = `${PROTOCOL_NAMES[result.protocol]}: ${result.reason}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), result.id]);
  }
  if (byReason.size === 0) return [];
  const groups = [...byReason].flatMap(([reason, ids]) => [
    `    ${printable(reason)}`,
    ...wrapped(ids).map((line) => style.dim(`      ${line}`)),
  ]);
  return [`  ${style.yellow('?')} ${title}`, ...groups, ''];
}

const IDS_PER_LINE = 10;

function wrapped(ids: readonly string[]): string[] {
  const lines: string[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_LINE)
    lines.push(ids.slice(start, start + IDS_PER_LINE).join(' '));
  return lines;
}

function verdict({ verdict: outcome, summary }: ConformanceReport, style: Style): string[] {
  const { pass, fail, notApplicable, unknown } = summary;
  const counts = `${pass} passed, ${fail} failed, ${notApplicable} not applicable, ${unknown} unknown`;
  const signs = {
    pass: style.green('✓ Verdict: pass'),
    fail: style.red('✗ Verdict: fail'),
    unknown: style.yellow('? Verdict: unknown'),
  };
  return [`  ${style.bold(signs[outcome])} ${style.dim(`(${counts})`)}`];
}

/** The requirements as a table, lines joined, without a trailing line end. */
export function requirementTable(requirements: readonly Requirement[], style: Style): string {
  const head = ['ID', 'Level', 'Who', 'Seen', 'Statement'].map(style.dim);
  const blocks = RFCS.flatMap((rfc) => {
    const members = requirements.filter((requirement) => requirement.rfc === rfc);
    if (members.length === 0) return [];
    const rows = members.map(({ id, level, who, visible, statement }) => [
      style.bold(id),
      level,
      who,
      visible ? 'yes' : 'no',
      statement,
    ]);
    return ['', `  ${style.bold(rfc)} ${RFC_TITLES[rfc]}`, ...columns([head, ...rows])];
  });
  const visible = requirements.filter((requirement) => requirement.visible).length;
  return [...blocks, '', `  ${requirements.length} requirements, ${visible} of them seen on the wire`].join(
    '\n',
  );
}
