/**
 * The hook that oclif calls for a command that does not exist: names the nearest one that does.
 *
 * Oclif takes all words up to the first flag for the name of a command, so a superfluous argument ends here as well.
 */
import type { Hook } from '@oclif/core/hooks';
import { nearest } from '../blueprint/nearest.js';
import { type KaaError, kaaError } from '../errors.js';

const unknownCommand: Hook.CommandNotFound = async ({ id, config }) => {
  throw commandUnknown(id, config.commandIDs);
};

export default unknownCommand;

/**
 * The error for a command ID such as `sim:rnu:fleets`, of which only `sim:rnu` may have been meant for a name: every known
 * ID is compared with as many words as it has itself.
 */
export function commandUnknown(id: string, known: readonly string[]): KaaError {
  const typed = id.split(':');
  const whole = known.find((name) => id.startsWith(`${name}:`));
  if (whole !== undefined) {
    const command = whole.replaceAll(':', ' ');
    return kaaError('ARGUMENT_UNEXPECTED', { command, argument: typed[whole.split(':').length] as string });
  }
  const shown = known.map((name) => name.replaceAll(':', ' '));
  const depths = new Set(shown.map((name) => name.split(' ').length));
  const meant = [...depths].flatMap((depth) => {
    const candidates = shown.filter((name) => name.split(' ').length === depth);
    return nearest(typed.slice(0, depth).join(' '), candidates) ?? [];
  })[0];
  const words = meant?.split(' ').length ?? Math.max(...depths, 1);
  const command = typed.slice(0, words).join(' ');
  const hint = meant === undefined ? '.' : `; did you mean "kaa ${meant}"?`;
  return kaaError('COMMAND_UNKNOWN', { command, hint });
}
