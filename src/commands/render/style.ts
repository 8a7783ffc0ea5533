/**
 * Colour of plain output: a handful of named styles that are the identity where colour is not wanted.
 *
 * Renderers take a {@link Style} and stay pure; only the edge asks {@link wantsColour} about the stream it writes to.
 */

export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const ESCAPE = '\u001b';

const paint =
  (open: number, close: number): Paint =>
  (text) =>
    text === '' ? '' : `${ESCAPE}[${open}m${text}${ESCAPE}[${close}m`;

const asIs: Paint = (text) => text;

export const PLAIN: Style = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };

export const COLOURED: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  yellow: paint(33, 39),
  cyan: paint(36, 39),
};

/** What {@link COLOURED} puts around texts, and nothing else that a terminal obeys; it keeps what it splits. */
export const OWN_COLOURS = new RegExp(`(${ESCAPE}\\[(?:1|2|22|31|32|33|36|39)m)`);

/**
 * Whether to colour what goes to a stream: not when NO_COLOR is set (to anything but nothing), always when FORCE_COLOR is,
 * else on a terminal that can.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** The styles for a stream, see {@link wantsColour}. */
export function styleFor(...where: Parameters<typeof wantsColour>): Style {
  return wantsColour(...where) ? COLOURED : PLAIN;
}
