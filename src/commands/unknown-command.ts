/**
 * The hook that oclif calls for a command that does not exist: names the nearest one that does.
 */
import type { Hook } from '@oclif/core/hooks';
import { nearest } from '../blueprint/nearest.js';
import { kaaError } from '../errors.js';

const unknownCommand: Hook.CommandNotFound = async ({ id, config }) => {
  throw commandUnknown(id, config.commandIDs);
};

export default unknownCommand;

/**
 * The error for a command ID such as `sim:rnu:fleets`. Oclif takes the words after an unknown command for parts of its
 * name, so every known ID is compared with as many words as it has itself.
 */
export function commandUnknown(id: string, known: readonly string[]) {
  const typed = id.split(':');
  const shown = known.map((name) => name.replaceAll(':', ' '));
  const depths = new Set(shown.map((name) => name.split(' ').length));
  const meant = [...depths].flatMap((depth) => {
    const candidates = shown.filter((name) => name.split(' ').length === depth);
    return nearest(typed.slice(0, depth).join(' '), candidates) ?? [];
  })[0];
  const command = typed.slice(0, Math.max(...depths, 1)).join(' ');
  const hint = meant === undefined ? '.' : `; did you mean "kaa ${meant}"?`;
  return kaaError('COMMAND_UNKNOWN', { command, hint });
}
