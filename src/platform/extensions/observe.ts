/**
 * What cmx and cex have in common: remembering whether an endpoint wants to be told without asking. And, together with
 * bcx and tsx, answering a request that has no request ID.
 *
 * The memory is plain data inside an extension's own state. It does not know what is observed: a configuration name in
 * cmx, a command type in cex. [7/CMP CMP-12..14, 11/CEP CEP-05..07]
 */
import { type Static, Type } from '../../schema.js';
import { accept, type Effects, type KpRequest } from './extension.js';

/** A member of the settings of extensions whose answer is the point of the request. */
export const ANSWER_SETTINGS = {
  answerWithoutRequestId: Type.Boolean({
    default: true,
    description:
      'Whether a request without a request ID is answered all the same, on <resource path>/status: several Kaa clients omit the ID and wait for the answer.',
  }),
};

/** Members of the settings of cmx and cex. */
export const OBSERVE_SETTINGS = {
  ...ANSWER_SETTINGS,
  pushUnasked: Type.Boolean({
    default: true,
    description:
      'Whether the platform pushes to endpoints that never said "observe". An explicit "observe": false stops pushes in any case.',
  }),
  observeScope: Type.Union([Type.Literal('endpoint'), Type.Literal('connection')], {
    default: 'endpoint',
    description:
      'How long "observe" holds: "endpoint" keeps it across reconnects, "connection" forgets it when the endpoint connects again.',
  }),
  observeTtlMs: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Milliseconds after which an "observe" is forgotten; 0: never.',
  }),
};

const ObserveSettings = Type.Object(OBSERVE_SETTINGS);
export type ObserveSettings = Static<typeof ObserveSettings>;

interface Observed {
  readonly observe: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Subjects that one endpoint may observe; beyond, the one first named is forgotten. */
export const SUBJECTS_MAX = 100;

/** By what is observed. */
export type ObserveMemory = Map<string, Observed>;

/** An {@link ObserveMemory} as plain data. */
export const SavedObserve = Type.Array(
  Type.Object(
    { subject: Type.String(), observe: Type.Boolean(), since: Type.Number() },
    { additionalProperties: false },
  ),
);

/** As plain data. */
export function saveObserve(memory: ObserveMemory): Static<typeof SavedObserve> {
  return [...memory].map(([subject, observed]) => ({ subject, ...observed }));
}

/** From plain data. */
export function loadObserve(saved: Static<typeof SavedObserve>): ObserveMemory {
  return new Map(saved.map(({ subject, ...observed }) => [subject, observed]));
}

/** Takes in the `observe` of a request; when it has none, what was said before still holds. */
export function noteObserve(
  memory: ObserveMemory,
  subject: string,
  observe: boolean | null | undefined,
  now: number,
): void {
  if (typeof observe !== 'boolean') return;
  if (!memory.has(subject)) makeRoom(memory, SUBJECTS_MAX);
  memory.set(subject, { observe, since: now });
}

/** Takes the oldest entry out of a map that is full: what endpoints name must not grow without end. */
export function makeRoom(map: Map<unknown, unknown>, sizeMax: number): void {
  if (map.size < sizeMax) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

/** What the endpoint said last about the subject; undefined when nothing, or too long ago. */
export function observeOf(
  memory: ObserveMemory,
  subject: string,
  settings: ObserveSettings,
  now: number,
): boolean | undefined {
  const observed = memory.get(subject);
  if (observed === undefined) return undefined;
  const { observeTtlMs } = settings;
  return observeTtlMs > 0 && now - observed.since >= observeTtlMs ? undefined : observed.observe;
}

/** Forgets what only held for the connection before. */
export function forgetOnConnect(memory: ObserveMemory, settings: ObserveSettings): void {
  if (settings.observeScope === 'connection') memory.clear();
}

/**
 * An answer where the answer is the point of the request: without a request ID KPC sends nothing on success, so it goes
 * out as a push to the same resource path. (reference, open question 15)
 */
export function answerTo(
  request: KpRequest,
  payload: string,
  settings: Pick<ObserveSettings, 'answerWithoutRequestId'>,
): Pick<Effects, 'reply' | 'pushes'> {
  if (request.requestId !== undefined) return accept(payload);
  return settings.answerWithoutRequestId ? { pushes: [{ resourcePath: request.resourcePath, payload }] } : {};
}
