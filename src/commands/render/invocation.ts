/**
 * What became of a command, for people: request, delivery, answer, and how long it took. Pure.
 */
import type { InvocationOutcome } from '../../operator/cex.js';
import { responseTime, span } from '../../tui/format.js';
import { cell, record } from './records.js';
import type { Style } from './style.js';

/** The lines joined, without a trailing line end. */
export function invocation(
  outcome: InvocationOutcome,
  { awaitMs }: { readonly awaitMs: number },
  style: Style,
): string {
  const { commandType, commandId, endpointId, requestPayload, elapsedMs } = outcome;
  const number = commandId === null ? '' : `, command ID ${commandId},`;
  const facts = {
    Request: `${commandType}${number} to endpoint ${endpointId}`,
    Payload: cell(requestPayload),
    Delivery: delivery(outcome),
    Answer: answer(outcome, awaitMs),
    Elapsed: responseTime(elapsedMs),
  };
  return `${record(facts, style)}\n\n  ${verdict(outcome, style)}`;
}

/** Of a command without an answer REST tells no more than that: it may be with the endpoint. [7/7.2] */
function delivery({ outcome }: InvocationOutcome): string {
  if (outcome === 'expired') return 'not known';
  return outcome === 'pending' ? 'not known: with the endpoint, or waiting for it' : 'delivered';
}

function answer(
  { outcome, statusCode, reasonPhrase, responsePayload }: InvocationOutcome,
  awaitMs: number,
): string {
  if (outcome === 'expired') return 'none before the command expired';
  if (outcome === 'pending')
    return awaitMs === 0 ? 'not awaited' : `none within ${span(awaitMs)}; possible until the command expires`;
  const status = [statusCode, reasonPhrase].filter((part) => part !== null && part !== '').join(' ');
  return [status, responsePayload === null ? '' : cell(responsePayload)].filter(Boolean).join('   ');
}

function verdict({ outcome }: InvocationOutcome, style: Style): string {
  switch (outcome) {
    case 'executed':
      return style.green('✔ executed');
    case 'pending':
      return style.yellow('… pending');
    case 'failed':
      return style.red('✘ the endpoint answered with an error');
    case 'expired':
      return style.red('✘ expired');
  }
}
