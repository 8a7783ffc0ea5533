/**
 * Snapshots as files and back: one readable JSON file per kind, time series as one JSON object a line.
 *
 * Order and layout depend on the state alone, so that two snapshots can be compared line by line. Reading checks the form
 * of every file and finds everything that is wrong at once; whether it makes sense for a platform is checked in `check.ts`.
 */

import { jsonErrorAt } from '../../blueprint/json-error.js';
import type { SchemaTools } from '../../blueprint/json-schema.js';
import { findingsOf } from '../../blueprint/schema-errors.js';
import type { TSchema } from '../../schema.js';
import { Type } from '../../schema.js';
import {
  SavedConfigurations,
  SavedCredentials,
  SavedEndpoint,
  SavedFilter,
  SavedSeries,
  SavedSoftware,
  SavedTekton,
  SavedToken,
  type Snapshot,
  SnapshotHeader,
} from './schema.js';

/** One thing wrong with a snapshot. */
export interface SnapshotProblem {
  /** Relative to the folder of the snapshot. */
  readonly file: string;
  /** Where in the file, as keys joined by dots, or a line; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** Files of a snapshot by name; what has the ending `.ndjson` as its lines, without empty ones. */
export type SnapshotTexts = ReadonlyMap<string, string | readonly string[]>;

export const HEADER_FILE = 'snapshot.json';
export const SERIES_FILE = 'time-series.ndjson';

type Kind = Exclude<keyof Snapshot, 'timeSeries' | 'extensions'>;

const KINDS: Readonly<Record<Kind, { readonly file: string; readonly schema: TSchema }>> = {
  header: { file: HEADER_FILE, schema: SnapshotHeader },
  tekton: { file: 'tekton.json', schema: SavedTekton },
  endpoints: { file: 'endpoints.json', schema: Type.Array(SavedEndpoint) },
  tokens: { file: 'tokens.json', schema: Type.Array(SavedToken) },
  configurations: { file: 'configurations.json', schema: SavedConfigurations },
  software: { file: 'software.json', schema: SavedSoftware },
  credentials: { file: 'credentials.json', schema: SavedCredentials },
  filters: { file: 'filters.json', schema: Type.Array(SavedFilter) },
};

const EXTENSION_FILE = /^extension\.([a-z0-9_-]+)\.json$/;

/** The file of an extension instance; the dots keep it apart from the others. */
export const extensionFile = (instance: string) => `extension.${instance}.json`;

/** The file of a kind, for messages. */
export const fileOf = (kind: Kind) => KINDS[kind].file;

/** Whether a snapshot has a file of that name: such a file may be replaced with the snapshot. */
export function isSnapshotFile(name: string): boolean {
  return (
    name === SERIES_FILE ||
    EXTENSION_FILE.test(name) ||
    Object.values(KINDS).some(({ file }) => file === name)
  );
}

/** A snapshot as files; the parts of each come one after the other, since time series may be long. */
export function* snapshotTexts(
  snapshot: Snapshot,
): Generator<{ readonly name: string; readonly parts: Iterable<string> }> {
  for (const [kind, { file: name }] of Object.entries(KINDS))
    yield { name, parts: [pretty(snapshot[kind as Kind])] };
  for (const [instance, saved] of Object.entries(snapshot.extensions))
    yield { name: extensionFile(instance), parts: [pretty(saved)] };
  yield { name: SERIES_FILE, parts: lines(snapshot.timeSeries) };
}

const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function* lines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

export type ReadSnapshot =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly problems: readonly SnapshotProblem[] };

/** The header alone: what must be known before anything else is looked at. */
export function readHeader(texts: SnapshotTexts): unknown {
  return readJson(HEADER_FILE, texts.get(HEADER_FILE), () => {});
}

/** Reads the files of a snapshot and checks their form. */
export function readSnapshot(texts: SnapshotTexts, tools: SchemaTools): ReadSnapshot {
  const problems: SnapshotProblem[] = [];
  const report = (problem: SnapshotProblem) => problems.push(problem);
  const kinds = Object.entries(KINDS).map(([kind, { file, schema }]) => {
    const value = readJson(file, texts.get(file), report);
    if (value !== undefined) checkForm(tools, schema, value, (path) => ({ file, path }), report);
    return [kind, value];
  });
  const extensions = [...texts.keys()].flatMap((file) => {
    const instance = EXTENSION_FILE.exec(file)?.[1];
    return instance === undefined ? [] : [[instance, readJson(file, texts.get(file), report)]];
  });
  const timeSeries = readSeries(texts.get(SERIES_FILE), tools, report);
  if (problems.length > 0) return { ok: false, problems };
  const snapshot = { ...Object.fromEntries(kinds), timeSeries, extensions: Object.fromEntries(extensions) };
  return { ok: true, snapshot: snapshot as Snapshot };
}

type Report = (problem: SnapshotProblem) => void;

function readSeries(texts: string | readonly string[] | undefined, tools: SchemaTools, report: Report) {
  if (texts === undefined || typeof texts === 'string') {
    report({ file: SERIES_FILE, path: '', message: 'the file is missing' });
    return [];
  }
  return texts.map((text, index) => {
    const line = `line ${index + 1}`;
    const at = (path: string) => ({ file: SERIES_FILE, path: path === '' ? line : `${line}, ${path}` });
    const value = parse(text, (message) => report({ ...at(''), message }));
    if (value !== undefined) checkForm(tools, SavedSeries, value, at, report);
    return value as SavedSeries;
  });
}

function readJson(file: string, text: string | readonly string[] | undefined, report: Report): unknown {
  if (typeof text === 'string') return parse(text, (message) => report({ file, path: '', message }));
  report({ file, path: '', message: 'the file is missing' });
  return undefined;
}

function parse(text: string, report: (message: string) => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { offset = 0, message = 'not JSON' } = jsonErrorAt(text) ?? {};
    const before = text.slice(0, offset).split('\n');
    report(`not JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${message}`);
    return undefined;
  }
}

/** Reports what a schema has against a value. */
export function checkForm(
  tools: SchemaTools,
  schema: TSchema,
  value: unknown,
  at: (path: string) => Pick<SnapshotProblem, 'file' | 'path'>,
  report: Report,
): void {
  for (const { path, message, suggestion } of findingsOf(tools.validate(schema, value), [])) {
    const hint = suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`;
    report({ ...at(path.join('.')), message: message + hint });
  }
}
