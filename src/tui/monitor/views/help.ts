/**
 * The help: every key, and what the words and signs of the screens mean.
 */
import { beside, bold, dim, EMPTY_LINE, type Line } from '../../lines.js';
import { POKES } from '../pokes/pokes.js';
import type { MonitorState } from '../store/state.js';

const KEY_COLUMNS = 9;
const COLUMN = 40;

const key = (name: string, what: string): Line => [bold(` ${name.padEnd(KEY_COLUMNS)} `), dim(what)];
const title = (text: string): Line => [bold(` ${text}`)];

const GENERAL: readonly Line[] = [
  title('Everywhere'),
  key('1 to 6', 'the screens; tab: the next'),
  key(':name', 'go to a screen, :trace TOKEN'),
  key('/', 'filter, where there is a list'),
  key('↑ ↓ j k', 'choose; g G first, last'),
  key('esc', 'back; follow the newest'),
  key('q', 'quit; so does ctrl-c'),
];

const SCREENS: readonly Line[] = [
  title('Endpoints'),
  key('enter', 'open: metadata, values, plots'),
  key('t', 'trace it'),
  key('o O', 'sort by another column, reverse'),
  EMPTY_LINE,
  title('Messages, trace'),
  key('space', 'pause, go on'),
  key('p', 'jump to its answer or request'),
  key('y w', 'copy the trace, save it'),
];

const SIGNS: readonly Line[] = [
  title('Signs'),
  key('→', 'from an endpoint'),
  key('←', 'from the platform'),
  key('·', 'what befell it besides'),
  EMPTY_LINE,
  [dim(' Times are UTC. Figures are exact; where')],
  [dim(' messages are too many to read, a part')],
  [dim(' of them is shown, and it says so.')],
];

/** The lines of the help. */
export function helpBody({ columns, isReadOnly }: MonitorState): Line[] {
  const pokes = isReadOnly
    ? [title('Poke: not with --read-only')]
    : [title('Poke, on an endpoint'), ...POKES.map((poke) => key(poke.key, poke.title))];
  const left = [...GENERAL, EMPTY_LINE, ...pokes];
  if (columns < 2 * COLUMN) return [...left, EMPTY_LINE, ...SCREENS];
  if (columns < 3 * COLUMN) return beside(left, [...SCREENS, EMPTY_LINE, ...SIGNS.slice(5)], COLUMN);
  return beside(left, beside(SCREENS, SIGNS, COLUMN + 6), COLUMN + 6);
}
