/**
 * The summary of a fleet run for people: what `kaa sim run` prints on stdout when it is over.
 *
 * A pure function of the report. The same numbers for programs are the report itself (`--json`).
 */
import type { FleetReport } from '../../sim/report/report.js';
import { count } from '../../tui/format.js';
import { EXIT } from '../exit-codes.js';
import { columns } from './columns.js';
import type { Style } from './style.js';
import { bottleneck, facts, plural, thresholdRows } from './summary-facts.js';

/** Groups of errors shown; the rest is counted. */
const ERROR_GROUPS_SHOWN = 10;

/** The whole summary, lines joined, without a trailing line end. */
export function summary(report: FleetReport, style: Style): string {
  return [
    '',
    ...columns(facts(report, style), { gap: 3 }),
    ...errorLines(report, style),
    ...thresholdLines(report, style),
    ...noteLines(report, style),
    '',
    ...verdict(report, style),
  ].join('\n');
}

function errorLines({ errors }: FleetReport, style: Style): string[] {
  if (errors.length === 0) return [];
  const rows = errors
    .slice(0, ERROR_GROUPS_SHOWN)
    .map((group) => [
      style.red(count(group.count)),
      group.code === 0 ? '–' : String(group.code),
      group.extension,
      group.reason,
    ]);
  const head = ['Errors', 'code', 'extension', 'reason'].map(style.dim);
  const hidden = errors.length - rows.length;
  const rest =
    hidden > 0 ? [style.dim(`  and ${count(hidden)} more ${plural(hidden, 'kind')} of error`)] : [];
  return ['', ...columns([head, ...rows], { right: [0, 1], gap: 3 }), ...rest];
}

function thresholdLines({ thresholds = [] }: FleetReport, style: Style): string[] {
  if (thresholds.length === 0) return [];
  return ['', ...columns(thresholdRows(thresholds, style), { gap: 2 })];
}

/** What is worth knowing besides the figures. */
function noteLines(report: FleetReport, style: Style): string[] {
  const { unexpectedMessages, notes } = report;
  const unexpected = `${count(unexpectedMessages)} unexpected ${plural(unexpectedMessages, 'message')} from the server`;
  const all = [...bottleneck(report), ...(unexpectedMessages > 0 ? [unexpected] : []), ...notes];
  return all.length === 0 ? [] : ['', ...all.map((note) => `  ${style.yellow('!')} ${note}`)];
}

function verdict(report: FleetReport, style: Style): string[] {
  const { verdict: outcome, reasons, interrupted } = report;
  const good = goodNews(report);
  if (interrupted === true) {
    const sofar =
      outcome === 'pass' ? [`Until then ${good.charAt(0).toLowerCase()}${good.slice(1)}`] : reasons;
    return [
      `  ${style.yellow(style.bold('■ INTERRUPTED'))}   The run was stopped before its end. ${exit(EXIT.interrupted, style)}`,
      ...sofar.map((reason) => `                  ${reason}`),
    ];
  }
  if (outcome === 'pass') {
    return [`  ${style.green(style.bold('✔ PASS'))}   ${good} ${exit(EXIT.pass, style)}`];
  }
  const [first = 'The run did not pass.', ...others] = reasons;
  return [
    `  ${style.red(style.bold('✘ FAIL'))}   ${first} ${exit(EXIT.fail, style)}`,
    ...others.map((reason) => `           ${reason}`),
  ];
}

/** Why it passed. */
function goodNews({ thresholds = [], expected }: FleetReport): string {
  if (thresholds.length === 1) return 'The threshold was met.';
  if (thresholds.length > 1) return `All ${thresholds.length} thresholds were met.`;
  return expected === undefined
    ? 'Every data sample was confirmed.'
    : 'Every data sample was confirmed, but for those that were expected not to be.';
}

const exit = (code: number, style: Style) => style.dim(`(exit code ${code})`);
