/**
 * A contract report as one HTML file: the verdict, each expectation, the evidence of what failed, and for each endpoint the timeline
 * and the series of its data samples.
 */
import { sayMs } from '../../plan/statement.js';
import type { ContractReport, ContractRun, EndpointEvidence, ExpectationResult } from '../../report.js';
import type { EndpointTimeline, MarkKind, Timeline } from '../../timeline.js';
import { moreLines, titleOf } from '../evidence.js';
import { documentOf, html, type Markup } from './document.js';
import { curvePlot, lanesPlot } from './plots.js';

/** The whole page. @param timelines by place of the run */
export function htmlReport(report: ContractReport, timelines: readonly Timeline[]): string {
  const { summary, verdict, runs } = report;
  const body = html`
<h1>Contract test: <span class="${verdict}">${verdict}</span></h1>
<p class="soft">${summary.pass} passed, ${summary.fail} failed, ${summary.unknown} unknown${report.interrupted ? ', interrupted' : ''}</p>
${runs.map((run, index) => runPart(run, runs, timelines[index]))}`;
  return documentOf(`Contract test: ${verdict}`, body);
}

function runPart(run: ContractRun, runs: readonly ContractRun[], timeline: Timeline | undefined): Markup {
  const broken = run.results.filter(({ verdict }) => verdict !== 'pass');
  return html`
<h2>${titleOf(run, runs)}</h2>
<p class="soft">seed ${run.seed}, ${sayMs(run.tookMs)}${run.notes.map((note) => `, ${note}`)}</p>
<table><thead><tr><th>Verdict</th><th>Expectation</th><th>Statement</th><th>Endpoints</th></tr></thead><tbody>${run.results.map(row)}</tbody></table>
${broken.length === 0 ? '' : html`<h3>What did not pass</h3>${broken.map((result) => card(result, run))}`}
${outputPart(run)}
${timeline === undefined ? '' : timelinePart(timeline)}`;
}

const row = ({ id, verdict, statement, exercised, endpoints }: ExpectationResult) =>
  html`<tr><td class="${verdict}">${verdict}</td><td class="mono">${id}</td><td>${statement}</td><td class="soft">${exercised} of ${endpoints}</td></tr>`;

function card(result: ExpectationResult, { beganAt }: ContractRun): Markup {
  const { id, statement, verdict, reason, evidence, place } = result;
  return html`<div class="card ${verdict}"><strong class="mono">${id}</strong> ${statement}
<div class="soft mono">${place.file}:${place.line}:${place.column}</div>
${verdict === 'unknown' ? html`<p>unknown: ${reason}</p>` : evidence.map((found) => evidencePart(found, beganAt))}
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
  return html`<h3>What the device printed</h3><details open><summary>the end of its output</summary><pre>${output}</pre></details>`;
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
    marks: marks
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ at, text, kind }) => ({
        at,
        text: `${sayMs(Math.max(0, at - span.from))}: ${text}`,
        isBreach: kind === 'breach',
      })),
  })).filter((lane) => lane.marks.length > 0);
  const content = html`${lanesPlot(lanes, span)}${series.map((curve, index) => curvePlot(curve, span, `var(--s${(index % 6) + 1})`))}`;
  const title = html`Endpoint <span class="mono">${token}</span>${breaches > 0 ? html` <span class="fail">${breaches} broken</span>` : ''}`;
  if (isFirst || breaches > 0) return html`<h3>${title}</h3>${content}`;
  return html`<details><summary>${title}</summary>${content}</details>`;
}
