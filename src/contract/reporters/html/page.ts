/**
 * A contract report as one HTML file: the verdict, each expectation, the evidence of what failed, and for each endpoint the timeline
 * and the series of its data samples.
 */
import { documentOf } from '../../../html/document.js';
import { html, type Markup } from '../../../html/markup.js';
import { sayMs } from '../../plan/statement.js';
import type {
  ContractReport,
  ContractRun,
  EndpointEvidence,
  ExpectationResult,
  Verdict,
} from '../../report.js';
import type { EndpointTimeline, Mark, MarkKind, Timeline } from '../../timeline.js';
import { moreLines, titleOf } from '../evidence.js';
import { curvePlot, type LaneMark, lanesPlot } from './plots.js';

/** The whole page. @param timelines by place of the run */
export function htmlReport(report: ContractReport, timelines: readonly Timeline[]): string {
  const { summary, verdict, runs } = report;
  const body = html`
<h1>Contract test: <span class="${verdict}">${verdict}</span></h1>
<p class="soft">${summary.pass} passed, ${summary.fail} failed, ${summary.unknown} unknown${report.interrupted ? ', interrupted' : ''}</p>
${runs.map((run, index) => runPart(run, runs, timelines[index]))}`;
  return documentOf(`Contract test: ${verdict}`, body, { style: STYLE });
}

/** Besides what all pages have. */
const STYLE = `
td:first-child, td:nth-child(2), td:last-child, th { white-space: nowrap; }
.card { color: var(--ink); } :target { outline: 2px solid var(--accent); }
pre.output { max-height: 24rem; overflow-y: auto; }
@media (max-width: 40rem) { td:nth-child(2) { white-space: normal; overflow-wrap: anywhere; } td:last-child, th:last-child { display: none; } }
`;

function runPart(run: ContractRun, runs: readonly ContractRun[], timeline: Timeline | undefined): Markup {
  const broken = run.results.filter(({ verdict }) => verdict === 'fail');
  const name = (id: string) => `${runs.indexOf(run)}-${id}`;
  return html`
<h2>${titleOf(run, runs)}</h2>
<p class="soft">seed ${run.seed}, ${sayMs(run.tookMs)}${run.notes.map((note) => `, ${note}`)}</p>
<table><thead><tr><th>Verdict</th><th>Expectation</th><th>Statement</th><th>Endpoints</th></tr></thead><tbody>${run.results.map((result) => row(result, name))}</tbody></table>
${broken.length === 0 ? '' : html`<h3>What failed</h3>${broken.map((result) => card(result, run, name))}`}
${timeline === undefined ? '' : timelinePart(timeline)}
${outputPart(run)}`;
}

/** The place of a card on the page, by the ID of its expectation. */
type Name = (id: string) => string;

function row(
  { id, verdict, statement, reason, exercised, endpoints }: ExpectationResult,
  name: Name,
): Markup {
  const shown = verdict === 'fail' ? html`<a href="#${name(id)}">${id}</a>` : id;
  const why = verdict === 'unknown' ? html`<div class="unknown">${reason}</div>` : '';
  return html`<tr><td class="${verdict}">${SIGNS[verdict]} ${verdict}</td><td class="mono">${shown}</td><td>${statement}${why}</td><td class="soft">${exercised} of ${endpoints}</td></tr>`;
}

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', unknown: '?' };

function card(result: ExpectationResult, { beganAt }: ContractRun, name: Name): Markup {
  const { id, statement, evidence, place } = result;
  return html`<div class="card" id="${name(id)}"><strong class="mono">${id}</strong> ${statement}
<div class="soft mono">${place.file}:${place.line}:${place.column}</div>
${evidence.map((found) => evidencePart(found, beganAt))}
${moreLines(result).map((line) => html`<p class="soft">${line}</p>`)}</div>`;
}

function evidencePart(
  { token, at, rule, path, expected, seen, message }: EndpointEvidence,
  beganAt: number,
): Markup {
  return html`<dl><dt>endpoint</dt><dd>${token}, after ${sayMs(Math.max(0, at - beganAt))}</dd>
<dt>rule</dt><dd>${rule}${path === undefined ? '' : html` <code>${path}</code>`}</dd>
<dt>expected</dt><dd>${expected}</dd><dt>seen</dt><dd>${seen}</dd></dl>${
    message === undefined
      ? ''
      : html`<pre>${message.from === 'device' ? '→' : '←'} ${message.topic}\n${message.payload}</pre>`
  }`;
}

function outputPart({ output }: ContractRun): Markup {
  if (output === undefined || output.trim() === '') return html``;
  return html`<h3>What the device printed, at the end</h3><pre class="output">${output}</pre>`;
}

function timelinePart({ endpoints, more, from, to }: Timeline): Markup {
  return html`${endpoints.map((endpoint, index) => endpointPart(endpoint, { from, to }, index === 0))}
${more > 0 ? html`<p class="soft">and ${more} more endpoints</p>` : ''}`;
}

const LANES: readonly (readonly [name: string, colour: string, kinds: readonly MarkKind[]])[] = [
  ['test', 'var(--s4)', ['step']],
  ['connection', 'var(--soft)', ['connection']],
  ['data samples', 'var(--s1)', ['samples']],
  ['metadata', 'var(--s3)', ['metadata']],
  ['commands', 'var(--s2)', ['commands', 'result']],
  ['configuration', 'var(--s5)', ['configuration', 'applied']],
  ['other', 'var(--soft)', ['request', 'push', 'answer']],
  ['refused', 'var(--s6)', ['refusal']],
  ['broken', 'var(--fail)', ['breach']],
];

function endpointPart(
  endpoint: EndpointTimeline,
  span: { from: number; to: number },
  isFirst: boolean,
): Markup {
  const { token, marks, series, breaches } = endpoint;
  const lanes = LANES.map(([name, colour, kinds]) => ({
    name,
    colour,
    marks: marks.filter(({ kind }) => kinds.includes(kind)).map((mark) => laneMark(mark, span)),
  })).filter((lane) => lane.marks.length > 0);
  const content = html`${lanesPlot(lanes, span)}${series.map((curve, index) => curvePlot(curve, span, `var(--s${(index % 6) + 1})`))}`;
  const title = html`Endpoint <span class="mono">${token}</span>${breaches > 0 ? html` <span class="fail">${breaches} broken</span>` : ''}`;
  if (isFirst || breaches > 0) return html`<h3>${title}</h3>${content}`;
  return html`<details><summary>${title}</summary>${content}</details>`;
}

const COLOURS: Readonly<Record<Verdict, string>> = {
  pass: 'var(--pass)',
  fail: 'var(--fail)',
  unknown: 'var(--unknown)',
};

function laneMark({ at, until, text, kind, verdict }: Mark, { from }: { readonly from: number }): LaneMark {
  const lasting = until === undefined ? '' : `, for ${sayMs(until - at)}`;
  return {
    at,
    until,
    text: `${sayMs(Math.max(0, at - from))}${lasting}: ${text}`,
    shape: kind === 'breach' ? 'breach' : 'plain',
    colour: verdict && COLOURS[verdict],
  };
}
