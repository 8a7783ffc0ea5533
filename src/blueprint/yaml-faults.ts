/**
 * What is wrong with a YAML document before anybody asks what it says: what the reader complains of, keys that are no texts,
 * numbers that JSON has not, aliases that lead nowhere or in circles, and nesting without end.
 *
 * Each fault is where it stands in the text and what to say about it. It reads no file and knows no positions by line.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  type Node,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { NESTING_MAX } from './data.js';

export interface YamlFault {
  /** Of a character in the text, from 0. */
  readonly offset: number;
  readonly message: string;
}

export const TOO_DEEP = `lists and objects are nested more than ${NESTING_MAX} levels deep here; nothing of Kaa needs that`;

/** Where values are nested too deeply for whoever walks through them, before anybody does. */
export function nestedTooDeep(document: Document): YamlFault | undefined {
  let nodes: Node[] = document.contents === null ? [] : [document.contents];
  for (let depth = 0; depth <= NESTING_MAX; depth++) {
    nodes = nodes.flatMap(partsOf);
    if (nodes.length > 0) continue;
    // It gives up by itself, and what it had read by then may not be much.
    const error = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    return error && { offset: error.pos[0], message: TOO_DEEP };
  }
  return { offset: startOf(nodes[0] as Node), message: TOO_DEEP };
}

/** The nodes right inside one. */
function partsOf(node: Node): Node[] {
  if (!isCollection(node)) return [];
  const parts: unknown[] = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : node.items;
  return parts.filter(isNode);
}

/** What the reader says. What it only warns of (a tag that means nothing here) would silently change the value. */
export function readerFaults(document: Document, text: string): YamlFault[] {
  return [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: sayError(error, text),
  }));
}

export interface NodeFaults {
  /** Keys that are no texts: the reader would make texts of them, which nobody means. */
  readonly keys: readonly YamlFault[];
  /** Numbers that JSON has not: whatever they are written to would have null in their place. */
  readonly numbers: readonly YamlFault[];
  /** Aliases of nothing, and those inside the very value that they stand for; a longer circle cannot be written. */
  readonly aliases: readonly YamlFault[];
}

/** In one walk, which remembers the anchors that it has passed: a file may have thousands of aliases. */
export function nodeFaults(document: Document): NodeFaults {
  const anchors = new Map<string, Node>();
  const [keys, numbers, aliases]: [YamlFault[], YamlFault[], YamlFault[]] = [[], [], []];
  visit(document, {
    Pair(_key, { key }) {
      const meant = isAlias(key) ? anchors.get(key.source) : key;
      if (isCollection(meant))
        keys.push({
          offset: startOf(key as Node),
          message: 'a key is a text or a number, not a list or an object',
        });
    },
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      const offset = startOf(node);
      if (isBeyondNumbers(node)) numbers.push({ offset, message: notInJson(node as Scalar) });
    },
    Alias(_key, alias, ancestors) {
      const message = aliasFault(alias, anchors.get(alias.source), ancestors);
      if (message !== undefined) aliases.push({ offset: startOf(alias), message });
    },
  });
  return { keys, numbers, aliases };
}

function aliasFault(
  { source }: Alias,
  meant: Node | undefined,
  ancestors: readonly unknown[],
): string | undefined {
  if (meant === undefined) return `there is no anchor "&${source}" above it`;
  return ancestors.includes(meant) ? `"*${source}" is an alias that contains itself` : undefined;
}

const isBeyondNumbers = (node: Node) =>
  'value' in node && typeof node.value === 'number' && !Number.isFinite(node.value);

const notInJson = ({ source, value }: Scalar) =>
  `${source ?? String(value)} is no number of JSON, which has none beyond ±1.8e308`;

/** Where the last alias stands: what goes wrong with aliases of aliases shows there. */
export function lastAlias(document: Document): number {
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

export const startOf = (node: Node | null, otherwise = 0) => node?.range?.[0] ?? otherwise;
