/**
 * Changes to the text of a YAML file that leave every other character as it was: comments, blank lines, quotes.
 *
 * The text is parsed only to learn where things stand. Where the layout offers no place to put something (a map in braces, a
 * map that is not there yet) the YAML library writes the file anew; comments survive that as well.
 */
import { isMap, isScalar, isSeq, type Node, parse, parseDocument, Scalar, stringify, visit } from 'yaml';
import type { Path } from '../source.js';

/** A scalar's new value, or undefined to leave it. Keys have the path of their value. */
export type Rename = (value: string, path: Path, isKey: boolean) => string | undefined;

/** Changes texts (keys and values) in a YAML file. New ones get quotes where they would be read as something else. */
export function renameTexts(text: string, rename: Rename): string {
  const edits: { from: number; to: number; text: string }[] = [];
  const document = parseDocument(text);
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== 'string' || node.range == null) return;
      const renamed = rename(node.value, pathOf(ancestors as Node[], node), key === 'key');
      if (renamed === undefined || renamed === node.value) return;
      const isPlain = node.type === Scalar.PLAIN;
      edits.push({
        from: node.range[0],
        to: node.range[1],
        text: isPlain ? yamlText(renamed) : JSON.stringify(renamed),
      });
    },
  });
  return edits.reduceRight(
    (result, edit) => result.slice(0, edit.from) + edit.text + result.slice(edit.to),
    text,
  );
}

/** Ancestors alternate between collections and the pairs in them. */
function pathOf(ancestors: readonly unknown[], node: Node): Path {
  const chain = [...ancestors, node];
  return chain.flatMap((here, index): (string | number)[] => {
    const parent = chain[index - 1];
    if (isSeq(parent)) return [parent.items.indexOf(here)];
    const pair = here as { key?: unknown; value?: unknown };
    return isMap(parent) && isScalar(pair.key) ? [String(pair.key.value)] : [];
  });
}

/** A text as YAML would read it back, in quotes only when it must be: `007`, `1e3` and `null` are no texts otherwise. */
export function yamlText(text: string): string {
  try {
    const isPlain = parse(`x: ${text}`).x === text && Object.hasOwn(parse(`${text}: x`), text);
    return isPlain ? text : JSON.stringify(text);
  } catch {
    return JSON.stringify(text);
  }
}

/** The entry at a path as text of its own, without indentation: its key, its value, and the comments inside. */
export function entryAt(text: string, path: Path): string | undefined {
  const document = parseDocument(text);
  const parent = document.getIn(path.slice(0, -1), true);
  const name = String(path.at(-1));
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === name)
    : undefined;
  const key = pair?.key as Node | undefined;
  if (pair === undefined || key?.range == null) return undefined;
  const value = pair.value as Node | null;
  if (isMap(parent) && parent.flow) return stringify({ [name]: value?.toJS(document) ?? null }).trimEnd();
  const start = key.range[0];
  const end = value?.range?.[1] ?? key.range[1];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return dedent(text.slice(start, end).trimEnd(), column);
}

/**
 * Puts an entry (as {@link entryAt} gives it) at the end of the map at a path; the map is made when it is not there.
 * @param spaced with a blank line before it
 */
export function insertEntry(text: string, path: Path, entry: string, spaced = false): string {
  const document = parseDocument(text);
  const map = document.getIn(path, true);
  const last = isMap(map) && !map.flow ? map.items.at(-1) : undefined;
  const key = last?.key as Node | undefined;
  if (key?.range == null) return rewritten(text, path, entry);
  const keyStart = key.range[0];
  const column = keyStart - (text.lastIndexOf('\n', keyStart - 1) + 1);
  const end = (last?.value as Node | null)?.range?.[1] ?? key.range[1];
  const place = lineEnd(text, end);
  const before = text.slice(0, place);
  const gap = (before.endsWith('\n') ? '' : '\n') + (spaced ? '\n' : '');
  return `${before}${gap}${indent(entry, column)}\n${text.slice(place)}`;
}

/** For layouts without a place: the library writes the whole file. */
function rewritten(text: string, path: Path, entry: string): string {
  const document = parseDocument(text);
  const [name, value] = Object.entries(parse(entry) as object)[0] as [string, unknown];
  for (let depth = 1; depth <= path.length; depth++) {
    const above = path.slice(0, depth);
    // Null stands for an empty map in these files.
    if (document.getIn(above) === null) document.setIn(above, document.createNode({}));
  }
  document.setIn([...path, name], document.createNode(value));
  const map = document.getIn(path, true);
  // Braces would hold a whole application in one line.
  if (isMap(map)) map.flow = false;
  return document.toString({ lineWidth: 0 });
}

/** After the line in which an offset stands; the offset itself when a line begins there. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

const dedent = (text: string, column: number) =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.replace(new RegExp(`^ {0,${column}}`), '')))
    .join('\n');

/** Indents every line that has something on it. */
export const indent = (text: string, column: number) =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : ' '.repeat(column) + line))
    .join('\n');
