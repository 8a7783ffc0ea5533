/**
 * What CEX sends: always the full list of outstanding commands, so that a client may act on the newest message alone.
 * [11/CEP CEP-10, CEP-11; review of the RFC]
 */
import type { Push } from '../extension.js';
import { observeOf } from '../observe.js';
import type { CexState, Command, EndpointCommands } from './state.js';

/** Stands for all command types at once in the memory of who observes what. */
export const ALL_TYPES = '';

/** The outstanding commands of a type, with `type` in each when it is for all types. [11/CEP CEP-09, CEP-14] */
export function listPayload(commands: Iterable<Command>, commandType: string): string {
  const list: object[] = [];
  for (const { commandId: id, commandType: type, payload } of commands) {
    if (commandType === ALL_TYPES) list.push({ id, type, payload });
    else if (type === commandType) list.push({ id, payload });
  }
  return JSON.stringify(list);
}

/**
 * Where new commands of a type are pushed: what the endpoint said about that type counts, then what it said about all
 * types; undefined when it wants no pushes. [11/CEP CEP-05..08]
 */
export function pushTarget(
  { settings }: CexState,
  { observe }: EndpointCommands,
  commandType: string,
  now: number,
): string | undefined {
  const ofType = observeOf(observe, commandType, settings, now);
  if (ofType !== undefined) return ofType ? commandType : undefined;
  const ofAll = settings.allTypes ? observeOf(observe, ALL_TYPES, settings, now) : undefined;
  if (ofAll !== undefined) return ofAll ? ALL_TYPES : undefined;
  return settings.pushUnasked ? commandType : undefined;
}

/** The push that lists those of the commands that belong to the target, a command type or all. */
export function pushOf(commands: Iterable<Command>, target: string): Push {
  const resourcePath = target === ALL_TYPES ? '/command' : `/command/${target}`;
  return { resourcePath, payload: listPayload(commands, target) };
}

/** One push for each type that has something outstanding, or one for all types. */
export function pushesForOutstanding(state: CexState, commands: EndpointCommands, now: number): Push[] {
  const targets = new Set<string>();
  for (const { commandType } of commands.outstanding.values()) {
    const target = pushTarget(state, commands, commandType, now);
    if (target !== undefined) targets.add(target);
  }
  return [...targets].map((target) => pushOf(commands.outstanding.values(), target));
}
