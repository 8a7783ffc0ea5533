/**
 * The commands of each endpoint and their life: PENDING, then EXECUTED when a result arrives (whatever its status
 * code) or EXPIRED when their time to live is over. [11/CEP CEP-12]
 *
 * A command is a plain value, replaced when it changes. Outstanding commands are kept in the order of their invocation.
 */
import type { CommandEvent } from '../../esp/events.js';
import type { Ctx } from '../extension.js';
import { makeRoom, type ObserveMemory } from '../observe.js';
import type { CexSettings } from './settings.js';

export interface Command {
  readonly commandId: number;
  readonly commandType: string;
  readonly status: 'PENDING' | 'EXECUTED' | 'EXPIRED';
  /** What the caller sends along; undefined when nothing. */
  readonly payload: unknown;
  /** Milliseconds since the epoch, as are all instants here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** What the endpoint reported, once executed. */
  readonly statusCode?: number | undefined;
  readonly reasonPhrase?: string | undefined;
  readonly responsePayload?: unknown;
}

/** By {@link keyOf}, in the order of their invocation. */
type CommandMap = Map<string, Command>;

export interface EndpointCommands {
  readonly outstanding: CommandMap;
  /** Pushed once with a time to live of 0: never repeated, but a result is still matched. */
  readonly fleeting: CommandMap;
  /** Executed and expired, oldest first; bounded by `historyPerEndpoint`. */
  readonly finished: Command[];
  /** By command type; the empty text is all types. */
  readonly observe: ObserveMemory;
  readonly lastIds: Map<string, number>;
}

export interface CexState {
  readonly settings: CexSettings;
  readonly endpoints: Map<string, EndpointCommands>;
  lastId: number;
}

/** Commands of time to live 0 that wait for a result, for one endpoint. */
export const FLEETING_MAX = 100;

/** Commands of an endpoint are told apart by type and ID. [12/CIP CIP-04] */
export const keyOf = (commandType: string, commandId: number): string => `${commandType}/${commandId}`;

/** The commands of an endpoint; begun when it has none. */
export function commandsFor(state: CexState, endpointId: string): EndpointCommands {
  let commands = state.endpoints.get(endpointId);
  if (commands === undefined) {
    commands = {
      outstanding: new Map(),
      fleeting: new Map(),
      finished: [],
      observe: new Map(),
      lastIds: new Map(),
    };
    state.endpoints.set(endpointId, commands);
  }
  return commands;
}

/** Every command that is remembered for an endpoint, those outstanding last. For REST and views; a copy. */
export function listCommands(state: CexState, endpointId: string): readonly Command[] {
  const commands = state.endpoints.get(endpointId);
  return commands === undefined ? [] : [...commands.finished, ...commands.outstanding.values()];
}

/** {@link listCommands}, and those of time to live 0 that may still get a result. */
export function rememberedCommands(state: CexState, endpointId: string): readonly Command[] {
  const fleeting = state.endpoints.get(endpointId)?.fleeting.values() ?? [];
  return [...listCommands(state, endpointId), ...fleeting];
}

/** From 1: Kaa's Python client drops an ID 0. [11/CEP CEP-13] (open question 21) */
export function nextCommandId(state: CexState, commands: EndpointCommands, commandType: string): number {
  if (state.settings.commandIds === 'global') return ++state.lastId;
  const id = (commands.lastIds.get(commandType) ?? 0) + 1;
  commands.lastIds.set(commandType, id);
  return id;
}

/**
 * Adds a new command; a fleeting one is matched with its result, and never listed.
 * @returns the fleeting one whose result would not be matched any more: whoever waits for it must be told
 */
export function keep(commands: EndpointCommands, command: Command, isFleeting: boolean): Command | undefined {
  const kept = isFleeting ? commands.fleeting : commands.outstanding;
  const isFull = isFleeting && kept.size >= FLEETING_MAX;
  const displaced = isFull ? kept.values().next().value : undefined;
  if (isFull) makeRoom(kept, FLEETING_MAX);
  kept.set(keyOf(command.commandType, command.commandId), command);
  return displaced;
}

/** Takes a command out of the outstanding list; undefined when it is not there. [11/CEP CEP-20] */
export function finish(
  state: CexState,
  commands: EndpointCommands,
  key: string,
  how: Partial<Command> & Pick<Command, 'status' | 'updatedAt'>,
): Command | undefined {
  const command = commands.outstanding.get(key) ?? commands.fleeting.get(key);
  if (command === undefined) return undefined;
  commands.outstanding.delete(key);
  commands.fleeting.delete(key);
  const finished = Object.freeze({ ...command, ...how });
  commands.finished.push(finished);
  if (commands.finished.length > state.settings.historyPerEndpoint) commands.finished.shift();
  return finished;
}

/** Ends whatever has outlived its time, so that no message lists it. [11/CEP CEP-12] */
export function expireDue(state: CexState, commands: EndpointCommands, ctx: Ctx): CommandEvent[] {
  const events: CommandEvent[] = [];
  for (const [key, { expiresAt }] of commands.outstanding) {
    if (expiresAt > ctx.now) continue;
    const expired = finish(state, commands, key, { status: 'EXPIRED', updatedAt: ctx.now });
    if (expired !== undefined) events.push(commandEvent('command-expired', expired, ctx));
  }
  return events;
}

/** [12/CIP] */
export function commandEvent(type: CommandEvent['type'], command: Command, ctx: Ctx): CommandEvent {
  const { endpointId, appVersionName } = ctx.endpoint;
  const { commandType, commandId } = command;
  return {
    type,
    extensionInstance: ctx.extensionInstance,
    endpointId,
    appVersionName,
    commandType,
    commandId,
  };
}
