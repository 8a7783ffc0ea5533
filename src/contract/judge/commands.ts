/**
 * Was a command answered as promised, and so often? [11/CEP CEP-15..18]
 */
import { sayJson, sayMs } from '../plan/statement.js';
import type { SeenOf } from '../plan/step.js';
import { commandTypeOf, jsonOf, type Message, type ResultView, resultsOf } from '../trace/message.js';
import {
  broken,
  type Evidence,
  fromDevice,
  type Judgement,
  kept,
  OPEN,
  type Situation,
  startOf,
  toDevice,
  unexercised,
  viewOf,
} from './judgement.js';
import { statusMatches } from './status.js';

/** How long to look for a second result once there is a first: twice as long as that took, and a second at least. */
const LINGER_MS = 1000;

interface Given {
  readonly message: Message;
  readonly result: ResultView;
}

/** The results that the endpoint gave for the command of the situation. */
function givenResults(situation: Situation): Given[] {
  const { cause } = situation;
  return fromDevice(situation, 'result', cause?.seq ?? 0)
    .filter((message) => commandTypeOf(message) === cause?.commandType)
    .flatMap((message) => resultsOf(message).map((result) => ({ message, result })))
    .filter(({ result }) => result.id === cause?.commandId);
}

/** The message that brought the command; undefined when none did. */
function broughtBy(situation: Situation): Message | undefined {
  const { cause } = situation;
  return toDevice(situation, 'commands', cause?.seq ?? 0).find((message) => {
    const list = jsonOf(message);
    return Array.isArray(list) && list.some((command) => command?.id === cause?.commandId);
  });
}

const NOT_BROUGHT = 'the command did not reach the endpoint: no client spoke for it';

/** A result that says what it should, in time, and as often as it should. */
export function judgeResult(seen: SeenOf<'result'>, situation: Situation): Judgement {
  const deadline = startOf(situation) + seen.withinMs;
  const given = givenResults(situation);
  const [first] = given;
  const brought = broughtBy(situation);
  const expected = sayResult(seen);
  if (first === undefined) {
    if (situation.now < deadline) return OPEN;
    if (brought === undefined) return unexercised(NOT_BROUGHT);
    return broken({ at: deadline, rule: 'result', expected, seen: 'no result', message: viewOf(brought) });
  }
  const faults = [
    ...lateness(first.message.at, deadline, startOf(situation), expected, first.message),
    ...faultsOf(seen, first, expected),
    ...(seen.times === undefined ? [] : tooMany(seen.times, given)),
  ];
  if (faults.length > 0) return broken(...faults);
  if (seen.times === undefined) return kept(first.message.at);
  if (given.length < seen.times) {
    if (situation.now < deadline) return OPEN;
    return broken({
      at: deadline,
      rule: 'result',
      expected,
      seen: `${given.length} results`,
      message: viewOf(first.message),
    });
  }
  const lingerMs = Math.max(LINGER_MS, 2 * (first.message.at - startOf(situation)));
  return kept(Math.min(deadline, first.message.at + lingerMs));
}

/** The command was brought, and no result came. */
export function judgeNoResult({ forMs }: SeenOf<'no-result'>, situation: Situation): Judgement {
  const [first] = givenResults(situation);
  const until = startOf(situation) + forMs;
  if (first !== undefined && first.message.at <= until) {
    const { at } = first.message;
    const seen = `a result after ${sayMs(at - startOf(situation))}`;
    return broken({ at, rule: 'result', expected: 'no result', seen, message: viewOf(first.message) });
  }
  if (situation.now < until) return OPEN;
  return broughtBy(situation) === undefined ? unexercised(NOT_BROUGHT) : kept(until);
}

/** Evidence that something came too late; none when it did not. */
export function lateness(
  at: number,
  deadline: number,
  start: number,
  expected: string,
  message: Message,
): Evidence[] {
  if (at <= deadline) return [];
  return [{ at, rule: 'time', expected, seen: `after ${sayMs(at - start)}`, message: viewOf(message) }];
}

function faultsOf(
  { status, withReason, payload }: SeenOf<'result'>,
  { message, result }: Given,
  expected: string,
): Evidence[] {
  const faults: Evidence[] = [];
  const { at } = message;
  const add = (path: string, seen: string) =>
    faults.push({ at, rule: 'result', path, expected, seen, message: viewOf(message) });
  if (status !== undefined && !statusMatches(status, result.statusCode))
    add('statusCode', sayJson(result.statusCode));
  if (withReason && !isText(result.reasonPhrase)) add('reasonPhrase', sayJson(result.reasonPhrase));
  if (payload !== undefined && !holdsMembers(payload.value, result.payload))
    faults.push({
      at,
      rule: 'result',
      path: 'payload',
      expected: sayJson(payload.value),
      seen: sayJson(result.payload),
      message: viewOf(message),
    });
  return faults;
}

function tooMany(times: number, given: readonly Given[]): Evidence[] {
  return given.slice(times).map(({ message }, index) => ({
    at: message.at,
    rule: 'once',
    expected: times === 1 ? 'one result for one command' : `${times} results for one command`,
    seen: `result number ${times + index + 1}`,
    message: viewOf(message),
  }));
}

function sayResult({ status, withReason, withinMs }: SeenOf<'result'>): string {
  return `a result${status === undefined ? '' : ` with ${status}`}${withReason ? ' and a reason' : ''} within ${sayMs(withinMs)}`;
}

export const isText = (value: unknown) => typeof value === 'string' && value !== '';

/** Has a value all members of another, with the same values? */
export function holdsMembers(wanted: unknown, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(wanted, value);
  if (typeof value !== 'object' || value === null || Array.isArray(wanted) !== Array.isArray(value))
    return false;
  return Object.entries(wanted).every(([name, member]) =>
    holdsMembers(member, (value as Record<string, unknown>)[name]),
  );
}
