/**
 * A trace as lines: one for each entry on the screen, more for the entry that is looked at, and the whole of it as a text for
 * `kaa trace`, the clipboard and files.
 *
 *     12:00:00.123  →  dcx   /json                 17   ok 0.42 ms    {"temperature":21.5}
 *     12:00:01.007  ←  cex   /command/reboot            push          [{"id":1,"payload":{}}]
 *     12:00:02.110  ·  connected: client gw-1 speaks for it under smart-building-v1
 */
import type { Note, Push, Request, Trace, TraceEntry } from '../../operator/trace/exchange.js';
import { compactPayload, prettyPayload } from '../../operator/trace/payload.js';
import { explanationOf, type Outcome, outcomeOf, owedOf } from '../../operator/trace/verdict.js';
import { count, responseTime, timeOfDay } from '../format.js';
import {
  bold,
  type Colour,
  coloured,
  dim,
  EMPTY_LINE,
  fitted,
  flowed,
  type Line,
  plain,
  type Span,
} from '../lines.js';
import { wrapped } from '../wrap.js';

const REQUEST_COLUMNS = 7;
const OUTCOME_COLUMNS = 14;
/** From this width on the columns may be wider. */
const WIDE = 120;
const columnsFor = (width: number) =>
  width >= WIDE ? { extension: 8, resource: 28 } : { extension: 5, resource: 12 };

const LOOKS: Readonly<Record<Outcome, { readonly word: string; readonly colour?: Colour }>> = {
  ok: { word: 'ok', colour: 'green' },
  error: { word: 'error', colour: 'red' },
  waiting: { word: 'waiting', colour: 'yellow' },
  silent: { word: 'no request ID', colour: 'yellow' },
  ignored: { word: 'ignored', colour: 'red' },
  sent: { word: 'push', colour: 'cyan' },
  undelivered: { word: 'not delivered', colour: 'red' },
};

/** One entry on one line of a terminal of that width. */
export function entryLine(entry: TraceEntry, width: number): Line {
  const time = dim(timeOfDay(entry.at));
  if (entry.kind === 'note') return [time, plain('  '), dim('·'), plain('  '), noteSpan(entry)];
  const { address } = entry;
  const columns = columnsFor(width);
  const resource = address === undefined ? entry.topic : address.resourcePath || '(none)';
  return [
    ...[time, plain('  '), arrowOf(entry), plain('  ')],
    plain(fitted(address?.extensionInstance ?? '–', columns.extension)),
    plain(`  ${fitted(resource, columns.resource)}  `),
    dim(fitted(address?.requestId ?? '', REQUEST_COLUMNS, 'right')),
    ...[plain('  '), outcomeSpan(entry), plain('  ')],
    dim(compactPayload(entry.payload)),
  ];
}

/** What `entryLine` shows in each column. */
export function entryHead(width: number): Line {
  const { extension, resource } = columnsFor(width);
  return [
    dim(
      `${'time (UTC)'.padEnd(12)}     ${fitted('ext', extension)}  ${fitted('resource', resource)}  ` +
        `${fitted('request', REQUEST_COLUMNS, 'right')}  ${fitted('outcome', OUTCOME_COLUMNS)}  payload`,
    ),
  ];
}

const arrowOf = (entry: Request | Push): Span =>
  entry.kind === 'request' ? coloured('→', 'magenta') : coloured('←', 'cyan');

function noteSpan({ text, tone }: Note): Span {
  if (tone === 'plain') return plain(text);
  return coloured(text, tone === 'good' ? 'green' : 'red');
}

function outcomeSpan(entry: Request | Push): Span {
  const { word, colour } = LOOKS[outcomeOf(entry)];
  const answer = entry.kind === 'request' ? entry.answer : undefined;
  const text = answer === undefined ? word : `${word} ${responseTime(answer.elapsedMs)}`;
  return { text: fitted(text, OUTCOME_COLUMNS), colour };
}

