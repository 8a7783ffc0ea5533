/**
 * Goal: what docs/datasets.md and docs/shards.md show is what happens. Method: the commands of their `console` blocks run one after
 * the other in a copy of the template that the pages name; what follows a command must be what it prints. `…` stands for anything.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runFleets } from '../../src/facade/fleets.js';
import { kaa } from '../helpers/kaa.js';

const root = new URL('../../', import.meta.url);
const read = (page: string) => readFile(new URL(`docs/${page}`, root), 'utf8');

async function blueprint(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kaa-docs-'));
  await cp(new URL('templates/smart-building', root), folder, { recursive: true });
  await mkdir(join(folder, 'reports'));
  return folder;
}

interface Example {
  readonly command: string;
  readonly output: string;
}

function examplesOf(page: string): Example[] {
  return [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ kaa /m)
      .slice(1)
      .map((text) => {
        const [command = '', ...output] = text.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

/** Words, with what is in double quotes as one. */
const wordsOf = (command: string) =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? (plain as string));

const patternOf = (output: string) =>
  new RegExp(
    `^${output
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*')}$`,
  );

describe.each(['datasets.md', 'shards.md'])('%s', async (name) => {
  const examples = examplesOf(await read(name));
  const folder = await blueprint();
  afterAll(() => rm(folder, { recursive: true }));

  test('has examples', () => expect(examples.length).toBeGreaterThan(3));

  test.each(examples)('kaa $command', { timeout: 60_000 }, async ({ command, output }) => {
    const { stdout, stderr, exitCode } = await kaa(wordsOf(command), { cwd: folder });
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trim()).toMatch(patternOf(output));
  });
});

test('the fleet that replays a recording sends what was recorded', { timeout: 60_000 }, async () => {
  const folder = await blueprint();
  const fleet = /^```yaml\n(fleet: meters\n[\s\S]*?)^```$/m.exec(await read('datasets.md'))?.[1] ?? '';
  const session = join(folder, 'fleets/data/session.ndjson');
  await mkdir(dirname(session));
  await kaa(['sim', 'generate', 'fleets/meters.yaml', '--duration', '3s', '--seed', '7', '-o', session], {
    cwd: folder,
  });
  const path = join(folder, 'fleets/meters.yaml');
  await writeFile(path, fleet);
  const report = await runFleets({ fleets: path, blueprint: folder, virtual: true, durationMs: 5000 });
  expect(report).toMatchObject({ verdict: 'pass', endpoints: 40, samples: { sent: 200 } });
  await rm(folder, { recursive: true });
});
