/**
 * What happened to each endpoint, for people to look at: marks on a line of time, and the numbers of its data samples as series.
 *
 * Bounded: endpoints that broke something come first, and long tests are thinned out.
 */

import type { ExpectationResult, Verdict } from './report.js';
import { type Message, type MessageKind, samplesOf } from './trace/message.js';
import type { Trace } from './trace/trace.js';
import { statementOfMessage } from './trace/words.js';

export type MarkKind = MessageKind | 'connection' | 'step' | 'breach';

export interface Mark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What lasts: until when. */
  readonly until?: number | undefined;
  readonly kind: MarkKind;
  readonly text: string;
  /** Of a step that belongs to an expectation. */
  readonly verdict?: Verdict | undefined;
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
    endpoints: shown.map((token) =>
      endpointOf(trace, token, { breaches: breaches.get(token) ?? [], results }),
    ),
    more: tokens.length - shown.length,
  };
}

interface Found {
  readonly breaches: readonly Mark[];
  readonly results: readonly ExpectationResult[];
}

function endpointOf(trace: Trace, token: string, { breaches, results }: Found): EndpointTimeline {
  const messages = trace.messages(token);
  const marks = messages.map(
    (message): Mark => ({ at: message.at, kind: message.kind, text: statementOfMessage(message) }),
  );
  return {
    token,
    marks: [
      ...stepMarks(trace, token, results),
      ...thinned(connectionMarks(trace, token), MARKS_MAX),
      ...thinned(marks, MARKS_MAX),
      ...breaches,
    ],
    series: seriesOf(messages),
    breaches: breaches.length,
  };
}

/** What was done to the endpoint, as long as its step lasted. */
function stepMarks({ steps }: Trace, token: string, results: readonly ExpectationResult[]): Mark[] {
  return [...steps].flatMap(([id, { provoked, endedAt }]): Mark[] => {
    const done = provoked.get(token);
    if (done === undefined) return [];
    const result = results.find((candidate) => candidate.id === id);
    const isOther = result?.verdict === 'fail' && !result.evidence.some((found) => found.token === token);
    const verdict = isOther ? undefined : result?.verdict;
    return [{ at: done.at, until: endedAt, kind: 'step', text: `${id}: ${done.what}`, verdict }];
  });
}

/** Connections as long as they last, and attempts while the link is down. */
function connectionMarks(trace: Trace, token: string): Mark[] {
  const changes = trace.connections.filter(({ client }) => trace.isClientOf(token, client));
  return changes.flatMap(({ at, what, client, seq }): Mark[] => {
    if (what === 'disconnected') return [];
    if (what === 'attempt')
      return [{ at, kind: 'connection', text: `turned away, the link is down ${client}`.trim() }];
    const end = changes.find(
      (other) => other.what === 'disconnected' && other.client === client && other.seq > seq,
    );
    return [
      {
        at,
        until: end?.at ?? trace.endedAt ?? trace.lastAt,
        kind: 'connection',
        text: `connected, ${client}`,
      },
    ];
  });
}

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
