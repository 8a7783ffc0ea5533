/**
 * From the journal to exchanges: what one endpoint sent, received, was owed and did not get, in order.
 *
 *     request  ─►  answered (ok or error, after so many ms) | waiting | ignored, and why | nothing comes back, and why
 *     push     ◄─  delivered | not delivered, and why
 *     note         whatever else befell the endpoint: connected, a command expired, a configuration assigned
 *
 * Pure: a trace and events make a trace. Requests and answers are paired by client and topic, as the platform pairs them.
 * Events of the platform and of the fleet that tell of the same message become one exchange.
 */
import { parseRequestTopic, parseServerTopic, type ResourceAddress } from '../../kp1/topic.js';
import type { StreamedEvent } from '../events.js';
import { noteOf, type Tone } from './notes.js';

export interface Answer {
  readonly at: number;
  readonly isError: boolean;
  readonly payload: string;
  /** From the request, in milliseconds. */
  readonly elapsedMs: number;
}

export interface Request {
  readonly kind: 'request';
  readonly seq: number;
  readonly at: number;
  readonly client: string;
  readonly topic: string;
  /** Undefined when the topic is none of 1/KP. */
  readonly address: ResourceAddress | undefined;
  readonly payload: string;
  readonly answer?: Answer | undefined;
  /** Why it was ignored or refused. */
  readonly reason?: string | undefined;
  /** The event of the fleet that tells of the same message: its own event of the platform is still to come. */
  readonly isFromFleet?: boolean | undefined;
}

export interface Push {
  readonly kind: 'push';
  readonly seq: number;
  readonly at: number;
  /** Undefined: it was not delivered. */
  readonly client: string | undefined;
  readonly topic: string;
  readonly address: ResourceAddress | undefined;
  readonly payload: string;
  /** Why it was not delivered. */
  readonly reason?: string | undefined;
}

export interface Note {
  readonly kind: 'note';
  readonly seq: number;
  readonly at: number;
  readonly text: string;
  readonly tone: Tone;
}

export type TraceEntry = Request | Push | Note;

export interface Trace {
  /** Oldest first. */
  readonly entries: readonly TraceEntry[];
  /** Entries that had to go because there are too many. */
  readonly gone: number;
  /** Events that had left the journal before they could be read. */
  readonly missed: number;
}

/** Entries that are kept. */
export const TRACE_MAX = 2000;
/** How many entries back the request of an answer is looked for. */
const BACK_MAX = 500;

export const EMPTY_TRACE: Trace = { entries: [], gone: 0, missed: 0 };

/** The trace with what the events tell. */
export function traceWith(trace: Trace, events: readonly StreamedEvent[]): Trace {
  if (events.length === 0) return trace;
  const entries = [...trace.entries];
  let { gone } = trace;
  for (const event of events) {
    take(entries, event);
    if (entries.length >= 2 * TRACE_MAX) gone += trim(entries);
  }
  return { ...trace, entries, gone: gone + trim(entries) };
}

function trim(entries: TraceEntry[]): number {
  const over = Math.max(0, entries.length - TRACE_MAX);
  entries.splice(0, over);
  return over;
}

function take(entries: TraceEntry[], event: StreamedEvent): void {
  switch (event.type) {
    case 'kpc.message-received':
      receive(entries, event);
      break;
    case 'sim.request-sent':
      entries.push(requestOf(event, { isFromFleet: true }));
      break;
    case 'kpc.message-sent':
      send(entries, event);
      break;
    case 'kpc.message-ignored':
    case 'kpc.request-refused':
      refuse(entries, event);
      break;
    case 'kpc.message-undelivered':
      entries.push(undelivered(event));
      break;
    case 'sim.request-confirmed':
    case 'sim.request-late':
    case 'sim.request-rejected':
      confirm(entries, event);
      break;
    default: {
      const note = noteOf(event);
      if (note !== undefined) entries.push({ kind: 'note', seq: event.seq, at: event.at, ...note });
    }
  }
}

/** A request that the fleet has told of already becomes complete; any other is new. */
function receive(entries: TraceEntry[], event: StreamedEvent): void {
  const place = lastRequest(
    entries,
    ({ isFromFleet, topic }) => isFromFleet === true && topic === event.topic,
  );
  if (place < 0) entries.push(requestOf(event));
  else
    entries[place] = { ...(entries[place] as Request), client: text(event.client), isFromFleet: undefined };
}

function send(entries: TraceEntry[], event: StreamedEvent): void {
  const topic = text(event.topic);
  const address = parseServerTopic(topic);
  const isPush = event.cause === 'push';
  const place = isPush ? -1 : lastOpen(entries, text(event.client), topic.replace(/\/(?:status|error)$/, ''));
  const { seq, at } = event;
  const payload = text(event.payload);
  if (place < 0) entries.push({ kind: 'push', seq, at, client: text(event.client), topic, address, payload });
  else answer(entries, place, { at, isError: event.cause === 'error', payload });
}

/** On the fleet's side alone: against a platform elsewhere it is all there is. */
function confirm(entries: TraceEntry[], event: StreamedEvent): void {
  const place = lastRequest(
    entries,
    ({ isFromFleet, topic, answer: given }) => isFromFleet === true && topic === event.topic && !given,
  );
  if (place < 0) return;
  const { statusCode, reasonPhrase } = event;
  const isError = event.type === 'sim.request-rejected';
  const payload = isError ? JSON.stringify({ statusCode, reasonPhrase }) : '';
  answer(entries, place, { at: event.at, isError, payload }, Number(event.latencyMs));
}

function answer(
  entries: TraceEntry[],
  place: number,
  given: Omit<Answer, 'elapsedMs'>,
  elapsedMs?: number,
): void {
  const request = entries[place] as Request;
  entries[place] = { ...request, answer: { ...given, elapsedMs: elapsedMs ?? given.at - request.at } };
}

function refuse(entries: TraceEntry[], event: StreamedEvent): void {
  const place = lastOpen(entries, text(event.client), text(event.topic));
  const reason = text(event.reason);
  if (place >= 0) entries[place] = { ...(entries[place] as Request), reason };
}

function undelivered(event: StreamedEvent): Push {
  const { seq, at } = event;
  const topic = text(event.topic);
  return {
    kind: 'push',
    seq,
    at,
    client: undefined,
    topic,
    address: undefined,
    payload: '',
    reason: text(event.reason),
  };
}

function requestOf(event: StreamedEvent, more: Pick<Request, 'isFromFleet'> = {}): Request {
  const { seq, at } = event;
  const topic = text(event.topic);
  const parsed = parseRequestTopic(topic);
  const address = parsed.fault === undefined ? parsed : undefined;
  const client = text(event.client);
  return { kind: 'request', seq, at, client, topic, address, payload: text(event.payload), ...more };
}

/** The place of the request that an answer belongs to, or -1. */
function lastOpen(entries: readonly TraceEntry[], client: string, topic: string): number {
  return lastRequest(
    entries,
    (request) => request.answer === undefined && request.topic === topic && request.client === client,
  );
}

function lastRequest(entries: readonly TraceEntry[], isIt: (request: Request) => boolean): number {
  const end = Math.max(0, entries.length - BACK_MAX);
  for (let place = entries.length - 1; place >= end; place--) {
    const entry = entries[place] as TraceEntry;
    if (entry.kind === 'request' && isIt(entry)) return place;
  }
  return -1;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
