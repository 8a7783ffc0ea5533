/**
 * The plots of the data: one for each field of each fleet, with a curve for each endpoint where there are few, or what they have in
 * common where there are many.
 */
import { count } from '../../kernel/quantities.js';
import type { RunFigures } from '../figures/run-figures.js';
import type { Series } from '../figures/series.js';
import { greatest, type Plot, type PlotCurve, round, type TimeAxis } from './plots.js';

/** A plot for each series. */
export function seriesPlots({ series }: RunFigures, { seconds }: TimeAxis): Plot[] {
  return series.map((one, index) => ({
    id: `plot-series-${index}`,
    title: one.field,
    words: seriesWords(one),
    unit: 'value',
    times: one.times.map(seconds),
    ...seriesCurves(one),
  }));
}

const EXAMPLE_COLOURS = ['--s1', '--s2', '--s4'];

/** Few endpoints: a curve for each. Many: their mean, between the least and the greatest, and one endpoint as an example. */
function seriesCurves({
  mean,
  least,
  greatest: most,
  examples,
  isOfMore,
}: Series): Pick<Plot, 'curves' | 'band'> {
  if (!isOfMore) {
    const curves = examples.map(({ token, values }, index) => ({
      label: token,
      colour: EXAMPLE_COLOURS[index] as string,
      values,
      look: 'line' as const,
    }));
    return { curves };
  }
  const [example] = examples;
  const curves: PlotCurve[] = [
    { label: 'greatest', colour: '--s1', values: most, look: 'edge' },
    { label: 'least', colour: '--s1', values: least, look: 'edge' },
    { label: 'mean', colour: '--s1', values: mean, look: 'line' },
    ...(example === undefined
      ? []
      : [{ label: example.token, colour: '--s2', values: example.values, look: 'thin' as const }]),
  ];
  return { curves, band: [0, 1] };
}

function seriesWords({ fleet, least, greatest: most, count: values, isTruth }: Series): string {
  const low = Math.min(...least.map((value) => value ?? Infinity));
  const range = isTruth ? 'true is 1, false is 0' : `from ${round(low)} to ${round(greatest(most))}`;
  return `Fleet ${fleet}: ${count(values)} values, ${range}.`;
}
