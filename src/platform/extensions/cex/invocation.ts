/**
 * CEX, the caller's side: a new command is kept and pushed at once when the endpoint is there, and ends by itself.
 */
import type { CommandEvent } from '../../esp/events.js';
import {
  type Ctx,
  type Effects,
  NO_EFFECTS,
  type PlatformCall,
  type Push,
  type WakeUp,
} from '../extension.js';
import { pushOf, pushTarget } from './messages.js';
import {
  type CexState,
  type Command,
  commandEvent,
  commandsFor,
  type EndpointCommands,
  expireDue,
  finish,
  keep,
  keyOf,
  nextCommandId,
} from './state.js';

/** What the caller of a `command` call gets back. */
export type Invocation =
  | { readonly commandId: number }
  | { readonly refused: { readonly statusCode: number; readonly reasonPhrase: string } };

type CommandCall = Extract<PlatformCall, { type: 'command' }>;

/** Node cannot wait longer in one go; a command that lives longer is looked at again then. */
const WAIT_MAX_MS = 2 ** 31 - 1;
/** Timers may fire this much early. */
const EARLY_MS = 5;

/** @returns `result` is an {@link Invocation} */
export function invokeCommand(state: CexState, call: CommandCall, ctx: Ctx): Effects {
  const commands = commandsFor(state, ctx.endpoint.endpointId);
  const events: CommandEvent[] = expireDue(state, commands, ctx);
  const ttlMs = call.ttlMs ?? state.settings.defaultTtlMs;
  const command = newCommand(state, commands, call, ttlMs, ctx);
  const displaced = keep(commands, command, ttlMs === 0);
  if (displaced !== undefined) events.push(commandEvent('command-expired', displaced, ctx));
  events.push(commandEvent('command-pending', command, ctx));
  const pushes = ctx.endpoint.connected ? pushesFor(state, commands, command, ctx) : [];
  // What is neither kept nor pushed is over at once, and its caller is told like any other. [11/CEP CEP-22]
  const ends = ttlMs > 0 || pushes.length === 0;
  const result: Invocation = { commandId: command.commandId };
  return { events, pushes, wakeUps: ends ? [expiryOf(command, ctx.now)] : [], result };
}

function newCommand(
  state: CexState,
  commands: EndpointCommands,
  { commandType, payload }: CommandCall,
  ttlMs: number,
  { now }: Ctx,
): Command {
  const commandId = nextCommandId(state, commands, commandType);
  const times = { createdAt: now, updatedAt: now, expiresAt: now + ttlMs };
  return Object.freeze({ commandId, commandType, status: 'PENDING', payload, ...times });
}

/** All that is outstanding of the type, the new command included. */
function pushesFor(state: CexState, commands: EndpointCommands, command: Command, ctx: Ctx): Push[] {
  const target = pushTarget(state, commands, command.commandType, ctx.now);
  if (target === undefined) return [];
  const { outstanding } = commands;
  const isKept = outstanding.has(keyOf(command.commandType, command.commandId));
  return [pushOf(isKept ? outstanding.values() : [...outstanding.values(), command], target)];
}

/** When to look whether the time of a command is over. */
export function expiryOf({ commandType, commandId, expiresAt }: Command, now: number): WakeUp {
  return { key: keyOf(commandType, commandId), delayMs: Math.min(expiresAt - now, WAIT_MAX_MS) };
}

/** The time of a command may be over: end it, or wait on. */
export function wakeUp(state: CexState, key: string, ctx: Ctx): Effects {
  const commands = state.endpoints.get(ctx.endpoint.endpointId);
  const command = commands?.outstanding.get(key) ?? commands?.fleeting.get(key);
  if (commands === undefined || command === undefined) return NO_EFFECTS;
  if (command.expiresAt - ctx.now > EARLY_MS) return { wakeUps: [expiryOf(command, ctx.now)] };
  const expired = finish(state, commands, key, { status: 'EXPIRED', updatedAt: ctx.now });
  return expired === undefined ? NO_EFFECTS : { events: [commandEvent('command-expired', expired, ctx)] };
}

/** @returns `result` is whether there was such a command; whoever waits for it is told as if it had expired */
export function deleteCommand(
  state: CexState,
  { commandType, commandId }: Extract<PlatformCall, { type: 'delete-command' }>,
  ctx: Ctx,
): Effects {
  const commands = commandsFor(state, ctx.endpoint.endpointId);
  const key = keyOf(commandType, commandId);
  const withdrawn = finish(state, commands, key, { status: 'EXPIRED', updatedAt: ctx.now });
  const index = commands.finished.findLastIndex(
    (command) => command.commandType === commandType && command.commandId === commandId,
  );
  if (index >= 0) commands.finished.splice(index, 1);
  if (withdrawn === undefined) return { result: index >= 0 };
  return { events: [commandEvent('command-expired', withdrawn, ctx)], wakeUpsOver: [key], result: true };
}
