/**
 * A YAML (or JSON) file that knows where each of its values stands.
 *
 * `data` is plain JSON data, whatever could be read of it; `problems` is what the YAML reader had to say. Positions
 * are asked for by path, so that checks can work on plain data and still point at a line. It does not know what the
 * file is about.
 */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { isNestedTooDeep } from './data.js';
import type { Problem } from './model.js';
import {
  lastAlias,
  nestedTooDeep,
  nodeFaults,
  readerFaults,
  startOf,
  TOO_DEEP,
  type YamlFault,
} from './yaml-faults.js';

/** Keys and indexes from the root of a file. */
export type Path = readonly (string | number)[];

/** Both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Source {
  /** As {@link Problem.file}. */
  readonly file: string;
  /** Plain JSON data; undefined when the file is too broken to be read at all. */
  readonly data: unknown;
  /** What makes the file unreadable, with positions. When there are any, `data` is a guess. */
  readonly problems: readonly Problem[];
  /** Where the value of a path stands, or its key; the nearest value around it when the path is not there. */
  locate(path: Path, what?: 'value' | 'key'): Position;
}

/** Texts by file, as `files.ts` reads them. */
type Texts = ReadonlyMap<string, string>;

/** What has been parsed, for as long as its texts are there. */
const parsed = new WeakMap<Texts, Map<string, Source>>();

/** A file out of several, read when first asked for; one that is not there is empty. The texts must not change any more. */
export function sourceIn(files: Texts, file: string): Source {
  const known = parsed.get(files) ?? new Map<string, Source>();
  parsed.set(files, known);
  const source = known.get(file) ?? parseSource(file, files.get(file) ?? '');
  known.set(file, source);
  return source;
}

/** Reads the text of a YAML file; JSON is YAML too. Never throws. */
export function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    // What it would tell the process is told here, once and with its place.
    logLevel: 'error',
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    // An empty file has no lines to count.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: Problem[] = [];
  const report = ({ offset, message }: YamlFault) =>
    problems.push({ file, ...positionAt(offset), path: '', message });
  const deep = nestedTooDeep(document);
  if (deep !== undefined) {
    report(deep);
    return { file, data: undefined, problems, locate: () => positionAt(deep.offset) };
  }
  for (const fault of readerFaults(document, text)) report(fault);
  const { keys, numbers, aliases } = nodeFaults(document);
  for (const fault of [...keys, ...numbers, ...aliases]) report(fault);
  return {
    file,
    // Data that contains itself would lead everybody who walks through it in circles.
    data: aliases.length > 0 ? undefined : toData(document, report),
    problems,
    locate: (path, what = 'value') => positionAt(offsetOf(document, path, what)),
  };
}

/** How often an anchor may be used, through other aliases too: beyond, a short file would be more than any memory. */
const ALIASES_MAX = 10_000;

function toData(document: Document, report: (fault: YamlFault) => void): unknown {
  try {
    const data: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    if (!isNestedTooDeep(data)) return data;
    // Not as it is written: by aliases.
    report({ offset: lastAlias(document), message: TOO_DEEP });
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const isTooMuch = message.startsWith('Excessive alias count');
    report({
      offset: isTooMuch ? lastAlias(document) : 0,
      message: isTooMuch
        ? `an anchor is used more than ${ALIASES_MAX} times, or aliases of aliases multiply to that; write some of them out`
        : `not readable: ${message}`,
    });
    return undefined;
  }
}

function offsetOf(document: Document, path: Path, what: 'value' | 'key'): number {
  let node: Node | null = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    const pair = stepInto(document, node, step);
    if (pair === undefined) return offset;
    node = pair.value;
    const wantsKey = what === 'key' && depth === path.length - 1;
    // An empty value (`key:`) has no place of its own worth pointing at.
    const place: Node | null = wantsKey || isEmpty(node) ? (pair.key ?? node) : node;
    offset = startOf(place, offset);
  }
  return offset;
}

function stepInto(
  document: Document,
  node: Node | null,
  step: string | number,
): { key: Node | null; value: Node | null } | undefined {
  const here = isAlias(node) ? node.resolve(document) : node;
  if (!isCollection(here)) return undefined;
  if (isMap(here)) {
    const pair = here.items.find((item) => keyOf(item) === String(step));
    return pair === undefined ? undefined : { key: asNode(pair.key), value: asNode(pair.value) };
  }
  const item = here.items[Number(step)];
  return item === undefined ? undefined : { key: null, value: asNode(item) };
}

const asNode = (value: unknown): Node | null => (isNode(value) ? value : null);
const keyOf = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : String(pair.key));
const isEmpty = (node: Node | null) => node === null || (isScalar(node) && node.source === '');
