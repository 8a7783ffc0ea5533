/**
 * What became of the requests of a journal, one fact for each sending and each end, whoever told it.
 *
 *     fleet      sim.request-sent ─► sim.request-confirmed | -rejected | -unanswered | -late
 *     platform   kpc.message-received ─► kpc.message-sent (status | error); for devices that are no fleet of kaa's
 *
 * The fleet knows more (what was late, what never came), so the platform counts only where no fleet is.
 */

import { parseRequestTopic } from '../../kp1/topic.js';
import type { StreamedEvent } from '../../operator/events.js';

export type Side = 'fleet' | 'platform';
export type Outcome = 'confirmed' | 'rejected' | 'unanswered' | 'late';

export interface Request {
  readonly at: number;
  /** On the platform's side the application version. */
  readonly fleet: string;
  readonly token: string;
  /** The extension instance. */
  readonly extension: string;
  /** Data samples in it; 0 for any other request. */
  readonly samples: number;
}

export interface End {
  readonly outcome: Outcome;
  /** Undefined: there was no answer. */
  readonly latencyMs?: number | undefined;
  /** 0 where there is none. */
  readonly code: number;
  readonly reason: string;
}

export interface RequestSink {
  sent(request: Request, payload: string): void;
  ended(request: Request, end: End): void;
}

/** Requests that are remembered at a time. */
const OPEN_MAX = 100_000;
const SAMPLES_PATH = /^\/(?:json$|plain(?:\/|$))/;

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'sim.request-confirmed': 'confirmed',
  'sim.request-rejected': 'rejected',
  'sim.request-unanswered': 'unanswered',
  'sim.request-late': 'late',
};

/** Follows requests through the events of a journal, and tells a sink of each. */
export class Requests {
  readonly #sink: RequestSink;
  /** How many data samples are in a request, where it is not one: by topic, oldest first. */
  readonly #batches = new Map<string, number>();
  /** On the platform's side: when the request came, by client and topic. */
  readonly #open = new Map<string, { readonly at: number; readonly samples: number }>();
  #side: Side | undefined;

  constructor(sink: RequestSink) {
    this.#sink = sink;
  }

  /** Undefined until the first request. */
  get side(): Side | undefined {
    return this.#side;
  }

  /** Takes an event of the journal in. */
  read(event: StreamedEvent): void {
    if (event.type.startsWith('sim.')) {
      this.#side ??= 'fleet';
      if (this.#side === 'fleet') this.#readFleet(event);
    } else if (event.type.startsWith('kpc.message-') && this.#side !== 'fleet') this.#readPlatform(event);
  }

  #readFleet(event: StreamedEvent): void {
    const topic = text(event.topic);
    if (event.type === 'sim.request-sent' || event.type === 'sim.request-resent') {
      const request = this.#requestOf(event, topic, text(event.payload));
      if (request.samples > 1) keep(this.#batches, topic, request.samples);
      if (event.type === 'sim.request-sent') this.#sink.sent(request, text(event.payload));
      return;
    }
    const outcome = OUTCOMES[event.type];
    if (outcome === undefined) return;
    const request = this.#requestOf(event, topic, undefined);
    // What was not answered in time may still be answered late.
    if (outcome !== 'unanswered') this.#batches.delete(topic);
    this.#sink.ended(request, {
      outcome,
      latencyMs: number(event.latencyMs),
      code: number(event.statusCode) ?? 0,
      reason: text(event.reasonPhrase) || (outcome === 'unanswered' ? 'no answer' : ''),
    });
  }

  #readPlatform(event: StreamedEvent): void {
    const topic = text(event.topic);
    if (event.type === 'kpc.message-received') {
      this.#side ??= 'platform';
      const address = parseRequestTopic(topic);
      if (address.fault !== undefined) return;
      const request = this.#requestOf(event, topic, text(event.payload));
      keep(this.#open, `${event.client}\n${topic}`, { at: event.at, samples: request.samples });
      this.#sink.sent(request, text(event.payload));
    } else if (event.type === 'kpc.message-sent' && event.cause !== 'push') this.#answered(event, topic);
  }

  #answered(event: StreamedEvent, answerTopic: string): void {
    const topic = answerTopic.slice(0, answerTopic.lastIndexOf('/'));
    const key = `${event.client}\n${topic}`;
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const isError = event.cause === 'error';
    const error = isError ? errorOf(text(event.payload)) : { code: 0, reason: '' };
    const request = { ...this.#requestOf(event, topic, undefined), samples: open.samples };
    const outcome = isError ? 'rejected' : 'confirmed';
    this.#sink.ended(request, { outcome, latencyMs: event.at - open.at, ...error });
  }

  /** @param payload undefined: that of the request is known already, if it counts */
  #requestOf(event: StreamedEvent, topic: string, payload: string | undefined): Request {
    const address = parseRequestTopic(topic);
    const {
      appVersion = '',
      extensionInstance = '',
      token = '',
      resourcePath = '',
    } = address.fault === undefined ? address : {};
    const isSamples = SAMPLES_PATH.test(resourcePath);
    const many = payload === undefined ? (this.#batches.get(topic) ?? 1) : samplesIn(payload);
    return {
      at: event.at,
      fleet: text(event.fleet) || appVersion,
      token: text(event.token) || token,
      extension: extensionInstance,
      samples: isSamples ? many : 0,
    };
  }
}

/** The data samples of a payload: an object, or a list of them. What is no JSON was sent as one. [2/DCP] */
export function samplesOf(payload: string): unknown[] {
  try {
    const value: unknown = JSON.parse(payload);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

function samplesIn(payload: string): number {
  return payload.startsWith('[') ? Math.max(1, samplesOf(payload).length) : 1;
}

function errorOf(payload: string): { code: number; reason: string } {
  try {
    const { statusCode, reasonPhrase } = JSON.parse(payload) as Record<string, unknown>;
    return { code: number(statusCode) ?? 0, reason: text(reasonPhrase) };
  } catch {
    return { code: 0, reason: 'an answer that is no error response' };
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  if (map.size > OPEN_MAX) map.delete(map.keys().next().value as string);
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
