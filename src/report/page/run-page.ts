/**
 * The page about a run: one HTML file that needs nothing else. A pure function of the figures, and of the scripts that it is given.
 */
import { documentOf } from '../../html/document.js';
import { html, type Markup } from '../../html/markup.js';
import { count } from '../../kernel/quantities.js';
import type { RunFigures } from '../figures/run-figures.js';
import {
  commandsPart,
  endpointsPart,
  errorsPart,
  faultsPart,
  fleetsPart,
  notesPart,
  refusalsPart,
  statesPart,
  thresholdsPart,
} from './detail-parts.js';
import { headPart, tilesPart, verdictPart } from './head-part.js';
import {
  axisOf,
  exactness,
  type Plot,
  plotData,
  plotFigure,
  stepName,
  type TimeAxis,
  timePlots,
} from './plots.js';
import { type RunData, summaryOf } from './run-data.js';
import { seriesPlots } from './series-plots.js';
import { PAGE_STYLE } from './style.js';
import { counted, remark, section } from './tables.js';

/** What plots are drawn with. */
export interface PageAssets {
  /** JavaScript, in this order. */
  readonly scripts: readonly string[];
  readonly style: string;
}

/** The whole page. @param title made of the fleets when absent */
export function runPage(data: RunData, assets: PageAssets, title = titleOf(data)): string {
  const { figures } = data;
  const time = figures && axisOf(figures);
  const overTime = figures && time ? timePlots(figures, time, summaryOf(data).latencyMs) : [];
  const series = figures && time ? seriesPlots(figures, time) : [];
  const parts = [
    thresholdsPart(data),
    figures === undefined ? html`` : timePart(overTime, figures, data),
    errorsPart(data),
    figures === undefined ? html`` : refusalsPart(figures),
    faultsPart(data, (at) => instant(at, time)),
    commandsPart(data),
    ...(figures === undefined ? [] : [fleetsPart(figures), endpointsPart(figures)]),
    statesPart(data),
    figures === undefined ? html`` : seriesPart(series, figures),
    notesPart(data),
  ];
  const body = html`${headPart(title, data)}${verdictPart(data)}${tilesPart(data)}
${contents(parts)}${parts}${footPart(data)}`;
  if (figures === undefined || time === undefined) return documentOf(title, body, { style: PAGE_STYLE });
  return documentOf(title, body, {
    style: assets.style + PAGE_STYLE,
    scripts: assets.scripts,
    data: { 'plot-data': plotData([...overTime, ...series], figures, time) },
  });
}

/** `Run of meters and thermostats` */
export function titleOf({ figures }: RunData): string {
  const names = (figures?.fleets ?? []).map(({ fleet }) => fleet);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  if (shown.length === 0) return 'Report of a run';
  const all = shown.length === 1 ? shown : [shown.slice(0, -1).join(', '), shown.at(-1)];
  return `${figures?.side === 'platform' ? 'Devices of' : 'Run of'} ${all.join(' and ')}`;
}

/** Links to the parts that are there. */
function contents(parts: readonly Markup[]): Markup {
  const found = parts
    .flatMap(({ markup }) => [...markup.matchAll(/<section id="([\w-]+)"[^>]*><h2[^>]*>([^<]*)<\/h2>/g)])
    .map(([, id = '', heading = '']) => html`<li><a href="#${id}">${{ markup: heading }}</a></li>`);
  return html`<nav aria-label="Contents"><ul>${found}</ul></nav>
`;
}

function timePart(plots: readonly Plot[], figures: RunFigures, { report }: RunData): Markup {
  if (plots.length === 0) return html``;
  const { stepMs } = figures.timeline;
  const { shown, more } = figures.marks;
  const listed = shown.map(
    ({ at, text }) => html`<li><span class="mono">${instant(at, axisOf(figures))}</span> ${text}</li>`,
  );
  const marks =
    listed.length === 0
      ? html``
      : html`<details class="marks"><summary>${counted(shown.length + more, 'dashed line')}: what was done to the platform</summary><ol>${listed}</ol>${more > 0 ? remark(`and ${more} more`) : ''}</details>`;
  return section(
    'time',
    'Over time',
    html`<noscript><p class="soft">The plots need JavaScript; every other figure is here without it.</p></noscript>`,
    ...plots.map((plot) => plotFigure(plot)),
    marks,
    remark(
      `Each point stands for ${stepName(stepMs)}. Drag over a plot to see a part of it, double-click to see all. ${exactness(report)}`,
    ),
  );
}

function seriesPart(plots: readonly Plot[], { series, otherFields, seriesLeftOut }: RunFigures): Markup {
  const fleets = [...new Set(series.map(({ fleet }) => fleet))];
  const groups = fleets.map((fleet) => {
    const own = plots.filter((_, index) => series[index]?.fleet === fleet);
    const head = fleets.length > 1 ? html`<h3 class="group">${fleet}</h3>` : '';
    return html`${head}<div class="plots">${own.map((plot) => plotFigure(plot, true))}</div>`;
  });
  const others = otherFields.map(
    ({ fleet, field, values }) =>
      html`<li><span class="mono">${field}</span> of ${fleet}: ${values.join(', ')}</li>`,
  );
  return section(
    'series',
    'Data',
    series.some(({ isOfMore }) => isOfMore)
      ? remark(
          'The mean of all endpoints, between the least and the greatest value, and one endpoint as an example.',
        )
      : html``,
    ...groups,
    others.length === 0 ? html`` : html`<h3>Not drawn, since they are no numbers</h3><ul>${others}</ul>`,
    seriesLeftOut > 0 ? remark(`Not drawn either: ${counted(seriesLeftOut, 'more field')}.`) : html``,
  );
}

function footPart({ figures }: RunData): Markup {
  const from =
    figures === undefined
      ? 'Made from the report of the run alone. With its journal (kaa sim run --journal FILE) there are plots over time, series and endpoints.'
      : `Made from a journal of ${count(figures.events)} events. Times are UTC.`;
  return html`<footer><p class="soft">${from}</p></footer>`;
}

/** An instant in the words of the plots: since the beginning, or of the day. */
function instant(at: number, time: TimeAxis | undefined): string {
  if (time?.axis !== 'elapsed') return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const seconds = Math.max(0, time.seconds(at));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0
    ? `${seconds.toFixed(1)} s`
    : `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
}
