/**
 * Does the endpoint come back when its connection was lost, and does it wait longer from attempt to attempt?
 */
import { sayMs } from '../plan/statement.js';
import { lastingMs, type SeenOf } from '../plan/step.js';
import type { ConnectionChange } from '../trace/entries.js';
import type { Trace } from '../trace/trace.js';
import {
  broken,
  type Evidence,
  type Judgement,
  kept,
  OPEN,
  type Situation,
  unexercised,
} from './judgement.js';

/** Pauses grow when those of the second half are longer by this much, on average: back-offs have a random part. */
const GROWTH_MIN = 1.25;
/** More attempts than a person reads. */
const TIMES_MAX = 8;
/** Fewer pauses do not show whether they grow. */
const PAUSES_MIN = 2;

/** Lost, and there again in time; attempts in between are held against what was promised. */
export function judgeReconnects(seen: SeenOf<'reconnects'>, situation: Situation): Judgement {
  const { cause, action, now } = situation;
  if (cause === undefined) return unexercised('nothing has happened to the connection');
  const freeAt = cause.at + lastingMs(action);
  const deadline = Math.max(freeAt, situation.isOwnCause ? 0 : situation.step.beganAt) + seen.withinMs;
  const changes = changesOf(situation, cause.seq);
  if (!changes.some(({ what, at }) => what === 'disconnected' && at <= deadline))
    return now < deadline ? OPEN : unexercised('the connection was not lost');
  const back = changes.find(({ what }) => what === 'connected');
  const attempts = changes.filter(({ what, seq }) => what === 'attempt' && seq < (back?.seq ?? Infinity));
  const faults = attemptFaults(seen, cause.at, attempts);
  if (faults.length > 0) return broken(...faults);
  if (back === undefined) {
    if (now < deadline) return OPEN;
    const expected = `connected again within ${sayMs(seen.withinMs)}`;
    return broken({
      at: deadline,
      rule: 'reconnects',
      expected,
      seen: attempts.length === 0 ? 'no attempt' : `not, after attempts: ${attempts.length}`,
    });
  }
  if (back.at > deadline)
    return broken({
      at: back.at,
      rule: 'reconnects',
      expected: `connected again within ${sayMs(seen.withinMs)}`,
      seen: `after ${sayMs(back.at - freeAt)}`,
    });
  if (seen.backOff && attempts.length < PAUSES_MIN)
    return unexercised(
      `too few attempts while the link was down (${attempts.length}) to see pauses grow; keep it down for longer`,
    );
  return kept(back.at);
}

function changesOf({ trace, token }: Situation, afterSeq: number): ConnectionChange[] {
  return trace.connections.filter(({ seq, client }) => seq > afterSeq && trace.isClientOf(token, client));
}

function attemptFaults(
  { backOff, atMost }: SeenOf<'reconnects'>,
  lostAt: number,
  attempts: readonly ConnectionChange[],
): Evidence[] {
  const all = attempts.map(({ at }) => sayMs(at - lostAt));
  const times =
    all.length > TIMES_MAX ? `${all.slice(0, TIMES_MAX).join(', ')}, …, ${all.at(-1)}` : all.join(', ');
  const at = attempts.at(-1)?.at ?? lostAt;
  const faults: Evidence[] = [];
  if (atMost !== undefined && attempts.length > atMost)
    faults.push({
      at,
      rule: 'attempts',
      expected: `at most ${atMost} while the link is down`,
      seen: `${attempts.length}, after ${times}`,
    });
  if (backOff && attempts.length >= PAUSES_MIN && !isGrowing(pausesOf(lostAt, attempts)))
    faults.push({
      at,
      rule: 'back-off',
      expected: 'growing pauses between attempts',
      seen: `attempts after ${times}`,
    });
  return faults;
}

function pausesOf(lostAt: number, attempts: readonly ConnectionChange[]): number[] {
  return attempts.map(({ at }, index) => at - (attempts[index - 1]?.at ?? lostAt));
}

/** Is the second half longer than the first, on average? */
export function isGrowing(pauses: readonly number[]): boolean {
  const half = Math.floor(pauses.length / 2);
  const mean = (list: readonly number[]) => list.reduce((sum, pause) => sum + pause, 0) / list.length;
  return mean(pauses.slice(-half)) >= GROWTH_MIN * mean(pauses.slice(0, half));
}

/** Did a client of the endpoint have a connection at that time? */
export function isConnectedAt(trace: Trace, token: string, at: number): boolean {
  const open = new Set<string>();
  for (const change of trace.connections) {
    if (change.at > at) break;
    if (change.what === 'connected') open.add(change.client);
    else if (change.what === 'disconnected') open.delete(change.client);
  }
  return [...open].some((client) => trace.isClientOf(token, client));
}
