/**
 * What changed between two versions, for people: by pairing, the breaks first, each with a value that shows it.
 */
import { printable } from '../../../../kernel/printable.js';
import { PAIRINGS, type Pairing, pairingText } from '../direction.js';
import { short } from '../explain.js';
import type { DiffFinding, DiffReport, Severity } from '../report.js';

type Paint = (text: string) => string;

export interface DiffStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

const asIs: Paint = (text) => text;
const PLAIN: DiffStyle = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs };

/** Lines joined, without a trailing line end. */
export function diffText(report: DiffReport, style: DiffStyle = PLAIN): string {
  return [
    '',
    `  ${style.bold('Contract')} of ${report.old} → ${report.new} ${style.dim(`(${report.compared.length} compared)`)}`,
    '',
    ...PAIRINGS.flatMap((pairing) => pairingLines(pairing, report, style)),
    ...exceptionLines(report, style),
    ...verdictLines(report, style),
  ].join('\n');
}

function pairingLines(pairing: Pairing, { findings, ...names }: DiffReport, style: DiffStyle): string[] {
  const own = findings.filter((finding) => finding.pairing === pairing && finding.exception === undefined);
  if (own.length === 0) return [];
  return [
    `  ${style.bold(capital(pairingText(pairing, names)))} ${style.dim(`(${pairing})`)}`,
    '',
    ...own.flatMap((finding) => [...findingLines(finding, style), '']),
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function findingLines(finding: DiffFinding, style: DiffStyle): string[] {
  const { rule, appVersion, subject, path, message, consequence, witness, place, certain } = finding;
  const where = printable(`${place.file}:${place.line}${place.side === 'old' ? ' (old)' : ''}`);
  const isUndecided = !certain;
  return [
    `  ${signOf(finding, style)} ${style.bold(rule)}  ${printable(`${appVersion} ${subject}`)} ${style.bold(printable(path))}`,
    `      ${printable(message)}`,
    style.dim(
      printable(
        `      ${isUndecided ? 'Unknown, could not be decided: ' : ''}${isUndecided ? consequence : `${capital(consequence)}.`}`,
      ),
    ),
    ...(witness === undefined
      ? []
      : [`      ${style.dim('for example')} ${printable(short(witness.value))}`]),
    ...(witness === undefined ? [] : [`      ${style.dim(`refused: ${printable(witness.refusal)}`)}`]),
    style.dim(`      ${where}`),
  ];
}

function signOf({ severity, certain }: DiffFinding, { red, yellow, dim }: DiffStyle): string {
  const word = severity === 'warning' && !certain ? 'unknown' : severity;
  const paints: Readonly<Record<Severity, Paint>> = { break: red, warning: yellow, note: dim };
  const signs: Readonly<Record<Severity, string>> = { break: '✗', warning: certain ? '!' : '?', note: '·' };
  return paints[severity](`${signs[severity]} ${word}`);
}

function exceptionLines(
  { findings, unusedExceptions, exceptionsFile }: DiffReport,
  style: DiffStyle,
): string[] {
  const covered = findings.filter(({ exception }) => exception !== undefined);
  const lines = [
    ...covered.map(
      ({ rule, appVersion, subject, path, exception }) =>
        `  ${style.dim(`· excepted ${rule}  ${printable(`${appVersion} ${subject} ${path}: ${exception ?? ''}`)}`)}`,
    ),
    ...unusedExceptions.map(
      ({ rule, line }) =>
        `  ${style.yellow('! unused')} the exception for ${rule} covers nothing any more ${style.dim(`(${exceptionsFile}:${line})`)}`,
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

function verdictLines(report: DiffReport, style: DiffStyle): string[] {
  const { verdict, summary, compared } = report;
  const { breaks, warnings, notes, excepted } = summary;
  const counts = style.dim(
    `(${breaks} ${breaks === 1 ? 'break' : 'breaks'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${notes} ${notes === 1 ? 'note' : 'notes'}, ${excepted} excepted)`,
  );
  const sign = verdict === 'pass' ? style.green('✓ Verdict: pass') : style.red('✗ Verdict: fail');
  return [
    `  ${style.bold(sign)} ${counts}`,
    ...(compared.length === 0
      ? [
          style.yellow(
            '    Nothing was compared: neither side has a schema or a contract of the same version.',
          ),
        ]
      : []),
    ...(breaks + warnings + notes + excepted === 0 && compared.length > 0
      ? [style.dim('    Both sides accept the same.')]
      : []),
    ...hintLines(report, style),
  ];
}

/** When one order of upgrading is safe, it is said. */
function hintLines({ findings, pairings, new: current }: DiffReport, style: DiffStyle): string[] {
  const broken = new Set(
    findings
      .filter(({ severity, exception }) => severity === 'break' && exception === undefined)
      .map(({ pairing }) => pairing),
  );
  if (broken.size !== 1 || pairings.length < PAIRINGS.length) return [];
  const [pairing] = broken;
  const advice =
    pairing === 'new-devices'
      ? `Nothing breaks when every back end is at ${current} before the first endpoint is: --pairing old-devices`
      : `Nothing breaks when every endpoint is at ${current} before the first back end is: --pairing new-devices`;
  return [style.dim(`    ${advice}`)];
}
