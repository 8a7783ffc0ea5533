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

export interface EventFilter {
  /** Endpoint ID or token. */
  readonly endpoint?: string | undefined;
  /** The beginning of a type, such as `cex.`. */
  readonly type?: string | undefined;
}

/** Events from now on, until the platform ends the stream or the signal aborts it. */
export async function* journalEvents(
  rest: Rest,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  const texts = rest.stream({ path: '/kaa/events', query: { ...filter } }, signal);
  for await (const data of serverSentData(texts)) {
    const event = eventOf(data);
    if (event !== undefined) yield event;
  }
}

/** The data of each server-sent event, whatever pieces the text comes in; comments and other fields are left out. */
export async function* serverSentData(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let data: string[] = [];
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    for (const line of lines.map((raw) => raw.replace(/\r$/, ''))) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      if (line !== '' || data.length === 0) continue;
      yield data.join('\n');
      data = [];
    }
  }
}

/** Undefined for what is no event of the journal, such as the note that some were missed. */
function eventOf(data: string): StreamedEvent | undefined {
  try {
    const event = JSON.parse(data) as StreamedEvent;
    return typeof event.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
