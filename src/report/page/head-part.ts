/**
 * The upper part of the page: what ran, the verdict, and the figures that everybody looks for first.
 */
import { html, type Markup } from '../../html/markup.js';
import { count, rate, responseTime, span } from '../../kernel/quantities.js';
import type { FleetReport } from '../../sim/report/report.js';
import { type RunData, summaryOf } from './run-data.js';
import { counted } from './tables.js';

/** Title, when and where. @param title as given by the user, or made of the fleets */
export function headPart(title: string, { report, figures }: RunData): Markup {
  const at = figures === undefined || figures.events === 0 ? undefined : whenOf(figures.from);
  const parts = [
    at,
    span(summaryOf({ report, figures }).durationMs) + timeOf(report),
    report && `target ${report.target}`,
    report && `seed ${report.seed}`,
  ];
  const facts = parts.filter((part) => part !== undefined).map((part) => html`<li>${part}</li>`);
  return html`<header><p class="over">kaa · report of a run</p><h1>${title}</h1><ul class="facts">${facts}</ul></header>
`;
}

function timeOf(report: FleetReport | undefined): string {
  if (report?.virtual !== undefined) return ' of virtual time';
  return report?.speed === undefined ? '' : ` at ${report.speed} times real time`;
}

/** `5 January 2026, 06:00:00 UTC` */
function whenOf(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[(month as number) - 1]} ${year}, ${time.slice(0, 8)} UTC`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Pass or fail and why; what it means that there is none. */
export function verdictPart({ report, figures }: RunData): Markup {
  if (report === undefined) {
    const why =
      figures?.side === 'fleet'
        ? 'The journal ends before its run: these are the figures up to then, and there is no verdict.'
        : 'This is the journal of a platform: what devices sent, seen from the platform. There is no verdict.';
    return banner('unknown', 'No verdict', [why]);
  }
  const { verdict, reasons, interrupted } = report;
  const stopped =
    interrupted === true ? ['The run was stopped before its end; this is what was until then.'] : [];
  if (verdict === 'fail') return banner('fail', 'Fail', [...stopped, ...reasons]);
  return banner('pass', 'Pass', [...stopped, goodNews(report)]);
}

function banner(look: 'pass' | 'fail' | 'unknown', word: string, texts: readonly string[]): Markup {
  const mark = { pass: '✔', fail: '✘', unknown: '?' }[look];
  return html`<div class="verdict ${look}"><strong><span aria-hidden="true">${mark}</span> ${word}</strong><div>${texts.map((text) => html`<p>${text}</p>`)}</div></div>
`;
}

function goodNews({ thresholds = [], expected }: FleetReport): string {
  if (thresholds.length > 0)
    return thresholds.length === 1
      ? 'The threshold was met.'
      : `All ${thresholds.length} thresholds were met.`;
  return expected === undefined
    ? 'Every data sample was confirmed.'
    : 'Every data sample was confirmed, but for those that were expected not to be.';
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly more: readonly string[];
  readonly look?: 'fail' | 'pass' | undefined;
}

/** The figures that everybody looks for first. */
export function tilesPart(data: RunData): Markup {
  const tiles = [samplesTile(data), failedTile(data), latencyTile(data), rateTile(data), endpointsTile(data)];
  const all = [...tiles, ...commandTiles(data)];
  return html`<dl class="tiles">${all.map(
    ({ name, value, more, look = '' }) =>
      html`<div class="tile ${look}"><dt>${name}</dt><dd class="value">${value}</dd>${more.map((line) => html`<dd>${line}</dd>`)}</div>
`,
  )}</dl>`;
}

function samplesTile(data: RunData): Tile {
  const { sent, confirmed } = summaryOf(data).samples;
  return {
    name: 'Data samples',
    value: count(sent),
    more: [`${count(confirmed)} confirmed (${share(confirmed, sent)})`],
  };
}

function failedTile(data: RunData): Tile {
  const { rejected, unanswered, late } = summaryOf(data).samples;
  const { expected } = data.report ?? {};
  const failed = rejected + unanswered + late;
  const excused = expected === undefined ? 0 : expected.rejected + expected.unanswered + expected.late;
  return {
    name: 'Not confirmed in time',
    value: count(failed),
    more: [
      `${count(rejected)} rejected, ${count(unanswered)} unanswered, ${count(late)} late`,
      ...(excused > 0 ? [`${count(excused)} of them expected, because of faults`] : []),
    ],
    look: failed > excused ? 'fail' : undefined,
  };
}

function latencyTile(data: RunData): Tile {
  const { latencyMs } = summaryOf(data);
  const due = data.report?.latencyFromDueMs;
  const name = 'Response time (median)';
  if (data.report?.virtual !== undefined && latencyMs.max === 0)
    return { name, value: '0 ms', more: ['answers take no virtual time, unless a fault delays them'] };
  return {
    name,
    value: responseTime(latencyMs.p50),
    more: [
      `p95 ${responseTime(latencyMs.p95)}, p99 ${responseTime(latencyMs.p99)}, max ${responseTime(latencyMs.max)}`,
      ...(due === undefined ? [] : [`since it was due: p99 ${responseTime(due.p99)}`]),
    ],
  };
}

function rateTile(data: RunData): Tile {
  const { samplesPerSecond } = summaryOf(data);
  return {
    name: 'Throughput',
    value: `${rate(samplesPerSecond)} /s`,
    more: ['data samples per second'],
  };
}

function endpointsTile(data: RunData): Tile {
  const { endpoints } = summaryOf(data);
  const { report } = data;
  const most = report !== undefined && report.connectedMax < endpoints;
  return {
    name: 'Endpoints',
    value: count(endpoints),
    more: [
      ...(report === undefined ? [] : [counted(report.connections, 'connection')]),
      ...(most ? [`at most ${count(report.connectedMax)} at a time`] : []),
    ],
  };
}

function commandTiles({ report, figures }: RunData): Tile[] {
  const own = report?.commands;
  const types = figures?.commands ?? [];
  const total = (of: 'sent' | 'delivered' | 'answered') => types.reduce((sum, type) => sum + type[of], 0);
  const sent = own?.platform?.sent ?? Math.max(own?.received ?? 0, total('sent'), total('delivered'));
  const answered = own?.platform?.answered ?? own?.answered ?? total('answered');
  const timedOut = own?.platform?.timedOut ?? 0;
  const { received = 0, applied = 0, refused = 0 } = report?.configurations ?? {};
  const commands: Tile = {
    name: 'Commands',
    value: count(sent),
    more: [`${count(answered)} answered${timedOut > 0 ? `, ${count(timedOut)} timed out` : ''}`],
  };
  const configurations: Tile = {
    name: 'Configurations',
    value: count(received),
    more: [`${count(applied)} applied${refused > 0 ? `, ${count(refused)} refused` : ''}`],
  };
  return [...(sent > 0 ? [commands] : []), ...(received > 0 ? [configurations] : [])];
}

/** `99.9 %`; never 100 % when some are missing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = Math.floor((part * 1000) / whole) / 10;
  return `${percent} %`;
}