/** Everything about one entry: its topic taken apart, payload and answer indented. */
export function entryDetail(entry: TraceEntry, width: number): Line[] {
  if (entry.kind === 'note') return [[dim(timeOfDay(entry.at)), plain('  '), noteSpan(entry)]];
  const explanation = explanationOf(entry);
  return [
    [arrowOf(entry), plain(' '), bold(entry.topic)],
    ...partsLines(entry, width),
    ...payloadLines(entry.payload, width),
    ...(entry.kind === 'request' ? answerLines(entry, width) : []),
    ...(explanation === undefined ? [] : warning(explanation, width)),
  ];
}

/** What a person should know, on as many lines as that takes. */
export function warning(text: string, width: number): Line[] {
  return wrapped(text, width - 4).map((line, row) => [
    row === 0 ? coloured('! ', 'yellow') : plain('  '),
    plain(line),
  ]);
}

/** The topic taken apart, on as many lines as that takes. */
export function partsLines(
  { address, client }: Pick<Request | Push, 'address' | 'client'>,
  width: number,
): Line[] {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['version', address?.appVersion],
    ['extension', address?.extensionInstance],
    ['resource', address && (address.resourcePath || '(none)')],
    ['request ID', address?.requestId],
    ['client', client || undefined],
  ];
  const shown = parts.flatMap(([name, value]): Span[][] =>
    value === undefined ? [] : [[dim(`${name} `), plain(value)]],
  );
  return flowed(shown, { width, indent: '  ', between: '   ' });
}

function answerLines({ answer }: Request, width: number): Line[] {
  if (answer === undefined) return [];
  const word = answer.isError ? coloured('error', 'red', true) : coloured('ok', 'green', true);
  return [
    [coloured('← ', 'cyan'), word, dim(` after ${responseTime(answer.elapsedMs)}`)],
    ...(answer.payload === '' ? [] : payloadLines(answer.payload, width)),
  ];
}

function payloadLines(payload: string, width: number): Line[] {
  if (payload === '') return [[dim('  (empty)')]];
  return prettyPayload(payload, width - 4).map((line) => [plain(`  ${line}`)]);
}

/** The whole trace as a text: each entry with its details, and what is still open at the end. */
export function traceText(trace: Trace, width: number): Line[] {
  return [
    ...missingLines(trace),
    ...trace.entries.flatMap((entry) => entryText(entry, width)),
    ...owedLines(trace),
  ];
}

/** One entry of the text. */
export function entryText(entry: TraceEntry, width: number): Line[] {
  if (entry.kind === 'note')
    return [[dim(timeOfDay(entry.at)), plain('  '), dim('·'), plain(' '), noteSpan(entry)]];
  const [first = EMPTY_LINE, ...others] = entryDetail(entry, width - 14);
  const margin = plain(' '.repeat(14));
  return [[dim(timeOfDay(entry.at)), plain('  '), ...first], ...others.map((line) => [margin, ...line])];
}

/** What a trace cannot show, and why. */
export function missingLines({ gone, missed }: Trace): Line[] {
  const lines: Line[] = [];
  if (missed > 0)
    lines.push([
      coloured('~ ', 'yellow'),
      dim(`the journal has lost ${count(missed)} older events of all endpoints; --journal FILE keeps them`),
    ]);
  if (gone > 0) lines.push([dim(`${count(gone)} older entries are not shown`)]);
  return lines;
}

/** What did not end well, in one line; nothing when all is well. */
export function owedLines({ entries }: Trace): Line[] {
  const { waiting, undelivered, ignored, errors } = owedOf(entries);
  const parts = [
    waiting > 0 ? `${count(waiting)} without an answer yet` : '',
    undelivered > 0 ? `${count(undelivered)} not delivered` : '',
    ignored > 0 ? `${count(ignored)} ignored` : '',
    errors > 0 ? `${count(errors)} answered with an error` : '',
  ].filter(Boolean);
  return parts.length === 0 ? [] : [[coloured('! ', 'yellow'), plain(parts.join(', '))]];
}
