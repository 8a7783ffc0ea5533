/**
 * CEX, invocation: a command for one endpoint, waiting for its result if the caller wants to. (reference §7.2)
 */
import type { FastifyReply } from 'fastify';
import { Type } from '../../../schema.js';
import type { CommandOutcome } from '../../commands.js';
import { sendJson } from '../etag.js';
import { endpointOf } from '../find.js';
import { badRequest } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, commandOf, Descriptor, locationOf, shownCommand, TypeParams } from './shapes.js';

const AWAIT_MAX_S = 60;
const TTL_MAX_MS = Number.MAX_SAFE_INTEGER / 2;

export const TtlQuery = {
  commandTtl: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: TTL_MAX_MS,
      description: 'Life of the command in milliseconds; 0: pushed once to a connected endpoint, never kept.',
    }),
  ),
};

/** `POST /endpoints/{id}/commands/{type}` */
export function invokeRoutes(server: RestServer, context: RestContext): void {
  server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  const waiting = new Set<() => void>();
  server.addHook('preClose', async () => {
    for (const giveUp of waiting) giveUp();
  });
  const awaitTimeout = Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: AWAIT_MAX_S,
      description: 'Seconds to wait for the result; awaitTimeoutS of the service instance rest when absent.',
    }),
  );
  server.post(
    `${BASE}/endpoints/:id/commands/:type`,
    {
      schema: {
        tags: ['CEX'],
        summary: 'Invoke a command',
        description: 'The body is the payload: JSON, or a text as text/plain.',
        params: Type.Object({ id: Type.String(), ...TypeParams }),
        querystring: Type.Object({ awaitTimeout, ...TtlQuery }),
        response: {
          200: Type.Unknown({
            description: "The payload of the endpoint's result; no body when it has none.",
          }),
          202: Descriptor,
        },
      },
    },
    async (request, reply) => {
      const { id, type } = request.params;
      const { endpointId } = endpointOf(context, id);
      const { awaitTimeout: waitS = context.settings.awaitTimeoutS, commandTtl } = request.query;
      const command = { endpointId, type, payload: request.body };
      const { commandId, outcome } = invoke(context, command, commandTtl);
      reply.header('location', locationOf(endpointId, type, commandId));
      const result =
        waitS > 0 ? await withinTime(context, outcome, { ms: waitS * 1000, reply, waiting }) : undefined;
      if (result !== undefined) return answerOutcome(context, reply, result);
      reply.code(202);
      return shownCommand(commandOf(context, endpointId, type, commandId));
    },
  );
}

/** @throws HttpError 400 for a command type that is none */
export function invoke(
  { platform }: RestContext,
  command: { readonly endpointId: string; readonly type: string; readonly payload: unknown },
  ttlMs: number | undefined,
) {
  try {
    return platform.invokeCommand(ttlMs === undefined ? command : { ...command, ttlMs });
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(error.message);
    throw error;
  }
}

interface Wait {
  readonly ms: number;
  readonly reply: FastifyReply;
  /** How to end each wait that goes on. */
  readonly waiting: Set<() => void>;
}

/** Undefined when the time is over, the caller gone or the platform ending before there is an outcome. */
function withinTime(
  { platform }: RestContext,
  outcome: Promise<CommandOutcome>,
  { ms, reply, waiting }: Wait,
): Promise<CommandOutcome | undefined> {
  return new Promise((resolve) => {
    const settle = (result?: CommandOutcome) => {
      cancel();
      waiting.delete(giveUp);
      resolve(result);
    };
    const giveUp = () => settle();
    const cancel = platform.clock.schedule(ms, 'a call that waits for a command', giveUp);
    waiting.add(giveUp);
    void outcome.then(settle);
    reply.raw.once('close', giveUp);
  });
}

/** What the endpoint says when it fails is one of Kaa's open questions: `commandFailure`. */
function answerOutcome({ settings }: RestContext, reply: FastifyReply, outcome: CommandOutcome) {
  if (outcome.status === 'EXPIRED') throw badRequest('the command has expired without a result');
  const { statusCode = 200, reasonPhrase, payload } = outcome;
  if (settings.commandFailure === 'pass-through' && statusCode >= 400 && statusCode <= 599) {
    const message = reasonPhrase ?? `the endpoint answered ${statusCode}`;
    return sendJson(reply.code(statusCode), { message, status: statusCode, payload: payload ?? null });
  }
  return payload === undefined ? reply.code(200).send() : sendJson(reply.code(200), payload);
}
