/**
 * A numeric time series as a plot, with its title and in colour. Pure; the drawing is in `tui/plot.ts`.
 */
import { type PlotSize, plotParts, type Sample } from '../../tui/plot.js';
import type { Style } from './style.js';

export type { Sample };

export interface PlotOptions extends PlotSize {
  readonly title: string;
}

/** Title, plot with the bounds of the values at the left, and the bounds of time below. */
export function plot(samples: readonly Sample[], options: PlotOptions, style: Style): string {
  const { counts, rows, timeAxis } = plotParts(samples, options);
  return [
    `  ${style.bold(options.title)}  ${style.dim(counts)}`,
    ...rows.map(({ label, dots }) => `${style.dim(label)}${style.cyan(dots)}`),
    style.dim(timeAxis),
  ].join('\n');
}
