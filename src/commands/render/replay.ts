/**
 * The command that repeats a run: what was given on the command line or by the environment, with the seed, ready to paste.
 */

/** What oclif's parser took from the command line, in order. */
export type GivenToken =
  | { readonly type: 'arg'; readonly input: string }
  | { readonly type: 'flag'; readonly flag: string; readonly input: string };

export interface Replay {
  /** `kaa sim run` */
  readonly command: string;
  readonly given: readonly GivenToken[];
  /** Values of all flags, those of the environment included. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** What the environment has for flags, by flag. */
  readonly fromEnvironment: Readonly<Record<string, string>>;
  /** Texts in place of what was typed, by flag: what `now` was, and what nobody should read over a shoulder. */
  readonly instead: Readonly<Record<string, string>>;
  readonly seed: number;
}

/** `kaa sim run fleets --duration 10m --seed 7`, quoted for a POSIX shell. */
export function replayCommand({ command, given, flags, fromEnvironment, instead, seed }: Replay): string {
  const args = given.filter(({ type }) => type === 'arg').map(({ input }) => input);
  const typed = given.filter((token) => token.type === 'flag');
  const names = new Set(typed.map(({ flag }) => flag));
  const inherited = Object.entries(fromEnvironment)
    .filter(([flag]) => !names.has(flag))
    .map(([flag, input]) => ({ flag, input }));
  const shown = [...typed, ...inherited].filter(({ flag }) => flag !== 'seed' && flags[flag] !== false);
  const words = shown.flatMap(({ flag, input }) => {
    const value = instead[flag] ?? quoted(input);
    return flags[flag] === true ? [`--${flag}`] : [`--${flag}`, value];
  });
  // An argument that looks like a flag must come after the others.
  const isOdd = (arg: string) => arg.startsWith('-');
  const odd = args.filter(isOdd).map(quoted);
  return [
    command,
    ...args.filter((arg) => !isOdd(arg)).map(quoted),
    ...words,
    `--seed ${seed}`,
    ...(odd.length > 0 ? ['--', ...odd] : []),
  ].join(' ');
}

/** A word as a shell must be given it. */
export function quoted(word: string): string {
  return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
