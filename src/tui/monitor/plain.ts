/**
 * The monitor without a terminal: lines as things happen. Messages as they pass (a part of them when they are many, and it says
 * so), what goes wrong when it is new, and the figures every few seconds.
 *
 *     12:00:05.000  =  1,000 of 1,000 endpoints  5,000 in/s  5,000 out/s  0 errors/s  p99 0.1 ms
 *     12:00:05.120  →  TH-0001  dcx  /json  request  [{"temperature":21.5}]
 */
import { printable, printableJson } from '../../kernel/printable.js';
import type { EventFilter, StreamItem } from '../../operator/events.js';
import type { Figures, FoundDiagnostic } from '../../operator/monitor/figures.js';
import type { MonitorSource, Watched } from '../../operator/monitor/source.js';
import { compactPayload } from '../../operator/trace/payload.js';
import { count, rate, responseTime, timeOfDay } from '../format.js';
import { MonitorDriver } from './driver.js';
import type { MonitorEvent } from './store/event.js';
import { EMPTY_MESSAGES, filterOf, type Message, messagesWith } from './store/messages.js';
import { reduce } from './store/reduce.js';
import { initialState, type MonitorState } from './store/state.js';

export interface StreamMonitorOptions {
  readonly source: MonitorSource;
  readonly watched: Watched;
  /** As typed on the screen of messages. */
  readonly filter: string;
  /** One JSON object a line: `{"figures": …}`, `{"event": …}`, `{"leftOut": n}`, `{"diagnostics": […]}`, `{"lost": …}`. */
  readonly json: boolean;
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

const FIGURES_EVERY_MS = 5000;
const PER_SECOND = 50;

/** Prints until the signal aborts it. */
export async function streamMonitor(options: StreamMonitorOptions): Promise<void> {
  const { source, watched, json, signal, filter } = options;
  const print = json ? jsonPrinter(options.write) : linePrinter(options.write);
  let state = initialState({ columns: 80, rows: 24, isReadOnly: true, hasColour: false });
  const driver: MonitorDriver = new MonitorDriver({
    source,
    // Both screens at once: the tail, and what goes wrong.
    wants: () => ({
      messages: { ...(filterOf(filter) as EventFilter), perSecond: PER_SECOND },
      diagnostics: state.figures?.diagnostics.total,
    }),
    state: () => state,
    dispatch(event) {
      if (event.type !== 'key') state = reduce(state, event);
      print(event, state);
    },
  });
  driver.start(watched);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  await driver.stop();
}

type Printer = (event: MonitorEvent, state: MonitorState) => void;

function jsonPrinter(write: (text: string) => void): Printer {
  const line = (value: unknown) => write(`${printableJson(value)}\n`);
  return (event) => {
    if (event.type === 'figures') line({ figures: event.figures });
    else if (event.type === 'stream') for (const item of event.items) line(item);
    else if (event.type === 'diagnostics') line({ diagnostics: event.items });
    else if (event.type === 'lost') line({ lost: event.reason, retryInMs: event.retryInMs });
  };
}

function linePrinter(write: (text: string) => void): Printer {
  const told = new Set<string>();
  let figuresAt = Number.NEGATIVE_INFINITY;
  const line = (text: string) => write(`${printable(text)}\n`);
  return (event, state) => {
    switch (event.type) {
      case 'connected':
        line(`watching ${event.url}`);
        break;
      case 'lost':
        line(
          `! ${event.reason.replace(/\.$/, '')}; trying again in ${Math.round(event.retryInMs / 100) / 10} s`,
        );
        break;
      case 'figures':
        if (event.figures.at - figuresAt < FIGURES_EVERY_MS || state.history.points.length === 0) break;
        figuresAt = event.figures.at;
        line(figuresLine(event.figures, state));
        break;
      case 'stream':
        for (const text of messageTexts(event.items)) line(text);
        break;
      case 'diagnostics':
        for (const found of event.items) for (const text of news(found, told)) line(text);
        break;
    }
  };
}

function figuresLine({ at, endpoints, responseTimeMs }: Figures, { history }: MonitorState): string {
  const point = history.points.at(-1);
  const rates =
    point === undefined
      ? []
      : [`${rate(point.received)} in/s`, `${rate(point.sent)} out/s`, `${rate(point.errors)} errors/s`];
  return [
    `${timeOfDay(at)}  =  ${count(endpoints.connected)} of ${count(endpoints.total)} endpoints`,
    ...rates,
    `p99 ${responseTime(responseTimeMs.p99)}`,
  ].join('  ');
}

function messageTexts(items: readonly StreamItem[]): string[] {
  const { items: messages, leftOut, dropped } = messagesWith(EMPTY_MESSAGES, items);
  const missing = leftOut + dropped;
  return [
    ...messages.map(messageText),
    ...(missing > 0 ? [`              ~  ${count(missing)} more messages, too many to print`] : []),
  ];
}

function messageText({ at, direction, address, outcome, topic, payload, reason }: Message): string {
  const arrow = direction === 'in' ? '→' : '←';
  const where =
    address === undefined ? topic : `${address.token}  ${address.extensionInstance}  ${address.resourcePath}`;
  const request = address?.requestId === undefined ? '' : ` ${address.requestId}`;
  return `${timeOfDay(at)}  ${arrow}  ${where}${request}  ${outcome}  ${reason || compactPayload(payload)}`;
}

/** Told once each; how often is on the screen of diagnostics. */
function news({ code, reason, remedy, client, topic, token }: FoundDiagnostic, told: Set<string>): string[] {
  const key = `${code} ${reason}`;
  if (told.has(key)) return [];
  told.add(key);
  const where = topic ?? (token && `token ${token}`);
  const who = client === undefined ? '' : ` (client ${client}${where === undefined ? '' : `, ${where}`})`;
  return [`              !  ${reason}${who}`, `                 → ${remedy}`];
}
