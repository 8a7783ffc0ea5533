/**
 * The live tail: the newest messages that the filter lets through, up to {@link MESSAGES_MAX}, and how many were not shown.
 *
 * While it is paused the list stands still and what comes in is kept beside it, so that a person can read.
 */

import { parseRequestTopic, parseServerTopic, type ResourceAddress } from '../../../kp1/topic.js';
import type { EventFilter, StreamedEvent, StreamItem } from '../../../operator/events.js';

/** Messages that are kept. */
export const MESSAGES_MAX = 2000;
/** At most so many a second are asked for: more nobody can read. */
export const TAIL_PER_SECOND = 200;

export type MessageOutcome = 'request' | 'ok' | 'error' | 'push' | 'ignored' | 'refused' | 'undelivered';

export interface Message {
  readonly seq: number;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly outcome: MessageOutcome;
  readonly client: string;
  readonly topic: string;
  /** Undefined when the topic is none of 1/KP. */
  readonly address: ResourceAddress | undefined;
  readonly payload: string;
  readonly reason: string;
}

export interface Messages {
  /** As typed. */
  readonly filter: string;
  /** Oldest first. */
  readonly items: readonly Message[];
  /** The list that stands still; undefined: the tail is live. */
  readonly paused: readonly Message[] | undefined;
  /** Index into what is shown; undefined: the newest. */
  readonly cursor: number | undefined;
  /** Since the filter was set: seen, and left out because there were too many to read. */
  readonly seen: number;
  readonly leftOut: number;
  /** Gone from the journal before they could be sent. */
  readonly dropped: number;
}

export const EMPTY_MESSAGES: Messages = {
  filter: '',
  items: [],
  paused: undefined,
  cursor: undefined,
  seen: 0,
  leftOut: 0,
  dropped: 0,
};

/** The tail with what has come in. */
export function messagesWith(messages: Messages, items: readonly StreamItem[]): Messages {
  const found: Message[] = [];
  let { leftOut, dropped } = messages;
  for (const item of items) {
    if ('leftOut' in item) leftOut += item.leftOut;
    else if ('dropped' in item) dropped += item.dropped;
    else {
      const message = messageOf(item.event);
      if (message !== undefined) found.push(message);
    }
  }
  const all = [...messages.items, ...found].slice(-MESSAGES_MAX);
  return { ...messages, items: all, seen: messages.seen + found.length, leftOut, dropped };
}

/** The messages that are on the screen. */
export const shownMessages = ({ paused, items }: Messages): readonly Message[] => paused ?? items;

/** The place of the answer to a request or the request of an answer, or -1. */
export function pairOf(items: readonly Message[], place: number): number {
  const message = items[place];
  if (message === undefined) return -1;
  const { client, topic } = message;
  if (message.direction === 'in') {
    return items.findIndex(
      (other, index) =>
        index > place &&
        other.direction === 'out' &&
        other.client === client &&
        (other.topic === `${topic}/status` || other.topic === `${topic}/error`),
    );
  }
  const asked = topic.replace(/\/(?:status|error)$/, '');
  return items.findLastIndex(
    (other, index) =>
      index < place && other.outcome === 'request' && other.client === client && other.topic === asked,
  );
}

const WORDS: Readonly<Record<string, Partial<EventFilter>>> = {
  in: { direction: 'in' },
  out: { direction: 'out' },
  ok: { status: 'ok' },
  error: { status: 'error' },
  push: { status: 'push' },
};

/** What a filter as typed asks for: `dcx`-like names need `ext:`; words that are nothing else are looked for in payloads. */
export function filterOf(text: string): EventFilter {
  let filter: EventFilter = { type: 'kpc.message-,kpc.request-refused', perSecond: TAIL_PER_SECOND };
  const sought: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [, name, value] = /^(ext|endpoint|token|topic):(.+)$/.exec(word) ?? [];
    if (name === 'ext') filter = { ...filter, extension: value };
    else if (name === 'topic') filter = { ...filter, topic: value };
    else if (name !== undefined) filter = { ...filter, endpoint: value };
    else if (WORDS[word] !== undefined) filter = { ...filter, ...WORDS[word] };
    else sought.push(word);
  }
  return sought.length === 0 ? filter : { ...filter, contains: sought.join(' ') };
}

const OUTCOMES: Readonly<Record<string, MessageOutcome>> = {
  'kpc.message-received': 'request',
  'kpc.message-ignored': 'ignored',
  'kpc.request-refused': 'refused',
  'kpc.message-undelivered': 'undelivered',
};
const CAUSES: Readonly<Record<string, MessageOutcome>> = { status: 'ok', error: 'error', push: 'push' };

function messageOf(event: StreamedEvent): Message | undefined {
  const isSent = event.type === 'kpc.message-sent';
  const outcome = isSent ? CAUSES[String(event.cause)] : OUTCOMES[event.type];
  if (outcome === undefined) return undefined;
  const topic = text(event.topic);
  const isOut = isSent || outcome === 'undelivered';
  return {
    ...{ seq: event.seq, at: event.at, outcome, topic },
    direction: isOut ? 'out' : 'in',
    client: text(event.client),
    address: addressOf(topic, isSent),
    payload: text(event.payload),
    reason: text(event.reason),
  };
}

function addressOf(topic: string, isSent: boolean): ResourceAddress | undefined {
  if (isSent) return parseServerTopic(topic);
  const parsed = parseRequestTopic(topic);
  return parsed.fault === undefined ? parsed : undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
