/**
 * What can be done to the platform from its monitor, step by step: a poke asks for its fields, shows the command line that
 * does the same, and is carried out only when that is confirmed.
 *
 *     fields ─► command line shown ─► Enter ─► what came of it
 *
 * A poke is a value with two functions; neither knows keys or screens.
 */
import type { EndpointRow } from '../../../operator/monitor/figures.js';
import type { Rest } from '../../../operator/rest.js';

export interface PokeField {
  readonly label: string;
  /** What stands there to begin with. */
  readonly initial: string;
  /** Why a text will not do; undefined: it will. */
  check(text: string): string | undefined;
}

export interface Poke {
  /** The key that begins it. */
  readonly key: string;
  /** As in the hints: `invoke a command`. */
  readonly title: string;
  readonly fields: readonly PokeField[];
  /** The words of the command line that does the same, without `kaa`. */
  commandLine(target: EndpointRow, values: readonly string[]): readonly string[];
  /** Does it, and says what came of it. @throws KaaError as the operator's calls do */
  run(rest: Rest, target: EndpointRow, values: readonly string[]): Promise<PokeOutcome>;
}

export interface PokeOutcome {
  readonly text: string;
  readonly isFine: boolean;
}

export interface PokeState {
  readonly poke: Poke;
  readonly target: EndpointRow;
  /** The fields that are answered. */
  readonly values: readonly string[];
  /** The field that is being typed. */
  readonly text: string;
  readonly problem?: string | undefined;
  /** It has been confirmed, and is on its way. */
  readonly isRunning: boolean;
}

/** The poke before anything is typed. */
export function beginPoke(poke: Poke, target: EndpointRow): PokeState {
  return { poke, target, values: [], text: poke.fields[0]?.initial ?? '', isRunning: false };
}

/** The field that is asked for; undefined: all are answered, and the command line waits to be confirmed. */
export function fieldOf({ poke, values }: PokeState): PokeField | undefined {
  return poke.fields[values.length];
}

/** The poke with the typed field taken, or with what is wrong with it. */
export function enterField(state: PokeState): PokeState {
  const field = fieldOf(state);
  if (field === undefined) return state;
  const problem = field.check(state.text);
  if (problem !== undefined) return { ...state, problem };
  const values = [...state.values, state.text.trim()];
  return { ...state, values, text: state.poke.fields[values.length]?.initial ?? '', problem: undefined };
}

/** The command line as it would be typed in a shell. */
export function commandText({ poke, target, values }: PokeState): string {
  return ['kaa', ...poke.commandLine(target, values).map(quoted)].join(' ');
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** How an endpoint is named on a command line. */
export const nameOf = ({ token, endpointId }: EndpointRow): string => token ?? endpointId;
