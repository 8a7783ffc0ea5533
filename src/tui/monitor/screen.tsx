/**
 * The monitor on a terminal, drawn by ink: the lines of a frame, and the keyboard as events of the store. No state of its own.
 */
import { Box, type Key as InkKey, Text, useInput } from 'ink';
import { useSyncExternalStore } from 'react';
import { printable } from '../../kernel/printable.js';
import type { Line, Span } from '../lines.js';
import type { Key } from './store/event.js';
import type { MonitorStore } from './store/store.js';
import { frame } from './views/frame.js';

/** The whole screen. */
export function MonitorScreen({ store }: { readonly store: MonitorStore }) {
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) store.dispatch({ type: 'key', key: name });
  });
  return <Lines lines={frame(state)} />;
}

/** Lines one below the other; what is too wide is cut. */
export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <Box flexDirection="column">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={row} wrap="truncate">
          {line.length === 0 ? ' ' : line.map(drawn)}
        </Text>
      ))}
    </Box>
  );
}

function drawn({ text, colour, bold, dim, inverse }: Span, place: number) {
  const looks = { bold: bold === true, dimColor: dim === true, inverse: inverse === true };
  return (
    <Text key={place} {...(colour === undefined ? {} : { color: colour })} {...looks}>
      {printable(text)}
    </Text>
  );
}

const NAMED: readonly (readonly [keyof InkKey, Key])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** A key press as the store's keys; what is pasted or typed fast comes as several characters at once. */
export function keysOf(input: string, key: InkKey): Key[] {
  const named = NAMED.find(([name]) => key[name] === true);
  if (named !== undefined) return [named[1]];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return [...input].flatMap(characterKey);
}

function characterKey(character: string): Key[] {
  if (character === ' ') return ['space'];
  if (character === '\r' || character === '\n') return ['enter'];
  return /\p{Cc}/u.test(character) ? [] : [character];
}
