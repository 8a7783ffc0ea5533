/**
 * The house rules as tests: who imports whom, who may touch the outside world, how long a file may grow.
 *
 * Each rule lists every breach at once as `file:line  what`, and each list of exceptions is checked for entries that are
 * no longer needed. The rules are explained in ARCHITECTURE.md.
 */
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../src/errors.js';
import { type Import, read, type SourceFile, sources } from './helpers/sources.js';

const SRC = sources(['src']);
const SHIPPED = [...SRC, ...sources(['bin'])];
const TOOLS = sources(['scripts', 'bench', 'test']);
const PACKAGE = JSON.parse(read('package.json'));

/** Lines over which a file must say why it is allowed to be longer. */
const LINES_MAX = 250;

/** Files that may be longer, with their present length: they may shrink, never grow. */
const LONG_FILES: Readonly<Record<string, number>> = {};

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;

/** Every match of a pattern in one rendering of the files, as `file:line  match`. */
function findings(files: readonly SourceFile[], pattern: RegExp, view: 'text' | 'code' | 'bare'): string[] {
  return files.flatMap((file) =>
    [...file[view].matchAll(pattern)].map(
      (match) => `${file.path}:${lineOf(file[view], match.index)}  ${match[0].trim()}`,
    ),
  );
}

const outside = (...edges: string[]) =>
  SRC.filter(({ path }) => !edges.some((edge) => path.startsWith(edge)));

describe('import layers', () => {
  /** From the bottom up. A part imports itself and the rows below its own, never its neighbours in the row. */
  const ROWS = [
    ['errors', 'schema', 'ajv', 'package-file', 'mqtt'],
    ['kp1'],
    ['kernel'],
    ['blueprint', 'html'],
    ['platform', 'sim', 'contract', 'conformance', 'operator'],
    ['report'],
    ['index'],
    ['tui'],
    ['commands'],
  ];
  const rowOf = (part: string) => ROWS.findIndex((row) => row.includes(part));

  /** The folder below src. The facade is index.ts, its folder, and any other single file but the error table. */
  const partOf = (path: string) => {
    const [, first, second] = path.split('/');
    if (second !== undefined)
      return (
        ({ facade: 'index', 'error-table': 'errors' } as Record<string, string>)[first as string] ??
        (first as string)
      );
    const name = (first as string).replace(/\.ts$/, '');
    return ROWS[0]?.includes(name) === true ? name : 'index';
  };

  it('every folder of src is in the picture', () => {
    expect([...new Set(SRC.map(({ path }) => partOf(path)))].filter((part) => rowOf(part) < 0)).toEqual([]);
  });

  it('a module imports only from its own part and the layers below; the parts never meet', () => {
    const breaches = SRC.flatMap(({ path, imports }) =>
      imports
        .filter((to) => to.file !== undefined)
        .filter(({ file }) => {
          const [from, to] = [partOf(path), partOf(file as string)];
          return from !== to && rowOf(to) >= rowOf(from);
        })
        .map(({ specifier }) => `${path}  imports ${specifier}`),
    );
    expect(breaches).toEqual([]);
  });

  it('no module imports itself by way of others', () => {
    expect(SRC.flatMap(({ path }) => cycleFrom(path))).toEqual([]);
  });

  it('every relative import leads to a file of src', () => {
    const known = new Set(SRC.map(({ path }) => path));
    const lost = SRC.flatMap(({ path, imports }) =>
      imports.flatMap(({ file }) =>
        file !== undefined && !known.has(file) ? [`${path}  imports ${file}`] : [],
      ),
    );
    expect(lost).toEqual([]);
  });
});

