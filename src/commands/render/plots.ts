/**
 * A plot for each numeric value of each time series of each endpoint. Pure.
 */
import type { Point } from '../../operator/epts.js';
import { type PlotOptions, plot, type Sample } from './plot.js';
import type { Style } from './style.js';

/** More would leave the screen before anybody has seen them. */
const PLOTS_MAX = 8;

/** The plots one below the other; undefined when no value is a number. */
export function plots(
  points: readonly Point[],
  size: Pick<PlotOptions, 'width' | 'height'>,
  style: Style,
): string | undefined {
  const groups = [...samplesByTitle(points)];
  if (groups.length === 0) return undefined;
  const shown = groups
    .slice(0, PLOTS_MAX)
    .map(([title, samples]) => plot(samples, { title, ...size }, style));
  const left = groups.length - shown.length;
  const note = left > 0 ? [style.dim(`  ${left} more: choose with --endpoint and --series`)] : [];
  return [...shown, ...note].join('\n\n');
}

function samplesByTitle(points: readonly Point[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const { endpointId, timeSeries, timestamp, values } of points) {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const title = `${name === 'value' ? timeSeries : `${timeSeries} ${name}`} of ${endpointId}`;
      const samples = groups.get(title) ?? [];
      samples.push({ at: Date.parse(timestamp), value });
      groups.set(title, samples);
    }
  }
  return groups;
}
