/**
 * What happened to each endpoint, for people to look at: marks on a line of time, and the numbers of its data samples as series.
 *
 * Bounded: endpoints that broke something come first, and long tests are thinned out.
 */

import type { ExpectationResult } from './report.js';
import { type Message, samplesOf } from './trace/message.js';
import type { Trace } from './trace/trace.js';
import { statementOfMessage } from './trace/words.js';

export type MarkKind =
  | 'samples'
  | 'metadata'
  | 'result'
  | 'applied'
  | 'request'
  | 'commands'
  | 'configuration'
  | 'answer'
  | 'refusal'
  | 'push'
  | 'connection'
  | 'step'
  | 'breach';

export interface Mark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: MarkKind;
  readonly text: string;
}

export interface Series {
  readonly name: string;
  /** Time in milliseconds since the epoch, and value. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

export interface EndpointTimeline {
  readonly token: string;
  readonly marks: readonly Mark[];
  readonly series: readonly Series[];
  readonly breaches: number;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly endpoints: readonly EndpointTimeline[];
  /** Endpoints that are not shown. */
  readonly more: number;
}

const ENDPOINTS_MAX = 12;
const MARKS_MAX = 600;
const SERIES_MAX = 8;
const POINTS_MAX = 500;

/** The timeline of a test that has ended. */
export function timelineOf(trace: Trace, results: readonly ExpectationResult[]): Timeline {
  const from = trace.firstAt ?? 0;
  const breaches = new Map<string, Mark[]>();
  for (const { id, evidence } of results)
    for (const { token, at, expected, seen } of evidence) {
      const mark: Mark = { at, kind: 'breach', text: `${id}: expected ${expected}; seen: ${seen}` };
      breaches.set(token, [...(breaches.get(token) ?? []), mark]);
    }
  const tokens = [...trace.tokens].sort(
    (a, b) => (breaches.get(b)?.length ?? 0) - (breaches.get(a)?.length ?? 0),
  );
  const shown = tokens.slice(0, ENDPOINTS_MAX);
  return {
    from,
    to: trace.endedAt ?? trace.lastAt,
    endpoints: shown.map((token) => endpointOf(trace, token, breaches.get(token) ?? [])),
    more: tokens.length - shown.length,
  };
}

function endpointOf(trace: Trace, token: string, breaches: readonly Mark[]): EndpointTimeline {
  const messages = trace.messages(token);
  const marks: Mark[] = [
    ...messages.map((message) => ({ at: message.at, kind: message.kind, text: statementOfMessage(message) })),
    ...trace.connections
      .filter(({ client }) => trace.isClientOf(token, client))
      .map(({ at, what, client }) => ({
        at,
        kind: 'connection' as const,
        text: `${SAID[what]} ${client}`.trim(),
      })),
    ...[...trace.steps].flatMap(([id, { provoked }]) => {
      const done = provoked.get(token);
      return done === undefined ? [] : [{ at: done.at, kind: 'step' as const, text: `${id}: ${done.what}` }];
    }),
  ].sort((a, b) => a.at - b.at);
  return {
    token,
    marks: [...thinned(marks, MARKS_MAX), ...breaches],
    series: seriesOf(messages),
    breaches: breaches.length,
  };
}

const SAID = {
  connected: 'connected',
  disconnected: 'disconnected',
  attempt: 'turned away, the link is down',
} as const;

/** The numbers at the top of data samples, by name. */
function seriesOf(messages: readonly Message[]): Series[] {
  const byName = new Map<string, [number, number][]>();
  for (const message of messages) {
    if (!message.fromDevice || message.kind !== 'samples') continue;
    for (const sample of samplesOf(message)) {
      if (typeof sample !== 'object' || sample === null) continue;
      for (const [name, value] of Object.entries(sample)) {
        if (typeof value !== 'number') continue;
        const points = byName.get(name) ?? [];
        points.push([message.at, value]);
        byName.set(name, points);
      }
    }
  }
  return [...byName]
    .slice(0, SERIES_MAX)
    .map(([name, points]) => ({ name, points: thinned(points, POINTS_MAX) }));
}

/** Every n-th, so that at most so many are left. */
function thinned<Item>(items: readonly Item[], max: number): readonly Item[] {
  if (items.length <= max) return items;
  const step = items.length / max;
  return Array.from({ length: max }, (_, index) => items[Math.floor(index * step)] as Item);
}
