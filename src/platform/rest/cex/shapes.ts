/**
 * What CEX shows: descriptors of commands. (reference §7.2)
 */

import { COMMAND_TYPE_PATTERN } from '../../../kp1/payloads.js';
import { Type } from '../../../schema.js';
import type { Command } from '../../extensions/cex/state.js';
import { isoDate } from '../dates.js';
import { notFound } from '../http-error.js';
import type { RestContext } from '../server.js';

export const BASE = '/cex/api/v1';

/** The extension instance that keeps the commands. */
const INSTANCE = 'cex';

export const Descriptor = Type.Object({
  commandId: Type.Integer(),
  commandType: Type.String(),
  endpointId: Type.String(),
  status: Type.Union([Type.Literal('PENDING'), Type.Literal('EXECUTED'), Type.Literal('EXPIRED')]),
  statusCode: Type.Union([Type.Integer(), Type.Null()], {
    description: 'What the endpoint reported; null until then.',
  }),
  reasonPhrase: Type.Union([Type.String(), Type.Null()]),
  requestPayload: Type.Unknown(),
  responsePayload: Type.Unknown(),
  createdAt: Type.String({ description: 'ISO 8601, UTC.' }),
  updatedAt: Type.String(),
});

export const EndpointCommands = Type.Object({ endpointId: Type.String(), commands: Type.Array(Descriptor) });

export const TypeParams = {
  type: Type.String({ pattern: COMMAND_TYPE_PATTERN, description: 'Command type.' }),
};

export interface EndpointCommand extends Command {
  readonly endpointId: string;
}

/** The descriptor of a command: what is not known yet is null, dates are ISO 8601. */
export function shownCommand(command: EndpointCommand) {
  const { commandId, commandType, endpointId, status, statusCode, reasonPhrase, createdAt, updatedAt } =
    command;
  return {
    ...{ commandId, commandType, endpointId, status },
    statusCode: statusCode ?? null,
    reasonPhrase: reasonPhrase ?? null,
    requestPayload: command.payload ?? null,
    responsePayload: command.responsePayload ?? null,
    createdAt: isoDate(createdAt),
    updatedAt: isoDate(updatedAt),
  };
}

/** Every command that is remembered for an endpoint, of those types if any are named, in the order of their IDs. */
export function commandsOf(
  { platform }: RestContext,
  endpointId: string,
  commandTypes?: readonly string[],
): EndpointCommand[] {
  const commands = (platform.invoke(INSTANCE, endpointId, { type: 'list-commands' }) ?? []) as Command[];
  return commands
    .filter(({ commandType }) => commandTypes === undefined || commandTypes.includes(commandType))
    .map((command) => ({ ...command, endpointId }))
    .sort((a, b) => a.createdAt - b.createdAt || a.commandId - b.commandId);
}

/** @throws HttpError 404 */
export function commandOf(
  context: RestContext,
  endpointId: string,
  type: string,
  commandId: number,
): EndpointCommand {
  const found = commandsOf(context, endpointId, [type]).find((command) => command.commandId === commandId);
  if (found === undefined)
    throw notFound(`the endpoint ${endpointId} has no command ${commandId} of type ${type}`);
  return found;
}

/** @throws HttpError 404 */
export function deleteCommand(
  { platform }: RestContext,
  endpointId: string,
  commandType: string,
  commandId: number,
) {
  const call = { type: 'delete-command', commandType, commandId } as const;
  if (platform.invoke(INSTANCE, endpointId, call) !== true) {
    throw notFound(`the endpoint ${endpointId} has no command ${commandId} of type ${commandType}`);
  }
}

/** Where a command is shown. */
export function locationOf(endpointId: string, commandType: string, commandId: number): string {
  return `${BASE}/endpoints/${encodeURIComponent(endpointId)}/commands/${commandType}/${commandId}`;
}
