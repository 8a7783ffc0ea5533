/**
 * What always holds on the wire: an endpoint names no foreign token, and the platform takes its messages.
 *
 * What was done to the platform, and what follows from it, is not held against the endpoint: answers to a suspended token, and
 * the second result of a command that came twice.
 */

import type { Refused } from '../trace/entries.js';
import { commandTypeOf, type Message, resultsOf } from '../trace/message.js';
import type { Trace } from '../trace/trace.js';
import { broken, type Evidence, type Judgement, kept, unexercised, viewOf } from './judgement.js';

export interface WireSituation {
  readonly trace: Trace;
  readonly token: string;
}

/** Evidence of the first so many; more than a person reads is no help. */
const EVIDENCE_MAX = 20;

/** Broken by any evidence; unexercised when there was nothing to look at. */
export function verdict(evidence: readonly Evidence[], looked: number, what: string): Judgement {
  if (evidence.length > 0) return broken(...evidence.slice(0, EVIDENCE_MAX));
  return looked === 0 ? unexercised(`the endpoint has sent no ${what}`) : kept(0);
}

/** Foreign tokens are held against every client that speaks for the endpoint. */
export function judgeToken({ trace, token }: WireSituation): Judgement {
  const foreign = trace.spokenTokens().filter((spoken) => !trace.tokens.includes(spoken));
  const evidence = foreign.flatMap((spoken) =>
    trace
      .messages(spoken)
      .filter(({ fromDevice, client }) => fromDevice && (trace.isAlone || trace.clientsOf(token).has(client)))
      .map((message) => ({
        at: message.at,
        rule: 'token',
        expected: trace.tokens.length === 1 ? `the token ${token}` : 'a token of the fleet',
        seen: spoken,
        message: viewOf(message),
      })),
  );
  return verdict(evidence, trace.messages(token).length, 'message');
}

/** Refusals of the endpoint's messages that are its own doing. */
export function judgeAccepted({ trace, token }: WireSituation): Judgement {
  const own = trace.refused.filter(
    (refused) =>
      !refused.byFault &&
      refused.code !== 'unknown-token' &&
      refused.code !== 'token-not-usable' &&
      (refused.token === token || (refused.token === undefined && trace.isClientOf(token, refused.client))),
  );
  const evidence = own.flatMap((refused): Evidence[] => {
    const message = refusedMessage(trace, token, refused);
    if (message !== undefined && isForeseen(trace, message)) return [];
    const { at, seq, topic, statusCode, reason } = refused;
    return [
      {
        at,
        rule: 'taken',
        expected: 'taken by the platform',
        seen: `${statusCode} ${reason}`,
        message: message === undefined ? { seq, at, from: 'device', topic, payload: '' } : viewOf(message),
      },
    ];
  });
  return verdict(evidence, trace.messages(token).length, 'message');
}

/** The latest message on that topic before. */
function refusedMessage(trace: Trace, token: string, { seq, topic }: Refused): Message | undefined {
  return trace
    .messages(token)
    .findLast((message) => message.fromDevice && message.topic === topic && message.seq < seq);
}

/**
 * As many results as the command was brought: the network repeats commands, and cex takes one result. [11/CEP] Whether an
 * endpoint may answer twice is for a contract to say, with `times`.
 */
function isForeseen(trace: Trace, message: Message): boolean {
  if (message.kind !== 'result') return false;
  const type = commandTypeOf(message);
  const before = trace
    .messages(message.token)
    .filter((other) => other.seq <= message.seq && commandTypeOf(other) === type);
  const idsIn = (kind: Message['kind']) =>
    before.filter((other) => other.kind === kind).map((other) => resultsOf(other).map(({ id }) => id));
  const [given, brought] = [idsIn('result'), idsIn('commands')];
  const countOf = (lists: readonly unknown[][], id: unknown) =>
    lists.filter((ids) => ids.includes(id)).length;
  const results = resultsOf(message);
  return (
    results.length > 0 &&
    results.every(({ id }) => {
      const times = countOf(brought, id);
      return times > 1 && countOf(given, id) <= times;
    })
  );
}
