/**
 * The summary of a data set for people, after `kaa sim generate`. A pure function of its report.
 */
import type { DataSetReport } from '../../facade/generate.js';
import { count, bytes as sizeOf, span } from '../../tui/format.js';
import { columns } from './columns.js';
import type { Style } from './style.js';

/** Lines joined, without a trailing line end. */
export function dataSetSummary(report: DataSetReport, style: Style): string {
  const { samples, values, endpoints, shard, startAt, durationMs, seed, interrupted, notes } = report;
  const whose = shard === undefined ? '' : `, shard ${shard}`;
  const rows = [
    [style.bold('Data set'), fileOf(report)],
    ['Data samples', `${count(samples)} of ${count(endpoints)} endpoints${whose}, ${count(values)} values`],
    ['Time', `${span(durationMs)} from ${startAt}`],
    ['Seed', String(seed)],
    ['Speed', speedOf(report)],
    ...faultRows(report),
  ].map(([name = '', ...rest]) => [style.dim(name), ...rest]);
  return [
    '',
    ...columns(rows, { gap: 3 }),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `  ${style.yellow('!')} ${note}`)]),
    ...(interrupted === true
      ? ['', `  ${style.yellow(style.bold('■ INTERRUPTED'))}   No file was written.`]
      : []),
  ].join('\n');
}

function fileOf({ file, format, bytes, interrupted }: DataSetReport): string {
  const where = interrupted === true || file === undefined ? '' : `${file}, `;
  return `${where}${format}, ${sizeOf(bytes)}`;
}

function speedOf({ tookMs, samplesPerSecond, valuesPerSecond }: DataSetReport): string {
  return `${span(tookMs)}: ${count(samplesPerSecond)} data samples/s, ${count(valuesPerSecond)} values/s`;
}

function faultRows({ faults = {} }: DataSetReport): string[][] {
  const struck = Object.entries(faults).map(([kind, times]) => `${kind} ${count(times)}`);
  return struck.length === 0 ? [] : [['Faults', struck.join(', ')]];
}
