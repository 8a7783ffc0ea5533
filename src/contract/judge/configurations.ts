/**
 * Did the endpoint say what became of a configuration? [7/CMP CMP-19..29]
 */
import { sayJson, sayMs } from '../plan/statement.js';
import type { SeenOf } from '../plan/step.js';
import { jsonOf, type Message } from '../trace/message.js';
import { isText, lateness } from './commands.js';
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

interface Said {
  readonly message: Message;
  readonly statusCode: unknown;
  readonly reasonPhrase: unknown;
}

/** A report, or a request that names the configuration ID: that says that it was applied. [7/CMP CMP-29] */
function saidOf(situation: Situation): Said[] {
  const { cause } = situation;
  return fromDevice(situation, 'any', cause?.seq ?? 0).flatMap((message) => {
    const isRequest = message.kind === 'request' && message.address.resourcePath.startsWith('/config/json');
    if (message.kind !== 'applied' && !isRequest) return [];
    const value = jsonOf(message) as Record<string, unknown> | null | undefined;
    if (typeof value !== 'object' || value === null || value.configId !== cause?.configId) return [];
    const { statusCode, reasonPhrase } = isRequest ? { statusCode: 200, reasonPhrase: undefined } : value;
    return [{ message, statusCode: statusCode ?? 200, reasonPhrase }];
  });
}

function broughtBy(situation: Situation): Message | undefined {
  const { cause } = situation;
  return toDevice(situation, 'configuration', cause?.seq ?? 0).find(
    (message) => (jsonOf(message) as Record<string, unknown> | null)?.configId === cause?.configId,
  );
}

const NOT_BROUGHT = 'the configuration did not reach the endpoint: no client spoke for it';

/** A report about the configuration, in time, that says what it should. */
export function judgeApplied(seen: SeenOf<'applied'>, situation: Situation): Judgement {
  const start = startOf(situation);
  const deadline = start + seen.withinMs;
  const expected = sayApplied(seen);
  const [first] = saidOf(situation);
  if (first === undefined) {
    if (situation.now < deadline) return OPEN;
    const brought = broughtBy(situation);
    if (brought === undefined) return unexercised(NOT_BROUGHT);
    return broken({ at: deadline, rule: 'applied', expected, seen: 'nothing', message: viewOf(brought) });
  }
  const faults = [
    ...lateness(first.message.at, deadline, start, expected, first.message),
    ...faultsOf(seen, first, expected),
  ];
  return faults.length > 0 ? broken(...faults) : kept(first.message.at);
}

/** The configuration was brought, and nothing was said about it. */
export function judgeNoApplied({ forMs }: SeenOf<'no-applied'>, situation: Situation): Judgement {
  const until = startOf(situation) + forMs;
  const [first] = saidOf(situation);
  if (first !== undefined && first.message.at <= until) {
    const { message, statusCode } = first;
    const seen = `a report with ${sayJson(statusCode)}`;
    return broken({ at: message.at, rule: 'applied', expected: 'nothing', seen, message: viewOf(message) });
  }
  if (situation.now < until) return OPEN;
  return broughtBy(situation) === undefined ? unexercised(NOT_BROUGHT) : kept(until);
}

function faultsOf({ status, withReason }: SeenOf<'applied'>, said: Said, expected: string): Evidence[] {
  const { message, statusCode, reasonPhrase } = said;
  const evidence = (path: string, value: unknown): Evidence => ({
    at: message.at,
    rule: 'applied',
    path,
    expected,
    seen: sayJson(value),
    message: viewOf(message),
  });
  if (status !== undefined && !statusMatches(status, statusCode)) return [evidence('statusCode', statusCode)];
  return withReason && !isText(reasonPhrase) ? [evidence('reasonPhrase', reasonPhrase)] : [];
}

function sayApplied({ status, withReason, withinMs }: SeenOf<'applied'>): string {
  return `a report${status === undefined ? '' : ` with ${status}`}${withReason ? ' and a reason' : ''} within ${sayMs(withinMs)}`;
}
