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
  const topic = meant === undefined ? nearestTopic(typed, shown) : undefined;
  if (topic !== undefined) {
    const command = typed.slice(0, topic.split(' ').length).join(' ');
    return kaaError('COMMAND_UNKNOWN', { command, hint: `; did you mean "kaa ${topic}"?` });
  }
  const words = meant?.split(' ').length ?? Math.max(...depths, 1);
  const command = typed.slice(0, words).join(' ');
  const hint = meant === undefined ? '.' : `; did you mean "kaa ${meant}"?`;
  return kaaError('COMMAND_UNKNOWN', { command, hint });
}

/** The topic, such as `sim`, that the first words come near to; undefined when they are one, or near none. */
function nearestTopic(typed: readonly string[], commands: readonly string[]): string | undefined {
  const topics = new Set(
    commands.flatMap((name) => {
      const words = name.split(' ');
      return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
    }),
  );
  for (let depth = typed.length; depth > 0; depth--) {
    const words = typed.slice(0, depth).join(' ');
    if (topics.has(words)) return undefined;
    const meant = nearest(
      words,
      [...topics].filter((topic) => topic.split(' ').length === depth),
    );
    if (meant !== undefined) return meant;
  }
  return undefined;
}
