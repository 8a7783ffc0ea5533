/**
 * The recordings that fleets replay: which files they name, and these files as tables, each read once.
 */
import { posix } from 'node:path';
import { fieldsOf, textOf } from '../data.js';
import { generatorOf } from '../values-in.js';
import { parseTable, type RecordingTable } from './table.js';

/** The table of a file as a fleet names it; undefined when there is no such file. */
export type Recordings = (file: string) => RecordingTable | undefined;

/** The path of a file relative to blueprint.yaml, as it is looked up. */
export const recordingPath = (file: string) => posix.normalize(file);

/** Every file that a fleet (the data of its file, checked or not) names to be replayed. */
export function recordingFiles(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  const named = generatorOf(data);
  const file = named?.name === 'replay' ? textOf(fieldsOf(named.options).file) : undefined;
  if (file !== undefined) return [recordingPath(file)];
  return Object.values(data).flatMap(recordingFiles);
}

/** @param files texts by path */
export function recordingsOf(files: ReadonlyMap<string, string>): Recordings {
  const tables = new Map<string, RecordingTable>();
  return (file) => {
    const path = recordingPath(file);
    const text = files.get(path);
    const table = tables.get(path) ?? (text === undefined ? undefined : parseTable(path, text));
    if (table !== undefined) tables.set(path, table);
    return table;
  };
}
