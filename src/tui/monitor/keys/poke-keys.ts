/**
 * The keys of pokes: which begins which, typing its fields, and the confirmation without which nothing is done.
 */
import { beginPoke, enterField, fieldOf, type PokeState } from '../pokes/poke.js';
import { POKES } from '../pokes/pokes.js';
import type { Key } from '../store/event.js';
import { type MonitorState, targetOf } from '../store/state.js';
import type { Pressed } from './press.js';
import { edited } from './prompt-keys.js';

/** Begins a poke, if the key is one's and there is an endpoint for it; undefined when the key means nothing here. */
export function pokeBegun(state: MonitorState, key: Key): Pressed | undefined {
  if (state.screen !== 'endpoints' && state.screen !== 'endpoint') return undefined;
  const poke = POKES.find((one) => one.key === key);
  if (poke === undefined) return undefined;
  if (state.isReadOnly) return refused(state, 'this monitor is read-only: start it without --read-only');
  if (state.connection.state !== 'live') return refused(state, 'not connected to the platform');
  const target = targetOf(state);
  if (target === undefined) return refused(state, 'choose an endpoint first');
  return { state: { ...state, poke: beginPoke(poke, target) } };
}

/** A key while a poke is asked for or waits to be confirmed. */
export function pokePressed(state: MonitorState, poke: PokeState, key: Key): Pressed {
  if (key === 'escape') {
    const text = poke.isRunning ? 'it is on its way already' : `not done: ${poke.poke.title}`;
    return { state: { ...state, poke: undefined, notice: { tone: 'plain', text } } };
  }
  if (poke.isRunning) return { state };
  if (fieldOf(poke) !== undefined) {
    const next =
      key === 'enter' ? enterField(poke) : { ...poke, text: edited(poke.text, key), problem: undefined };
    return { state: { ...state, poke: next } };
  }
  if (key !== 'enter') return { state };
  return { state: { ...state, poke: { ...poke, isRunning: true } }, intent: { type: 'poke' } };
}

const refused = (state: MonitorState, text: string): Pressed => ({
  state: { ...state, notice: { tone: 'bad', text } },
});
