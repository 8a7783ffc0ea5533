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
    Delivery: delivery(outcome, awaitMs),
    Answer: answer(outcome),
    Elapsed: responseTime(elapsedMs),
  };
  return `${record(facts, style)}\n\n  ${verdict(outcome, style)}`;
}

function delivery({ outcome }: InvocationOutcome, awaitMs: number): string {
  if (outcome === 'expired') return 'the command expired before the endpoint answered';
  if (outcome !== 'pending') return 'delivered';
  return awaitMs === 0
    ? 'sent, or waiting for the endpoint; not awaited'
    : `not answered within ${span(awaitMs)}; it waits for the endpoint until it expires`;
}

function answer({ outcome, statusCode, reasonPhrase, responsePayload }: InvocationOutcome) {
  if (outcome === 'pending' || outcome === 'expired') return null;
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
