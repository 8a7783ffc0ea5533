/**
 * Did data samples come as often as promised, or not at all?
 */
import { sayMs } from '../plan/statement.js';
import type { SeenOf } from '../plan/step.js';
import { type Message, samplesOf } from '../trace/message.js';
import { isConnectedAt } from './connections.js';
import {
  broken,
  fromDevice,
  type Judgement,
  type JudgeTools,
  kept,
  OPEN,
  type Situation,
  startOf,
  unexercised,
  viewOf,
} from './judgement.js';

/** What was on its way when something happened may still arrive. */
export const GRACE_MS = 500;

interface Taken {
  readonly at: number;
  readonly message: Message;
}

/** Each data sample with the time of its message; `where` narrows them. */
function takenIn(
  situation: Situation,
  where: string | undefined,
  afterSeq: number,
  { holds }: JudgeTools,
): Taken[] {
  return fromDevice(situation, 'samples', afterSeq).flatMap((message) =>
    samplesOf(message)
      .filter((sample) => where === undefined || holds(where, sample))
      .map(() => ({ at: message.at, message })),
  );
}

/** So many data samples within a time, or in every interval of it. */
export function judgeSamples(seen: SeenOf<'samples'>, situation: Situation, tools: JudgeTools): Judgement {
  const { cause, isOwnCause, step, now } = situation;
  const begin = steadyStart(seen, situation);
  if (begin === undefined)
    return now < step.beganAt + seen.forMs ? OPEN : unexercised('the endpoint has sent no message');
  const until = begin + seen.forMs;
  const afterSeq = cause !== undefined && isOwnCause ? cause.seq : step.beganSeq;
  const taken = takenIn(situation, seen.where, afterSeq, tools).filter(
    ({ at }) => at >= begin && at <= until,
  );
  if (seen.everyMs !== undefined) return judgeSteady(seen, seen.everyMs, taken, { begin, until, now });
  const { atLeast = 0, atMost } = seen;
  const crowd = atMost === undefined ? undefined : taken[atMost];
  if (crowd !== undefined) {
    const expected = `at most ${atMost} within ${sayMs(seen.forMs)}`;
    return broken({
      at: crowd.at,
      rule: 'samples',
      expected,
      seen: `${taken.length}`,
      message: viewOf(crowd.message),
    });
  }
  if (taken.length >= atLeast && atMost === undefined) return kept(taken[atLeast - 1]?.at ?? begin);
  if (now < until) return OPEN;
  if (taken.length >= atLeast) return kept(until);
  const which = seen.where === undefined ? '' : ` with ${seen.where}`;
  const expected = `at least ${atLeast}${which} within ${sayMs(seen.forMs)}`;
  const last = fromDevice(situation, 'samples', afterSeq).at(-1);
  return broken({
    at: until,
    rule: 'samples',
    expected,
    seen: `${taken.length}`,
    message: last && viewOf(last),
  });
}

/** What nothing provoked is looked at from the first message of the endpoint on. */
function steadyStart(_seen: SeenOf<'samples'>, situation: Situation): number | undefined {
  if (situation.cause !== undefined) return startOf(situation);
  const first =
    fromDevice(situation, 'any', situation.step.beganSeq)[0] ?? fromDevice(situation, 'any', -1)[0];
  return first === undefined ? undefined : Math.max(first.at, situation.step.beganAt);
}

interface Span {
  readonly begin: number;
  readonly until: number;
  readonly now: number;
}

/** No pause in which fewer came than `atLeast`, no interval in which more came than `atMost`. */
function judgeSteady(
  seen: SeenOf<'samples'>,
  everyMs: number,
  taken: readonly Taken[],
  span: Span,
): Judgement {
  const { atLeast, atMost } = seen;
  const { begin, until, now } = span;
  if (atLeast !== undefined) {
    const times = [...Array<number>(atLeast).fill(begin), ...taken.map(({ at }) => at)];
    const end = Math.min(now, until);
    for (let i = 0; i < times.length; i++) {
      const next = times[i + atLeast] ?? end;
      const pause = next - (times[i] as number);
      if (pause <= everyMs) continue;
      const expected = `at least ${atLeast} in any ${sayMs(everyMs)}`;
      const message = taken[i - atLeast]?.message;
      const what = `${atLeast === 1 ? 'none' : `fewer than ${atLeast}`} for ${sayMs(pause)}`;
      return broken({ at: next, rule: 'samples', expected, seen: what, message: message && viewOf(message) });
    }
  }
  if (atMost !== undefined) {
    const crowd = taken.findIndex(({ at }, i) => {
      const later = taken[i + atMost];
      return later !== undefined && later.at - at < everyMs;
    });
    const last = taken[crowd + atMost];
    if (crowd >= 0 && last !== undefined) {
      const seenText = `${atMost + 1} in ${sayMs(last.at - (taken[crowd] as Taken).at)}`;
      const expected = `at most ${atMost} in any ${sayMs(everyMs)}`;
      return broken({
        at: last.at,
        rule: 'samples',
        expected,
        seen: seenText,
        message: viewOf(last.message),
      });
    }
  }
  return now < until ? OPEN : kept(until);
}

/** The endpoint was there and sent none. */
export function judgeNoSamples({ forMs }: SeenOf<'no-samples'>, situation: Situation): Judgement {
  const { now } = situation;
  const quiet = quietFrom(situation);
  const until = quiet.at + forMs;
  const [first] = fromDevice(situation, 'samples', quiet.seq).filter(
    ({ at }) => at > quiet.at && at <= until,
  );
  if (first !== undefined) {
    const seen = `a data sample after ${sayMs(first.at - quiet.at)}`;
    return broken({ at: first.at, rule: 'samples', expected: 'none', seen, message: viewOf(first) });
  }
  if (now < until) return OPEN;
  if (isConnectedAt(situation.trace, situation.token, until)) return kept(until);
  return unexercised('the endpoint was not connected, so its silence says nothing');
}

/** A command counts from its result on: until then the endpoint has not said that it knows of it. */
function quietFrom(situation: Situation): { readonly at: number; readonly seq: number } {
  const { cause, isOwnCause, step } = situation;
  if (cause === undefined || !isOwnCause) return { at: step.beganAt, seq: step.beganSeq };
  const wanted = cause.commandId === undefined ? 'applied' : 'result';
  const said = fromDevice(situation, wanted, cause.seq)[0];
  if (said !== undefined && said.at - cause.at < GRACE_MS * 20) return said;
  return { at: cause.at + GRACE_MS, seq: cause.seq };
}
