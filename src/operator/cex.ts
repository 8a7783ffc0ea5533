/**
 * CEX by REST: commands. Invoking one means sending it, waiting as long as the caller wants, and looking up what became
 * of it, because an answer in time carries the endpoint's payload and nothing else. [7/7.2]
 */
import type { Clock } from '../kernel/clock.js';
import { locationOf, path, type Rest, type RestAnswer } from './rest.js';

/** The longest that Kaa itself waits for an answer. [7/7.2 awaitTimeout] */
const AWAIT_MAX_MS = 60_000;
/** How often a command is looked up when it is awaited for longer than that. */
const LOOK_EVERY_MS = 1000;
/** How much longer than the endpoint may take the HTTP answer may take. */
const SLACK_MS = 10_000;

export interface CommandDescriptor {
  readonly commandId: number;
  readonly commandType: string;
  readonly endpointId?: string;
  readonly status: 'PENDING' | 'EXECUTED' | 'EXPIRED';
  readonly statusCode?: number | null;
  readonly reasonPhrase?: string | null;
  readonly requestPayload?: unknown;
  readonly responsePayload?: unknown;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

export interface Invocation {
  readonly endpointId: string;
  readonly type: string;
  readonly payload?: unknown;
  /** 0: do not wait. */
  readonly awaitMs: number;
  /** 0: pushed once, not kept. */
  readonly ttlMs: number;
}

export interface InvocationOutcome {
  readonly endpointId: string;
  readonly commandType: string;
  readonly commandId: number | null;
  /** `executed`: answered with a 2xx status code; `failed`: with another; `pending`: not answered while we waited. */
  readonly outcome: 'executed' | 'failed' | 'expired' | 'pending';
  readonly statusCode: number | null;
  readonly reasonPhrase: string | null;
  readonly requestPayload: unknown;
  readonly responsePayload: unknown;
  /** From the request to the answer, in milliseconds. */
  readonly elapsedMs: number;
}

/**
 * Sends a command and waits for what becomes of it.
 * @throws KaaError REST_REFUSED when Kaa does not take the command
 */
export async function invokeCommand(rest: Rest, invocation: Invocation): Promise<InvocationOutcome> {
  const { clock } = rest;
  const began = clock.now();
  const { answer, location } = await send(rest, invocation);
  let elapsedMs = clock.now() - began;
  let command = await lookUp(rest, invocation, location);
  while (command?.status === 'PENDING' && clock.now() - began < invocation.awaitMs) {
    await pause(clock, Math.min(LOOK_EVERY_MS, invocation.awaitMs - (clock.now() - began)));
    command = await lookUp(rest, invocation, location);
    elapsedMs = clock.now() - began;
  }
  return outcomeOf(invocation, command ?? fromAnswer(invocation, answer), elapsedMs);
}

/** A device's own status code may come through as that of the answer; then the answer points to the command. */
async function send(
  rest: Rest,
  invocation: Invocation,
): Promise<{ readonly answer?: RestAnswer; readonly location?: string | undefined }> {
  const { endpointId, type, payload, awaitMs, ttlMs } = invocation;
  const waitMs = Math.min(awaitMs, AWAIT_MAX_MS);
  try {
    const answer = await rest.call({
      method: 'POST',
      path: path`/cex/api/v1/endpoints/${endpointId}/commands/${type}`,
      query: { awaitTimeout: Math.ceil(waitMs / 1000), commandTtl: Math.round(ttlMs) },
      body: payload === undefined ? {} : payload,
      timeoutMs: waitMs + SLACK_MS,
    });
    return { answer, location: answer.location };
  } catch (error) {
    const location = locationOf(error);
    if (location === undefined) throw error;
    return { location };
  }
}

/** The command that an answer points to, or else the last of its type, which may be a later one of somebody else's. */
async function lookUp(
  rest: Rest,
  { endpointId, type }: Invocation,
  location: string | undefined,
): Promise<CommandDescriptor | undefined> {
  const which = /\/([0-9]+)$/.exec(location ?? '')?.[1] ?? 'last';
  const where = path`/cex/api/v1/endpoints/${endpointId}/commands/${type}/${which}`;
  return (await rest.find({ path: where }))?.body as CommandDescriptor | undefined;
}

/** What is known of a command that cannot be looked up. */
function fromAnswer({ type }: Invocation, answer: RestAnswer | undefined): CommandDescriptor {
  const isAnswered = answer?.status === 200;
  return {
    commandId: Number.NaN,
    commandType: type,
    status: isAnswered ? 'EXECUTED' : 'PENDING',
    statusCode: isAnswered ? 200 : null,
    responsePayload: answer?.body,
  };
}

function outcomeOf(
  { endpointId, payload, type }: Invocation,
  command: CommandDescriptor,
  elapsedMs: number,
): InvocationOutcome {
  return {
    endpointId,
    commandType: type,
    commandId: Number.isInteger(command.commandId) ? command.commandId : null,
    outcome: outcomeName(command),
    statusCode: command.statusCode ?? null,
    reasonPhrase: command.reasonPhrase ?? null,
    requestPayload: payload ?? {},
    responsePayload: command.responsePayload ?? null,
    elapsedMs: Math.round(elapsedMs * 10) / 10,
  };
}

function outcomeName({ status, statusCode }: CommandDescriptor): InvocationOutcome['outcome'] {
  if (status === 'PENDING') return 'pending';
  if (status === 'EXPIRED') return 'expired';
  return statusCode === undefined || statusCode === null || Math.floor(statusCode / 100) === 2
    ? 'executed'
    : 'failed';
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(ms, 'next look at a command', resolve);
  });
}