describe('the edges', () => {
  const EDGES = [
    {
      rule: 'the time of the machine and its timers: only kernel/clock.ts',
      pattern:
        /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|(?<!\.)\b(?:setTimeout|setInterval)\b|\bperformance\.\w+|\bhrtime\b/g,
      edges: ['src/kernel/clock.ts'],
    },
    {
      rule: 'randomness: only kernel/random.ts',
      pattern: /\bMath\.random\b|\brandom(?:UUID|Int|Bytes|FillSync)\b|\bgetRandomValues\b/g,
      edges: ['src/kernel/random.ts'],
    },
    {
      rule: 'the process and its environment: only commands/ and what knows the terminal',
      pattern: /\bprocess\.\w+/g,
      edges: ['src/commands/', 'src/tui/terminal.ts', 'src/testing.ts'],
    },
    { rule: 'the console: nobody', pattern: /\bconsole\.\w+/g, edges: [] },
  ];

  it.each(EDGES)('$rule', ({ pattern, edges }) => {
    expect(findings(outside(...edges), pattern, 'bare')).toEqual([]);
    for (const edge of edges) {
      const files = SRC.filter(({ path }) => path.startsWith(edge));
      expect(findings(files, pattern, 'bare'), `${edge} needs no exception`).not.toEqual([]);
    }
  });

  it('no timers, process or console by way of their modules', () => {
    const modules = /^node:(?:timers(?:\/promises)?|process|console|perf_hooks)$/;
    expect(importers(outside('src/facade/event-loop.ts'), (to) => modules.test(to.specifier))).toEqual([]);
  });

  it('topics are put together only in kp1/', () => {
    const files = outside('src/kp1/');
    // A string that begins with the prefix is a topic; a sentence that mentions one is not.
    expect(findings(files, /['"`]kp1\/.{0,30}/g, 'code')).toEqual([]);
    expect(findings(SRC, /['"`]kp1\//g, 'code'), 'the prefix has moved').not.toEqual([]);
  });
});

describe('start-up', () => {
  /** Packages that cost tens of milliseconds each: they load where they are used. */
  const HEAVY = ['ink', 'react', '@faker-js/faker', 'aedes', 'mqtt', 'fastify'];
  const isHeavy = ({ specifier }: Import) => HEAVY.includes(packageOf(specifier));

  it('no command and no part of the library API loads a heavy package before it is used', () => {
    const entries = [
      'src/index.ts',
      ...SRC.map(({ path }) => path).filter((path) => path.startsWith('src/commands/')),
    ];
    const reached = [...new Set(entries.flatMap((entry) => [...closure(entry)]))];
    const files = SRC.filter(({ path }) => reached.includes(path));
    expect(importers(files, (to) => to.kind === 'value' && isHeavy(to))).toEqual([]);
  });

  it('only tui/ imports ink and react', () => {
    const screen = (to: Import) => ['ink', 'react'].includes(packageOf(to.specifier));
    expect(importers(outside('src/tui/'), screen)).toEqual([]);
    expect(importers(SRC, screen), 'the screens have moved').not.toEqual([]);
  });
});

describe('reading', () => {
  const documented = [...SHIPPED, ...sources(['scripts', 'bench'])];

  it('every module opens with a paragraph that says what it is', () => {
    const opening = ({ text }: SourceFile) => /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
    const silent = documented.filter((file) => opening(file).trim().length < 40);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('every exported function and class has a comment of its own, unless the module exports nothing else', () => {
    const declaration = /^export (?:async )?(?:abstract )?(?:function|class) \w+/gm;
    const breaches = SRC.flatMap((file) => {
      const exported = [...file.code.matchAll(declaration)];
      const bare = exported.filter(({ index }) => !/\*\/\s*$/.test(file.text.slice(0, index)));
      return exported.length < 2
        ? []
        : bare.map(({ 0: what, index }) => `${file.path}:${lineOf(file.code, index)}  ${what}`);
    });
    expect(breaches).toEqual([]);
  });

  it(`no file of src is longer than ${LINES_MAX} lines, and the long ones do not grow`, () => {
    const lengths = new Map(SRC.map(({ path, text }) => [path, text.trimEnd().split('\n').length]));
    const over = [...lengths].filter(([path, lines]) => lines > (LONG_FILES[path] ?? LINES_MAX));
    expect(over.map(([path, lines]) => `${path}  ${lines} lines`)).toEqual([]);
    const shrunk = Object.entries(LONG_FILES).filter(([path, lines]) => (lengths.get(path) ?? 0) < lines);
    expect(shrunk, 'shorter than listed: lower or delete the entries of LONG_FILES').toEqual([]);
  });

  it('nothing is left for later', () => {
    const leftover = new RegExp(`\\b(?:${['FIX' + 'ME', 'TO' + 'DO', 'X' + 'XX'].join('|')})\\b.{0,40}`, 'g');
    expect(findings([...SHIPPED, ...TOOLS], leftover, 'text')).toEqual([]);
  });

  it('default exports are for commands alone', () => {
    expect(findings(outside('src/commands/'), /^export default.*/gm, 'code')).toEqual([]);
  });
});

describe('the table of errors', () => {
  it.each(Object.keys(ERRORS))('%s is thrown somewhere', (code) => {
    const throwers = SRC.filter(
      ({ path, code: text }) => !path.startsWith('src/error-table/') && text.includes(`'${code}'`),
    );
    expect(throwers.map(({ path }) => path)).not.toEqual([]);
  });
});

describe('the package', () => {
  const used = (files: readonly SourceFile[]) =>
    new Set(files.flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier))));

  it('every dependency is imported by what is shipped, and everything imported is a dependency', () => {
    const needed = [...used(SHIPPED)].filter((name) => !name.startsWith('node:') && !name.startsWith('.'));
    expect(needed.sort()).toEqual(Object.keys(PACKAGE.dependencies).sort());
  });

  it('every development dependency is imported by a test or a tool, run by a script, or a package of types', () => {
    const commands = Object.values(PACKAGE.scripts).join(' ');
    const programs: Record<string, string> = { typescript: 'tsc', '@biomejs/biome': 'biome' };
    const imported = used(TOOLS);
    const idle = Object.keys(PACKAGE.devDependencies).filter(
      (name) =>
        !name.startsWith('@types/') && !imported.has(name) && !commands.includes(programs[name] ?? name),
    );
    expect(idle).toEqual([]);
  });

  it('runs on Node 20.19 and newer, and says so where it is checked', () => {
    expect(PACKAGE.engines.node).toBe('>=20.19');
    expect(read('bin/run.js')).toContain('major === 20 && minor < 19');
    expect(read('.github/workflows/ci.yml')).toMatch(/node: \[20, 22, 24\]/);
  });
});

/** `node:fs` is itself; `@scope/name/part` is `@scope/name`; a relative path begins with a dot. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function importers(files: readonly SourceFile[], which: (to: Import) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter(which).map(({ specifier }) => `${path}  imports ${specifier}`),
  );
}

/** The files that a file loads at once, by its value imports. */
function loads(path: string): string[] {
  const file = SRC.find((source) => source.path === path);
  return file?.imports.flatMap((to) => (to.kind === 'value' && to.file !== undefined ? [to.file] : [])) ?? [];
}

/** A file and all that it loads, directly or by way of others. */
function closure(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const next of loads(path)) closure(next, seen);
  return seen;
}

function cycleFrom(path: string): string[] {
  return loads(path)
    .filter((next) => closure(next).has(path))
    .map((next) => `${path}  imports ${next}, which leads back to it`);
}
