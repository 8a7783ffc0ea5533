/**
 * Data points in the formats of `kaa data`: a table for people; csv, json and ndjson for programs. Pure.
 */
import type { Point } from '../../operator/epts.js';
import { cell, table } from './records.js';
import type { Style } from './style.js';

export const FORMATS = ['table', 'json', 'csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** The points as text, without a trailing line end; empty for none in csv's rows and ndjson. */
export function pointsAs(format: Format, points: readonly Point[], style: Style): string {
  switch (format) {
    case 'json':
      return JSON.stringify(points, null, 2);
    case 'ndjson':
      return points.map((point) => JSON.stringify(point)).join('\n');
    case 'csv':
      return csv(points);
    case 'table': {
      const head = ['Timestamp', 'Endpoint ID', 'Time series', 'Values'];
      return table(head, points.map(row), style, { none: 'no data points' });
    }
  }
}

/** One line of a table that has no end: `kaa data tail`. */
export function pointLine(point: Point, style: Style): string {
  const [timestamp, endpointId, timeSeries, values] = row(point).map(cell);
  return `  ${style.dim(`${timestamp}   ${endpointId}`)}   ${timeSeries}   ${values}`;
}

const row = ({ timestamp, endpointId, timeSeries, values }: Point) => [
  timestamp,
  endpointId,
  timeSeries,
  valuesText(values),
];

/** `21.5` for a time series whose only value is called "value"; `latitude=50.4 longitude=30.5` for others. */
function valuesText(values: Point['values']): string {
  const entries = Object.entries(values);
  const [[name, value] = [], ...others] = entries;
  if (name === 'value' && others.length === 0) return JSON.stringify(value);
  return entries.map(([key, one]) => `${key}=${JSON.stringify(one)}`).join(' ');
}

/** A column for each name of a value that occurs. [RFC 4180] */
export function csv(points: readonly Point[]): string {
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  const head = ['timestamp', 'endpointId', 'timeSeries', ...names];
  const rows = points.map(({ timestamp, endpointId, timeSeries, values }) => [
    ...[timestamp, endpointId, timeSeries],
    ...names.map((name) => values[name]),
  ]);
  return [head, ...rows].map((fields) => fields.map(field).join(',')).join('\n');
}

function field(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
