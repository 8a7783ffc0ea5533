/**
 * Goal: what `npm run build` leaves in dist/ is sound as a package. Each module is there once, so that what the library, its
 * testing part and the commands share is shared; what it asks Node for is installed with it; and nobody's licence is left out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, read } from './helpers/sources.js';

const DIST = join(ROOT, 'dist');

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, path: join(DIST, name), code: readFileSync(join(DIST, name), 'utf8') }));

/** Every module that has been bundled, with the file that it is in; a file that only hands on has no map. */
const bundled = files.flatMap(({ name, path }) => {
  if (!existsSync(`${path}.map`)) return [];
  const { sources } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => ({ module: resolve(dirname(path), source), file: name }));
});

/** The test runner of those who have one, what ink has for its own developers, and native parts that ws does without. */
const MAY_BE_MISSING = new Set(['vitest', 'react-devtools-core', 'bufferutil', 'utf-8-validate']);

const nameOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? (specifier.slice('node:'.length).split('/')[0] as string)
    : (/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);

const packageOf = (path: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

describe('the bundle', () => {
  it('holds each module once', () => {
    expect(bundled.length).toBeGreaterThan(500);
    const seen = new Set<string>();
    const again = bundled.filter(({ module }) => seen.size === seen.add(module).size);
    expect(again).toEqual([]);
  });

  it('names no map, since the package has none', () => {
    const { files: packed } = JSON.parse(read('package.json')) as { files: readonly string[] };
    expect(packed).toContain('!dist/**/*.map');
    expect(files.filter(({ code }) => code.includes('sourceMappingURL=')).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('has the licence of every package that is in it', () => {
    const licences = read('dist/third-party-licenses.txt');
    const packages = new Set(bundled.flatMap(({ module }) => packageOf(module) ?? []));
    expect(packages.size).toBeGreaterThan(20);
    expect(
      [...packages].filter((name) => !new RegExp(`^${name} \\d\\S* \\(.+\\)$`, 'm').test(licences)),
    ).toEqual([]);
  });

  it('asks Node for nothing that is not installed with it', () => {
    const asked = files.flatMap(({ code }) => [
      ...code.matchAll(/(?:from |import\(|require\()"([@a-z][\w./@:-]*)"/g),
    ]);
    const packages = new Set(
      asked.map(([, name = '']) => nameOf(name)).filter((name) => !builtinModules.includes(name)),
    );
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object };
    expect(packages).toContain('ajv');
    const missing = [...packages].filter((name) => !(name in dependencies) && !MAY_BE_MISSING.has(name));
    expect(missing).toEqual([]);
  });
});
