/**
 * The repository's own files as text, for the tests that hold the house rules. Works on text: no compiler is needed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  readonly specifier: string;
  /** The file it leads to, from the root; undefined for packages. */
  readonly file: string | undefined;
  readonly kind: 'value' | 'type' | 'dynamic';
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked. */
  readonly code: string;
  /** The text with comments and the contents of strings blanked. */
  readonly bare: string;
  readonly imports: readonly Import[];
}

/** The files below those of the folders that exist whose names end in one of the extensions, sorted. */
export function sources(
  folders: readonly string[],
  extensions = ['.ts', '.tsx', '.js', '.mjs'],
): SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((f) => join(folder, f)),
    )
    .map((file) => file.split(sep).join('/'))
    .filter((file) => extensions.some((extension) => file.endsWith(extension)))
    .sort()
    .map(readSource);
}

/** A text file of the repository. */
export const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function readSource(path: string): SourceFile {
  const text = read(path);
  const code = blank(text, { strings: false });
  return { path, text, code, bare: blank(text, { strings: true }), imports: importsOf(path, code) };
}

/** What a file imports, in the order of the forms: statements first, then `import()`. */
function importsOf(path: string, code: string): Import[] {
  const statements = code.matchAll(/^(?:import|export)\s+(type\s)?(?:[^;'"`]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const calls = code.matchAll(/(typeof\s+)?\b(?:import|require\.resolve)\(\s*['"]([^'"]+)['"]\s*\)/g);
  const found = (specifier: string, kind: Import['kind']) => ({
    specifier,
    kind,
    file: target(path, specifier),
  });
  return [
    ...[...statements].map(([, type, to]) => found(to as string, type === undefined ? 'value' : 'type')),
    ...[...calls].map(([, type, to]) => found(to as string, type === undefined ? 'dynamic' : 'type')),
  ];
}

function target(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const file = relative(ROOT, join(ROOT, dirname(from), specifier))
    .split(sep)
    .join('/');
  if (!file.startsWith('src/')) return file;
  const tsx = file.replace(/\.js$/, '.tsx');
  return readdirSync(join(ROOT, dirname(tsx))).includes(tsx.split('/').at(-1) as string)
    ? tsx
    : file.replace(/\.js$/, '.ts');
}

type TokenKind = 'comment' | 'string' | 'template' | 'regex' | 'code';

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;
const REGEX = /\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y;
const WORD = /\w+|\s+|[\s\S]/y;
/** A slash begins a regular expression where no value can stand before it. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+*%~^<>-]|\breturn)\s*$/;

/** Takes TypeScript apart, as far as blanking needs it. The texts of the tokens joined are the text again. */
export function* tokens(text: string): Generator<{ readonly kind: TokenKind; readonly text: string }> {
  /** For each `${` that is open: the depth of braces at which it closes. */
  const openings: number[] = [];
  let depth = 0;
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const template = () => {
    const chunk = take(TEMPLATE) as string;
    if (chunk.endsWith('${')) openings.push(depth);
    return { kind: 'template' as const, text: chunk };
  };
  const next = (kind: TokenKind, pattern: RegExp) => {
    const found = take(pattern);
    return found === undefined ? undefined : { kind, text: found };
  };
  while (at < text.length) {
    const mayBeRegex = text[at] === '/' && BEFORE_REGEX.test(text.slice(Math.max(0, at - 80), at));
    const token =
      next('comment', COMMENT) ?? next('string', STRING) ?? (mayBeRegex ? next('regex', REGEX) : undefined);
    if (token !== undefined) {
      yield token;
      continue;
    }
    const word = take(WORD) as string;
    yield { kind: 'code', text: word };
    if (word === '{') depth++;
    const closes = word === '}' && openings.at(-1) === depth;
    if (word === '}' && !closes) depth--;
    if (closes) openings.pop();
    if (closes || word === '`') yield template();
  }
}

/** Blanks comments, and the contents of strings and templates if asked; line numbers and columns stay. */
export function blank(text: string, { strings }: { readonly strings: boolean }): string {
  const spaces = (part: string) => part.replace(/[^\n]/g, ' ');
  return [...tokens(text)]
    .map((token) => {
      if (token.kind === 'comment') return spaces(token.text);
      if (!strings || token.kind === 'code') return token.text;
      if (token.kind === 'template') return token.text.replace(/[^`${]/g, ' ');
      return token.text.length < 2
        ? token.text
        : `${token.text[0]}${spaces(token.text.slice(1, -1))}${token.text.at(-1)}`;
    })
    .join('');
}
