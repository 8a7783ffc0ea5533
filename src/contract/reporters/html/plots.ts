/**
 * Pictures of a test as inline SVG: marks and bars on a line of time, and series of numbers. Pure functions from data to markup;
 * colours are those of the page.
 */
import { html, type Markup } from '../../../html/markup.js';
import { sayMs } from '../../plan/statement.js';

export interface Span {
  readonly from: number;
  readonly to: number;
}

const WIDTH = 960;
const LEFT = 92;
const RIGHT = 16;
const INNER = WIDTH - LEFT - RIGHT;

const number = (value: number) => Number(value.toFixed(1));

/** From a time to a place on the page. */
function scaleOf({ from, to }: Span): (at: number) => number {
  const length = Math.max(1, to - from);
  return (at) => number(LEFT + (INNER * (at - from)) / length);
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((s) => s * 1000);
const TICKS_MAX = 10;

function ticksOf({ from, to }: Span): number[] {
  const length = Math.max(1, to - from);
  const step = STEPS.find((size) => length / size <= TICKS_MAX) ?? length;
  const small = length < 1000 ? length : step;
  return Array.from({ length: Math.floor(length / small) + 1 }, (_, index) => from + index * small);
}

function timeAxis(span: Span, height: number): Markup[] {
  const x = scaleOf(span);
  return ticksOf(span).map(
    (at) =>
      html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="0" y2="${height}"/><text x="${x(at)}" y="${height + 13}" text-anchor="middle">${at === span.from ? '0' : sayMs(at - span.from)}</text>`,
  );
}

export interface Lane {
  readonly name: string;
  readonly colour: string;
  readonly marks: readonly LaneMark[];
}

export interface LaneMark {
  readonly at: number;
  /** A bar up to then; a dot without it. */
  readonly until?: number | undefined;
  readonly text: string;
  readonly shape: 'plain' | 'breach';
  /** Another than that of the lane. */
  readonly colour?: string | undefined;
}

const LANE = 22;

/** A bar must be wide enough to be seen. */
const BAR_MIN = 3;

/** A line for each lane, a dot or bar for each mark; its text is shown when the pointer rests on it. */
export function lanesPlot(lanes: readonly Lane[], span: Span): Markup {
  const height = lanes.length * LANE;
  const x = scaleOf(span);
  const rows = lanes.map(({ name, colour, marks }, index) => {
    const y = index * LANE + LANE / 2;
    const dots = marks.map(({ at, until, text, shape, colour: own = colour }) => {
      const title = html`<title>${text}</title>`;
      if (shape === 'breach')
        return html`<path class="breach" d="M${x(at)} ${y - 7}l6 12h-12z">${title}</path>`;
      if (until === undefined)
        return html`<circle cx="${x(at)}" cy="${y}" r="3.5" fill="${own}" fill-opacity=".75">${title}</circle>`;
      const width = number(Math.max(BAR_MIN, x(until) - x(at) - 1));
      return html`<rect x="${x(at)}" y="${y - 5}" width="${width}" height="10" rx="2" fill="${own}" fill-opacity=".75">${title}</rect>`;
    });
    return html`<text x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${name}</text><line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>${dots}`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${height + 18}" role="img">${timeAxis(span, height)}${rows}</svg>`;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [at: number, value: number])[];
}

const PLOT = 110;
const PAD = 8;

/** One curve over time, with its least and greatest value. */
export function curvePlot({ name, points }: Curve, span: Span, colour: string): Markup {
  if (points.length === 0) return html``;
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = scaleOf(span);
  const y = (value: number) => number(PLOT - PAD - ((PLOT - 2 * PAD) * (value - low)) / (high - low || 1));
  const line = points.map(([at, value], index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
  const dots =
    points.length > DOTS_MAX
      ? []
      : points.map(
          ([at, value]) =>
            html`<circle cx="${x(at)}" cy="${y(value)}" r="2" fill="${colour}"><title>${value} after ${sayMs(at - span.from)}</title></circle>`,
        );
  return html`<svg viewBox="0 0 ${WIDTH} ${PLOT + 18}" role="img"><title>${name}</title>${timeAxis(span, PLOT)}<text x="${LEFT - 10}" y="${PLOT / 2 + 4}" text-anchor="end">${name}</text><text x="${LEFT - 10}" y="${y(high) + 4}" text-anchor="end">${short(high)}</text>${low === high ? '' : html`<text x="${LEFT - 10}" y="${y(low) + 4}" text-anchor="end">${short(low)}</text>`}<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>${dots}</svg>`;
}

const DOTS_MAX = 120;
const short = (value: number) => String(Number(value.toPrecision(4)));
