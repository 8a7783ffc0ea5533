/**
 * Metadata, what is sent again, silence, and limits: what can be seen of any message.
 */
import { answerTopic } from '../../kp1/topic.js';
import { sayJson, sayMs } from '../plan/statement.js';
import type { SeenOf } from '../plan/step.js';
import { jsonOf, type Message, samplesOf } from '../trace/message.js';
import {
  broken,
  fromDevice,
  type Judgement,
  kept,
  OPEN,
  type Situation,
  startOf,
  unexercised,
  viewOf,
} from './judgement.js';
import { GRACE_MS } from './samples.js';

/** All keys were written, in one message or several, counted from the first message of the endpoint. */
export function judgeMetadata({ keys, withinMs }: SeenOf<'metadata'>, situation: Situation): Judgement {
  const { cause, now } = situation;
  const [first] = fromDevice(situation, 'any', cause?.seq ?? -1);
  if (first === undefined && cause === undefined)
    return now < situation.step.beganAt + withinMs ? OPEN : unexercised('the endpoint has sent no message');
  const start = cause === undefined && first !== undefined ? first.at : startOf(situation);
  const deadline = start + withinMs;
  const missing = new Set(keys);
  let keptAt = start;
  const updates = fromDevice(situation, 'metadata', cause?.seq ?? -1);
  for (const message of updates.filter(({ at }) => at <= deadline)) {
    for (const key of Object.keys((jsonOf(message) as object | null) ?? {})) missing.delete(key);
    keptAt = message.at;
    if (missing.size === 0) return kept(keptAt);
  }
  if (now < deadline) return OPEN;
  const late = updates.find(({ at }) => at > deadline);
  const [last = first] = updates.slice(-1);
  return broken({
    at: deadline,
    rule: 'metadata',
    expected: `${[...missing].join(', ')} within ${sayMs(withinMs)}`,
    seen: late === undefined ? 'not reported' : `metadata after ${sayMs(late.at - start)}`,
    message: last && viewOf(last),
  });
}

/** Every request that asked for an answer and got none must come again. */
export function judgeResends({ what, withinMs }: SeenOf<'resends'>, situation: Situation): Judgement {
  const { cause, action, now } = situation;
  if (cause === undefined || action?.kind !== 'answers') return unexercised('no answer was held back');
  const end = cause.at + action.forMs;
  const sent = fromDevice(situation, what === 'samples' ? 'samples' : 'any', cause.seq);
  const lost = sent.filter((message) => message.at <= end && isUnanswered(situation, message));
  if (lost.length === 0) {
    if (now < end) return OPEN;
    return unexercised('no message that asks for an answer was sent while answers were lost');
  }
  let isOpen = false;
  let keptAt = cause.at;
  for (const message of lost) {
    const again = sent.find((later) => later.seq > message.seq && repeats(later, message));
    if (again !== undefined && again.at - message.at <= withinMs) keptAt = Math.max(keptAt, again.at);
    else if (now < message.at + withinMs) isOpen = true;
    else {
      const expected = `sent again within ${sayMs(withinMs)}`;
      const seen =
        again === undefined ? 'not sent again' : `sent again after ${sayMs(again.at - message.at)}`;
      return broken({ at: message.at + withinMs, rule: 'resends', expected, seen, message: viewOf(message) });
    }
  }
  return isOpen ? OPEN : kept(keptAt);
}

/** Request IDs may come again: an answer belongs to the latest request on its topic. */
function isUnanswered({ trace, token }: Situation, { seq, topic, address }: Message): boolean {
  if (address.requestId === undefined) return false;
  const answers = [answerTopic(topic, 'status'), answerTopic(topic, 'error')];
  const next = trace
    .messages(token, seq)
    .find((message) => (message.fromDevice ? message.topic === topic : answers.includes(message.topic)));
  return next === undefined || next.fromDevice;
}

/** The same again: the payload, or a batch that has its data samples in it. */
function repeats(later: Message, message: Message): boolean {
  if (later.payload === message.payload) return true;
  if (message.kind !== 'samples') return false;
  const there = new Set(samplesOf(later).map((sample) => sayJson(sample, Infinity)));
  const wanted = samplesOf(message);
  return wanted.length > 0 && wanted.every((sample) => there.has(sayJson(sample, Infinity)));
}

/** Nothing came, but for what was on its way. */
export function judgeNoMessages({ forMs }: SeenOf<'no-messages'>, situation: Situation): Judgement {
  const { cause, isOwnCause, step, now } = situation;
  const isOwn = cause !== undefined && isOwnCause;
  const begin = isOwn ? cause.at + GRACE_MS : step.beganAt;
  const until = begin + forMs;
  const [first] = fromDevice(situation, 'any', isOwn ? cause.seq : step.beganSeq).filter(
    ({ at }) => at > begin && at <= until,
  );
  if (first !== undefined) {
    const seen = `a message after ${sayMs(first.at - begin)}`;
    return broken({ at: first.at, rule: 'silence', expected: 'nothing', seen, message: viewOf(first) });
  }
  return now < until ? OPEN : kept(until);
}

/** Over the whole test; decided when it has ended. */
export function judgeLimits({ bytes, perSecond }: SeenOf<'limits'>, situation: Situation): Judgement {
  const messages = fromDevice(situation, 'any', -1);
  const large = messages.find(({ payload }) => bytes !== undefined && Buffer.byteLength(payload) > bytes);
  if (large !== undefined) {
    const seen = `${Buffer.byteLength(large.payload)} bytes`;
    return broken({
      at: large.at,
      rule: 'bytes',
      expected: `at most ${bytes} bytes`,
      seen,
      message: viewOf(large),
    });
  }
  const crowd =
    perSecond === undefined
      ? undefined
      : messages.find(({ at }, index) => at - (messages[index - perSecond]?.at ?? -Infinity) < 1000);
  if (crowd !== undefined) {
    const seen = `${perSecond} before this one in the same second`;
    return broken({
      at: crowd.at,
      rule: 'rate',
      expected: `at most ${perSecond} a second`,
      seen,
      message: viewOf(crowd),
    });
  }
  if (situation.trace.endedAt === undefined) return OPEN;
  return messages.length === 0 ? unexercised('the endpoint has sent no message') : kept(situation.now);
}
