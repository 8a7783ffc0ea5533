/**
 * The summary of a fleet run for people: what `kaa sim run` prints on stdout when it is over.
 *
 * A pure function of the report. The same numbers for programs are the report itself (`--json`).
 */
import type { FleetReport } from '../../sim/report/report.js';
import { count, rate, responseTime, span } from '../../tui/format.js';
import { EXIT } from '../exit-codes.js';
import { columns } from './columns.js';
import type { Paint, Style } from './style.js';

/** Groups of errors shown; the rest is counted. */
const ERROR_GROUPS_SHOWN = 10;

/** The whole summary, lines joined, without a trailing line end. */
export function summary(report: FleetReport, style: Style): string {
  return [
    '',
    ...columns(facts(report, style), { gap: 3 }),
    ...errorLines(report, style),
    ...noteLines(report, style),
    '',
    ...verdict(report, style),
  ].join('\n');
}

function facts(report: FleetReport, style: Style): string[][] {
  const where = `${count(report.connections)} ${plural(report.connections, 'connection')} to ${report.target}`;
  const rows = [
    ['Endpoints', `${style.bold(count(report.endpoints))} on ${where}`],
    ['Data samples', samples(report, style)],
    ['Response time', latency(report, style)],
    ['Throughput', `${style.bold(rate(report.samplesPerSecond))} data samples per second`],
    [
      'Metadata',
      pairs(
        [
          ['sent', report.metadata.sent],
          ['confirmed', report.metadata.confirmed],
        ],
        style,
      ),
    ],
    [
      'Commands',
      pairs(
        [
          ['received', report.commands.received],
          ['answered', report.commands.answered],
        ],
        style,
      ),
    ],
    [
      'Configurations',
      pairs(
        [
          ['received', report.configurations.received],
          ['applied', report.configurations.applied],
        ],
        style,
      ),
    ],
    ['Run', `${span(report.durationMs)}, seed ${report.seed}`],
  ];
  return rows.map(([label, value]) => [style.dim(label as string), value as string]);
}

function samples({ samples: s }: FleetReport, style: Style): string {
  const good = s.sent > 0 && s.confirmed === s.sent ? style.green : style.bold;
  const bad = (value: number) => (value > 0 ? style.red : style.bold);
  return [
    pair('sent', count(s.sent), style.bold),
    pair('confirmed', count(s.confirmed), good),
    pair('rejected', count(s.rejected), bad(s.rejected)),
    pair('unanswered', count(s.unanswered), bad(s.unanswered)),
    pair('late', count(s.late), bad(s.late)),
  ].join('   ');
}

function latency({ latencyMs: ms }: FleetReport, style: Style): string {
  return (['p50', 'p95', 'p99', 'max'] as const)
    .map((name) => `${style.dim(name)} ${style.bold(responseTime(ms[name]))}`)
    .join('   ');
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

/** What is worth knowing besides the figures. */
function noteLines({ unexpectedMessages, notes }: FleetReport, style: Style): string[] {
  const unexpected = `${count(unexpectedMessages)} unexpected ${plural(unexpectedMessages, 'message')} from the server`;
  const all = unexpectedMessages > 0 ? [unexpected, ...notes] : notes;
  return all.length === 0 ? [] : ['', ...all.map((note) => `  ${style.yellow('!')} ${note}`)];
}

function verdict({ verdict: outcome, reasons, interrupted }: FleetReport, style: Style): string[] {
  if (interrupted === true) {
    const sofar = outcome === 'pass' ? ['Until then every data sample was confirmed.'] : reasons;
    return [
      `  ${style.yellow(style.bold('■ INTERRUPTED'))}   The run was stopped before its end. ${exit(EXIT.interrupted, style)}`,
      ...sofar.map((reason) => `                  ${reason}`),
    ];
  }
  if (outcome === 'pass') {
    return [
      `  ${style.green(style.bold('✔ PASS'))}   Every data sample was confirmed. ${exit(EXIT.pass, style)}`,
    ];
  }
  const [first = 'The run did not pass.', ...others] = reasons;
  return [
    `  ${style.red(style.bold('✘ FAIL'))}   ${first} ${exit(EXIT.fail, style)}`,
    ...others.map((reason) => `           ${reason}`),
  ];
}

const exit = (code: number, style: Style) => style.dim(`(exit code ${code})`);

const pair = (label: string, value: string, paint: Paint) => `${paint(value)} ${label}`;

const pairs = (parts: readonly (readonly [string, number])[], style: Style) =>
  parts.map(([label, value]) => pair(label, count(value), style.bold)).join('   ');

const plural = (n: number, word: string) => (n === 1 ? word : `${word}s`);
