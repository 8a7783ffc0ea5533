/**
 * `GET /kaa/events`: the journal of the local platform as it is written, as server-sent events. Only the local platform
 * has it; Kaa itself has nothing of the kind.
 */
import type { Rest } from './rest.js';

/** An event of the journal; which members it has besides depends on its type. */
export interface StreamedEvent {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Which events are wanted; all that is given must hold. */
export interface EventFilter {
  /** Endpoint ID or token. */
  readonly endpoint?: string | undefined;
  /** Extension instance, such as `dcx`. */
  readonly extension?: string | undefined;
  /** The beginning of a type, such as `cex.`; several are joined by commas. */
  readonly type?: string | undefined;
  /** Messages of endpoints, or of the platform. */
  readonly direction?: 'in' | 'out' | undefined;
  readonly status?: 'ok' | 'error' | 'push' | undefined;
  /** Topic filter with the wildcards of MQTT. */
  readonly topic?: string | undefined;
  /** A text in the payload. */
  readonly contains?: string | undefined;
  /** Only events after this number; -1: all that the journal still has. Only those to come when absent. */
  readonly since?: number | undefined;
  /** false: ends with the last event that there is when it begins. */
  readonly follow?: boolean | undefined;
  /** At most so many events a second. */
  readonly perSecond?: number | undefined;
}

/** What comes along a stream of events: an event, or how many were not sent and why. */
export type StreamItem =
  | { readonly event: StreamedEvent }
  /** Gone from the journal before they could be sent. */
  | { readonly dropped: number }
  /** Left out, because only a part was asked for. */
  | { readonly leftOut: number };

/** Events from now on, until the platform ends the stream or the signal aborts it. */
export async function* journalEvents(
  rest: Rest,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  for await (const item of journalStream(rest, filter, signal)) if ('event' in item) yield item.event;
}

/** Like {@link journalEvents}, with how many were not sent. */
export async function* journalStream(
  rest: Rest,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const texts = rest.stream({ path: '/kaa/events', query: { ...filter } }, signal);
  for await (const sent of serverSentEvents(texts)) {
    const item = itemOf(sent);
    if (item !== undefined) yield item;
  }
}

export interface ServerSentEvent {
  /** `message` unless it is named. */
  readonly name: string;
  readonly data: string;
}

/** The data of each server-sent event. */
export async function* serverSentData(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const { data } of serverSentEvents(texts)) yield data;
}

/** Each server-sent event that has data, whatever pieces the text comes in; comments and other fields are left out. */
export async function* serverSentEvents(texts: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  let name = 'message';
  let data: string[] = [];
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line.startsWith('data:')) data.push(fieldOf(line));
      if (line.startsWith('event:')) name = fieldOf(line);
      if (line !== '') continue;
      if (data.length > 0) yield { name, data: data.join('\n') };
      name = 'message';
      data = [];
    }
  }
}

const fieldOf = (line: string) => line.slice(line.indexOf(':') + 1).replace(/^ /, '');

/** Undefined for what is nothing of ours. */
function itemOf({ name, data }: ServerSentEvent): StreamItem | undefined {
  try {
    const value = JSON.parse(data);
    if (name === 'dropped') return { dropped: Number(value.count) };
    if (name === 'sampled') return { leftOut: Number(value.count) };
    return typeof value.type === 'string' ? { event: value as StreamedEvent } : undefined;
  } catch {
    return undefined;
  }
}
