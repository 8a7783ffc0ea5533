/**
 * A contract report for people: each expectation with its verdict, the evidence of what failed, and the verdict of all.
 */
import { printable } from '../../kernel/printable.js';
import { sayMs } from '../plan/statement.js';
import type { ContractReport, ContractRun, ExpectationResult, Verdict } from '../report.js';
import { evidenceLines, moreLines, titleOf } from './evidence.js';

type Paint = (text: string) => string;

/** Styles of a text; the identity where none are wanted. */
export interface TextStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

const asIs: Paint = (text) => text;
const PLAIN: TextStyle = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs };

/** Lines joined, without a trailing line end. */
export function textReport(report: ContractReport, style: TextStyle = PLAIN): string {
  const { runs } = report;
  return [
    '',
    ...runs.flatMap((run) => [...runLines(run, runs, style), '']),
    ...verdictLines(report, style),
  ].join('\n');
}

function runLines(run: ContractRun, runs: readonly ContractRun[], style: TextStyle): string[] {
  const facts = `seed ${run.seed}, ${sayMs(run.tookMs)}`;
  const width = Math.max(...run.results.map(({ id }) => id.length));
  return [
    `  ${style.bold('Contract of')} ${printable(titleOf(run, runs))} ${style.dim(`(${facts})`)}`,
    '',
    ...run.results.flatMap((result, index) => [
      headLine(result, width, style),
      ...whyLines(result, run.results[index + 1], run.beganAt, style).map((line) => `      ${line}`),
    ]),
    ...run.notes.map((note) => style.dim(`    ${printable(note)}`)),
    ...outputLines(run, style),
  ];
}

function headLine({ id, verdict, statement }: ExpectationResult, width: number, style: TextStyle): string {
  return `  ${signOf(verdict, style)} ${style.bold(printable(id))}${' '.repeat(width - id.length)}  ${printable(statement)}`;
}

/** Why it did not pass; for several in a row that are unknown for the same reason once, after the last. */
function whyLines(
  result: ExpectationResult,
  next: ExpectationResult | undefined,
  beganAt: number,
  style: TextStyle,
): string[] {
  const { verdict, reason, evidence } = result;
  if (verdict === 'unknown')
    return next?.verdict === 'unknown' && next.reason === reason
      ? []
      : [style.yellow(printable(`unknown: ${reason}`))];
  return [
    ...evidence.flatMap((found) => evidenceLines(found, beganAt).map(printable)),
    ...moreLines(result).map((line) => style.dim(printable(line))),
  ];
}

const OUTPUT_LINES = 15;

function outputLines({ output, verdict }: ContractRun, style: TextStyle): string[] {
  if (verdict === 'pass' || output === undefined) return [];
  const lines = output.trimEnd().split('\n').slice(-OUTPUT_LINES);
  if (output.trim() === '') return ['', style.dim('    The device has printed nothing.')];
  return [
    '',
    style.dim('    The device has printed, at the end:'),
    ...lines.map((line) => style.dim(`      ${printable(line)}`)),
  ];
}

function verdictLines(
  { verdict, summary, caseFile, interrupted, runs }: ContractReport,
  style: TextStyle,
): string[] {
  const { pass, fail, unknown } = summary;
  const counts = style.dim(`(${pass} passed, ${fail} failed, ${unknown} unknown)`);
  const say = { pass: style.green, fail: style.red, unknown: style.yellow }[verdict];
  const sign = { pass: '✓', fail: '✗', unknown: '?' }[verdict];
  return [
    `  ${style.bold(say(`${sign} Verdict: ${verdict}`))} ${counts}${interrupted ? ', interrupted' : ''}`,
    ...(runs.length === 0 ? [style.dim('    Nothing was tested.')] : []),
    ...(caseFile === undefined ? [] : [`    Only what failed, again: kaa contract replay ${caseFile}`]),
  ];
}

function signOf(verdict: Verdict, style: TextStyle): string {
  if (verdict === 'pass') return style.green('✓');
  return verdict === 'fail' ? style.red('✗') : style.yellow('?');
}
