/**
 * The hook that oclif calls for a command that does not exist: names the nearest one that does.
 *
 * Oclif takes all words up to the first flag for the name of a command, so a superfluous argument ends here as well.
 */
import type { Hook } from '@oclif/core/hooks';
import { distance } from 'fastest-levenshtein';
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
  const names = withTopics(known.map((name) => name.replaceAll(':', ' ')));
  const depths = [...new Set(names.map(depthOf))].sort((a, b) => b - a);
  const found = depths.flatMap((depth) => {
    const words = typed.slice(0, depth).join(' ');
    const candidates = names.filter((name) => depthOf(name) === depth && name !== words);
    const name = nearest(words, candidates);
    return name === undefined ? [] : [{ name, slips: distance(words, name) }];
  });
  const meant = found.sort((a, b) => a.slips - b.slips)[0]?.name;
  const command = typed.slice(0, meant === undefined ? depths[0] : depthOf(meant)).join(' ');
  // Somebody who leaves out the topic, as in `kaa start`, has the word right.
  const ofTopics = names.filter((name) => name.endsWith(` ${typed[0]}`)).slice(0, TOPICS_SHOWN);
  const meantOnes = meant === undefined ? ofTopics : [meant];
  const said = meantOnes.map((name) => `"kaa ${name}"`).join(' or ');
  const hint = said === '' ? '.' : `; did you mean ${said}?`;
  return kaaError('COMMAND_UNKNOWN', { command, hint });
}

const TOPICS_SHOWN = 3;

const depthOf = (name: string) => name.split(' ').length;

/** Commands, and the topics that they are in: `sim`, `platform snapshot`. */
function withTopics(commands: readonly string[]): string[] {
  const topics = commands.flatMap((name) => {
    const words = name.split(' ');
    return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
  });
  return [...new Set([...commands, ...topics])];
}
