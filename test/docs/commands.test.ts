/**
 * Goal: no page names a command or a flag that does not exist. Method: every `kaa …` line of a code block is looked up in
 * the manifest that oclif made of the built commands.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const templates = readdirSync(new URL('templates', root)).map((name) => `templates/${name}/README.md`);
const pages = ['README.md', ...readdirSync(new URL('docs', root)).flatMap(markdown), ...templates];

function markdown(name: string): string[] {
  return name.endsWith('.md') ? [`docs/${name}`] : [];
}

interface Manifest {
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, unknown>> }>>;
}
const { commands }: Manifest = JSON.parse(read('oclif.manifest.json'));

/** How code blocks of command lines are marked. */
const SHELL = new Set(['', 'sh', 'bash']);

/** `[page, command line]` for every line of a code block that starts with `kaa`. */
const lines = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language = '', block = '']) =>
    (SHELL.has(language) ? block : '').split('\n').flatMap((line) => {
      const command = /^\$?\s*(?:npx (?:--yes )?)?(kaa(?:-cli)? .*?)(?:\s+#.*)?$/.exec(line)?.[1];
      return command === undefined ? [] : [[page, command] as const];
    }),
  ),
);

test.each(lines)('%s: %s', (_page, line) => {
  // What follows two dashes is another program's.
  const words = line.split(/ -- /)[0]?.split(/\s+/).slice(1) ?? [];
  const id = Object.keys(commands).find((known) => words.join(':').startsWith(known));
  expect(id, 'the command exists').toBeDefined();
  const flags = words
    .filter((word) => word.startsWith('--'))
    .map((word) => word.slice(2).split('=')[0] as string);
  for (const flag of flags) expect(Object.keys(commands[id as string]?.flags ?? {})).toContain(flag);
});

test('there are such lines to look at', () => {
  expect(lines.length).toBeGreaterThan(10);
});
