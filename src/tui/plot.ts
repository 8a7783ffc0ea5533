/**
 * A numeric series as a plot of braille characters: two points across and four down in each. Pure, without looks: the
 * screens and the commands each add their own.
 */

export interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

export interface PlotSize {
  /** Columns of the plot with its labels. */
  readonly width: number;
  /** Lines of the plot itself. */
  readonly height: number;
}

export interface PlotParts {
  /** `12 points, last 21.5` */
  readonly counts: string;
  /** From the top: the label with the axis, and the dots. */
  readonly rows: readonly { readonly label: string; readonly dots: string }[];
  /** The bounds of time, below. */
  readonly timeAxis: string;
}

const BLANK = 0x2800;
/** The bit of each dot of a braille character, by row from the top, then by column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const WIDTH_MIN = 8;

/** The plot of at least one sample, in pieces. */
export function plotParts(samples: readonly Sample[], { width, height }: PlotSize): PlotParts {
  const sorted = samples.toSorted((a, b) => a.at - b.at);
  const scale = scaleOf(sorted);
  const [high, low] = [numberText(scale.high), numberText(scale.low)];
  const margin = Math.max(high.length, low.length) + 2;
  const columns = Math.max(WIDTH_MIN, width - margin - 2);
  const rows = draw(sorted, scale, columns, height).map((dots, index) => {
    const label = index === 0 ? high : index === height - 1 ? low : '';
    return { label: `${label.padStart(margin)} ┤`, dots };
  });
  return { counts: counts(sorted), rows, timeAxis: timeAxis(scale, margin + 2, columns) };
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

function scaleOf(samples: readonly Sample[]): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of samples) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { from: samples[0]?.at ?? 0, to: samples.at(-1)?.at ?? 0, low, high };
}

/** The samples joined by lines; a flat series lies in the middle. */
function draw(samples: readonly Sample[], scale: Scale, columns: number, rows: number): string[] {
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const [dotsX, dotsY] = [columns * 2 - 1, rows * 4 - 1];
  const part = (value: number, low: number, high: number) =>
    high === low ? 0.5 : (value - low) / (high - low);
  const set = (x: number, y: number) => {
    const line = cells[y >> 2] as number[];
    const dot = (DOTS[y & 3] as readonly number[])[x & 1] as number;
    line[x >> 1] = (line[x >> 1] as number) | dot;
  };
  let before: readonly [number, number] | undefined;
  for (const { at, value } of samples) {
    const x = Math.round(part(at, scale.from, scale.to) * dotsX);
    const y = Math.round((1 - part(value, scale.low, scale.high)) * dotsY);
    join(before ?? [x, y], [x, y], set);
    before = [x, y];
  }
  const character = (bits: number) => (bits === 0 ? ' ' : String.fromCharCode(BLANK + bits));
  return cells.map((line) => line.map(character).join('').trimEnd());
}

function join(
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  set: (x: number, y: number) => void,
): void {
  const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
  for (let step = 0; step <= steps; step++) {
    const part = step / steps;
    set(Math.round(fromX + (toX - fromX) * part), Math.round(fromY + (toY - fromY) * part));
  }
}

function counts(samples: readonly Sample[]): string {
  const last = samples.at(-1);
  return `${samples.length} ${samples.length === 1 ? 'point' : 'points'}, last ${numberText(last?.value ?? 0)}`;
}

function timeAxis({ from, to }: Scale, margin: number, columns: number): string {
  const [first, last] = timeTexts(from, to);
  const gap = columns - first.length - last.length;
  return `${' '.repeat(margin)}${gap < 1 || from === to ? first : first + ' '.repeat(gap) + last}`;
}

/** Times of the same day need no date at the end. UTC, as in REST. */
function timeTexts(from: number, to: number): [string, string] {
  const [first, last] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const isSameDay = first.slice(0, 10) === last.slice(0, 10);
  return [`${first.slice(0, 19)}Z`, isSameDay ? last.slice(11, 19) : `${last.slice(0, 19)}Z`];
}

/** About five digits. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(5)));
}
