/**
 * `replay`: the file is there, the column is in it, and every value and time can be read.
 */
import { type Fields, fieldsOf } from '../data.js';
import type { Finding } from '../problems.js';
import type { Recordings } from '../recording/recordings.js';
import { type ReplayOptions, seriesOf } from '../recording/series.js';
import type { Path } from '../source.js';

/** Options that their schema has passed, against each other and the file. */
export function checkReplay(options: unknown, path: Path, recordings: Recordings): Finding[] {
  const findings = checkTogether(fieldsOf(options), path);
  if (findings.length > 0) return findings;
  const replay = options as ReplayOptions;
  const table = recordings(replay.file);
  if (table === undefined)
    return [{ path: [...path, 'file'], message: `there is no file ${replay.file} (from blueprint.yaml)` }];
  const { fault } = seriesOf(table, replay);
  if (fault === undefined) return [];
  const { option, message, suggestion } = fault;
  return [{ path: [...path, option], message, suggestion }];
}

function checkTogether(options: Fields, path: Path): Finding[] {
  const { time, unit, interpolate, as, spread, end } = options;
  const because = (option: string, message: string): Finding[] => [
    { path: [...path, option], at: 'key', message },
  ];
  if (interpolate === true && time === undefined) return because('interpolate', 'needs "time"');
  if (interpolate === true && as !== undefined && as !== 'number')
    return because('interpolate', `is for numbers, not as: ${as}`);
  if (unit !== undefined && time === undefined) return because('unit', 'needs "time"');
  if (spread === true && end === 'hold') return because('spread', 'needs end: loop');
  return [];
}
