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
  visit,
  type YAMLError,
} from 'yaml';
import { isNestedTooDeep, NESTING_MAX } from './data.js';
import type { Problem } from './model.js';

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
  const report = (offset: number, message: string) =>
    problems.push({ file, ...positionAt(offset), path: '', message });
  const deep = tooDeep(document);
  if (deep !== undefined) {
    report(deep, TOO_DEEP);
    return { file, data: undefined, problems, locate: () => positionAt(deep) };
  }
  // What the reader only warns of (a tag that means nothing here) would silently change the value.
  for (const error of [...document.errors, ...document.warnings]) report(error.pos[0], sayError(error, text));
  for (const offset of oddKeys(document))
    report(offset, 'a key is a text or a number, not a list or an object');
  const faults = aliasFaults(document);
  for (const { offset, message } of faults) report(offset, message);
  return {
    file,
    // Data that contains itself would lead everybody who walks through it in circles.
    data: faults.length > 0 ? undefined : toData(document, report),
    problems,
    locate: (path, what = 'value') => positionAt(offsetOf(document, path, what)),
  };
}

const TOO_DEEP = `lists and objects are nested more than ${NESTING_MAX} levels deep here; nothing of Kaa needs that`;

/** Where values are nested too deeply for whoever walks through them, before anybody does. */
function tooDeep(document: Document): number | undefined {
  let nodes: Node[] = document.contents === null ? [] : [document.contents];
  for (let depth = 0; depth <= NESTING_MAX; depth++) {
    nodes = nodes.flatMap(partsOf);
    if (nodes.length === 0) {
      // It gives up by itself, and what it had read by then may not be much.
      const error = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
      return error?.pos[0];
    }
  }
  return startOf(nodes[0] as Node);
}

/** The nodes right inside one. */
function partsOf(node: Node): Node[] {
  if (!isCollection(node)) return [];
  const parts: unknown[] = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : node.items;
  return parts.filter(isNode);
}

function toData(document: Document, report: (offset: number, message: string) => void): unknown {
  try {
    const data: unknown = document.toJS();
    if (!isNestedTooDeep(data)) return data;
    // Not as it is written: by aliases.
    report(lastAlias(document), TOO_DEEP);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Excessive alias count'))
      report(
        lastAlias(document),
        'aliases of aliases multiply to more than can be read; write some of them out',
      );
    else report(0, `not readable: ${message}`);
    return undefined;
  }
}

interface AliasFault {
  readonly offset: number;
  readonly message: string;
}

/** Aliases of nothing, and those inside the very value that they stand for; a longer circle cannot be written. */
function aliasFaults(document: Document): AliasFault[] {
  const found: AliasFault[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      const meant = alias.resolve(document);
      const offset = startOf(alias);
      if (meant === undefined)
        found.push({ offset, message: `there is no anchor "&${alias.source}" above it` });
      else if (ancestors.includes(meant))
        found.push({ offset, message: `"*${alias.source}" is an alias that contains itself` });
    },
  });
  return found;
}

/** Keys that are no texts: the reader would make texts of them, which nobody means. */
function oddKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Pair(_key, { key }) {
      const meant = isAlias(key) ? key.resolve(document) : key;
      if (isCollection(meant)) found.push(startOf(key as Node));
    },
  });
  return found;
}

function lastAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_key, alias) {
      offset = startOf(alias);
    },
  });
  return offset;
}

function sayError(error: YAMLError, text: string): string {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^\s:,{}]+/.exec(text.slice(error.pos[0]))?.[0] ?? 'key';
    return `${key.startsWith('"') ? key : `"${key}"`} is there twice`;
  }
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here; there must be one';
  return `not YAML: ${lowerFirst(error.message)}`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

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
const startOf = (node: Node | null, otherwise = 0) => node?.range?.[0] ?? otherwise;
