/**
 * What a key does: the next state, and what it asks of the world. Whoever has the keyboard comes first: a poke, a prompt, the
 * help; then the keys that work everywhere; then those of the screen.
 */
import type { Intent, Key } from '../store/event.js';
import { type MonitorState, SCREENS, type ScreenName } from '../store/state.js';
import { pokeBegun, pokePressed } from './poke-keys.js';
import { promptPressed } from './prompt-keys.js';
import { screenPressed } from './screen-keys.js';

export interface Pressed {
  readonly state: MonitorState;
  readonly intent?: Intent | undefined;
}

/** Screens that `/` filters. */
export const FILTERED: readonly ScreenName[] = ['endpoints', 'messages', 'diagnostics'];

/** The state after a key, and what the key asks of the world. */
export function pressed(given: MonitorState, key: Key): Pressed {
  if (key === 'ctrl-c') return { state: given, intent: { type: 'quit' } };
  if (given.poke !== undefined) return pokePressed(given, given.poke, key);
  if (given.prompt !== undefined) return { state: promptPressed(given, given.prompt, key) };
  if (given.isHelpOpen) return { state: { ...given, isHelpOpen: false } };
  const state = given.notice === undefined ? given : { ...given, notice: undefined };
  return everywhere(state, key) ?? pokeBegun(state, key) ?? screenPressed(state, key);
}

function everywhere(state: MonitorState, key: Key): Pressed | undefined {
  const numbered = SCREENS[Number(key) - 1];
  if (numbered !== undefined) return { state: { ...state, screen: numbered } };
  switch (key) {
    case 'q':
      return { state, intent: { type: 'quit' } };
    case '?':
    case 'h':
      return { state: { ...state, isHelpOpen: true } };
    case ':':
      return { state: { ...state, prompt: { kind: 'goto', text: '' } } };
    case '/':
      return FILTERED.includes(state.screen)
        ? { state: { ...state, prompt: { kind: 'filter', text: filterText(state) } } }
        : { state: { ...state, notice: { tone: 'plain', text: 'nothing to filter on this screen' } } };
    case 'tab':
      return { state: { ...state, screen: neighbour(state.screen, 1) } };
    case 'shift-tab':
      return { state: { ...state, screen: neighbour(state.screen, -1) } };
    default:
      return undefined;
  }
}

/** The filter of the screen, as typed. */
export function filterText({ screen, endpoints, messages, diagnostics }: MonitorState): string {
  if (screen === 'endpoints') return endpoints.filter;
  return screen === 'messages' ? messages.filter : diagnostics.filter;
}

function neighbour(screen: ScreenName, by: number): ScreenName {
  const place = SCREENS.indexOf(screen === 'endpoint' ? 'endpoints' : screen);
  return SCREENS[(place + by + SCREENS.length) % SCREENS.length] as ScreenName;
}
