/**
 * Bundles src/ and the packages that it needs into dist/: a start reads some forty files where it would read three hundred.
 *
 *     dist/index.js, dist/testing.js   what package.json exports
 *     dist/commands/…                  a file for each command, where oclif looks for it
 *     dist/chunks/…                    what several of them need, each module once
 *     dist/third-party-licenses.txt    of the packages whose code is in there
 *
 * What is imported dynamically stays a file that is read when it is needed. Files are named after modules and nothing is
 * made shorter, so a stack trace can be read as it is. Maps stay here; with `--maps` the files name them, and a stack trace under
 * `node --enable-source-maps` speaks of src/. The types beside them are the compiler's.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const LICENSES = 'third-party-licenses.txt';

/**
 * Packages that stay outside: those that kaa, or they themselves, ask Node for at run time; ink's tools for its developers, which
 * nobody has; and the test runner of those who use kaa-cli/testing.
 */
const OUTSIDE = ['ajv', 'ajv-formats', 'croner', 'hdr-histogram-js', 'jiti', 'react-devtools-core', 'vitest'];

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries([...entries()].map((name) => [name, sourceOf(name)])),
  platform: 'node',
  // What it warns of, such as an import of nothing, would fail at somebody who runs kaa; a file read too early would not.
  checks: { ineffectiveDynamicImport: false },
  onLog(_level, log) {
    throw new Error(log.message);
  },
  external: (id) => OUTSIDE.some((name) => id === name || id.startsWith(`${name}/`)),
  transform: { target: 'node20', jsx: { runtime: 'automatic', development: false } },
});
const { output } = await bundle.write({
  dir: dist,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  // The package has no maps, and a file that names one sends every debugger to look for it in vain.
  sourcemap: process.argv.includes('--maps') ? true : 'hidden',
  comments: { legal: true, annotation: false, jsdoc: false },
});
await bundle.close();
writeFileSync(join(dist, LICENSES), licensesOf(output.flatMap(({ moduleIds = [] }) => moduleIds)));
deleteOrphans(new Set(output.map(({ fileName }) => fileName)));

/** The modules that somebody names: package.json, oclif, bin/run.js, and our own tools. */
function entries() {
  const commands = filesIn('src/commands')
    .filter((file) => /^export default /m.test(read(`src/commands/${file}`)))
    .map((file) => `commands/${file.replace(/\.ts$/, '')}`);
  const tools = ['scripts', 'bench'].flatMap((folder) =>
    filesIn(folder)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...read(`${folder}/${file}`).matchAll(/'[./]+\/dist\/([\w/-]+)\.js'/g)])
      .map(([, name]) => name),
  );
  return new Set(['index', 'testing', 'commands/program', 'commands/failure', ...commands, ...tools]);
}

/** Paths below a folder of the repository, with forward slashes. */
function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .map((path) => path.replaceAll('\\', '/'));
}

function read(path) {
  return readFileSync(join(root, path), 'utf8');
}

function sourceOf(name) {
  return [`src/${name}.ts`, `src/${name}.tsx`].find((path) => existsSync(join(root, path)));
}

/** Whose code a module is, and the terms on which it may be passed on; our own modules are nobody's. */
function licensesOf(modules) {
  const folders = modules.flatMap(
    (id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** What earlier builds have left: code that this one has not written, and types of modules that are gone. */
function deleteOrphans(written) {
  for (const file of filesIn('dist')) {
    const [, types] = /^(.*)\.d\.ts$/.exec(file) ?? [];
    const isOld = /\.js(?:\.map)?$/.test(file) && !written.has(file);
    if (isOld || (types !== undefined && sourceOf(types) === undefined)) rmSync(join(dist, file));
  }
}
