/**
 * The program as a whole: help, start-up, and what a mistake on the command line looks like. Runs the built `bin/run.js`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kaa } from '../helpers/kaa.js';
import { ROOT, read } from '../helpers/sources.js';

interface Manifest {
  readonly commands: Readonly<
    Record<
      string,
      {
        description?: string;
        enableJsonFlag: boolean;
        flags: Record<string, { env?: string; description?: string }>;
      }
    >
  >;
}

let manifest: Manifest;

beforeAll(() => {
  expect(existsSync(join(ROOT, 'oclif.manifest.json')), 'build first: npm run build').toBe(true);
  manifest = JSON.parse(read('oclif.manifest.json'));
});

describe('help', () => {
  it('kaa --help, kaa -h, kaa help and kaa alone are the same and list every topic', async () => {
    const [help, ...others] = await Promise.all([kaa(['--help']), kaa(['-h']), kaa(['help']), kaa([])]);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const topic of ['init', 'blueprint', 'platform', 'sim']) {
      expect(help?.stdout).toMatch(new RegExp(`^  ${topic}\\b`, 'm'));
    }
    for (const other of others) expect(other).toEqual(help);
    // With a word more oclif itself is asked: what the build has left must be what it says.
    expect(await kaa(['--help', '--help'])).toEqual(help);
  });

  it('the commands are those of the folders, nothing else in commands/ is one', () => {
    for (const id of Object.keys(manifest.commands))
      expect(id).toMatch(/^(?:[a-z]+(?::[a-z]+){1,2}|exec|monitor|report|trace)$/);
    expect(Object.keys(manifest.commands)).toEqual(
      expect.arrayContaining([
        'blueprint:validate',
        'init:application',
        'init:blueprint',
        'platform:start',
        'sim:run',
      ]),
    );
  });

  it('every command has a description and --json; every flag a description; a variable is KAA_<NAME>', () => {
    for (const [id, command] of Object.entries(manifest.commands)) {
      expect(command.description, id).toBeTruthy();
      expect(command.flags, id).toHaveProperty('json');
      for (const [name, flag] of Object.entries(command.flags)) {
        expect(flag.description, `${id} --${name}`).toBeTruthy();
        // What is said anew with each call, such as a payload, has none.
        const variable = `KAA_${name.replaceAll('-', '_').toUpperCase()}`;
        expect([undefined, variable], `${id} --${name}`).toContain(flag.env);
      }
    }
  });

  it('no default in the manifest was drawn or read at build time', () => {
    expect(read('oclif.manifest.json')).not.toContain(ROOT);
    for (const { flags } of Object.values(manifest.commands))
      expect(flags.seed ?? {}).not.toHaveProperty('default');
  });

  it('every command explains itself with --help', async () => {
    const ids = Object.keys(manifest.commands);
    const helps = await Promise.all(ids.map((id) => kaa([...id.split(':'), '--help'])));
    for (const help of helps) expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('start-up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaa-modules-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a run loads: files, and of those that are bundled the modules that they are made of. */
  async function modulesOf(args: readonly string[]): Promise<string[]> {
    const file = join(folder, `${args.join('_').replaceAll('/', '-')}.txt`);
    const node = ['--import', `${ROOT}test/helpers/record-modules.mjs`];
    await kaa(args, { node, env: { KAA_TEST_MODULES: file } });
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((module) => [module, ...bundledIn(module)]);
  }

  function bundledIn(module: string): string[] {
    const map = `${module.startsWith('file:') ? fileURLToPath(module) : module}.map`;
    if (!map.startsWith(`${ROOT}dist/`) || !existsSync(map)) return [];
    const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
    return sources.map((source) => resolve(dirname(map), source));
  }

  const ours = (modules: readonly string[]) => modules.filter((module) => module.startsWith(`${ROOT}src/`));

  const HEAVY =
    /node_modules\/(ink|react|@faker-js|fastify|aedes|mqtt|mqtt-packet|ajv|yaml|typebox|hdr-histogram-js)\//;

  it('kaa --help loads nothing but itself', async () => {
    const modules = await modulesOf(['--help']);
    expect(modules.filter((module) => module.includes('/bin/run.js'))).not.toEqual([]);
    expect(modules.filter((module) => module.includes('node_modules') || module.includes('/dist/'))).toEqual(
      [],
    );
  });

  it('kaa platform start loads nothing of fleets, contracts and conformance but what registers endpoints', async () => {
    const modules = await modulesOf(['platform', 'start', '--blueprint', 'nowhere']);
    expect(ours(modules).filter((module) => module.includes('/src/platform/'))).not.toEqual([]);
    const needless = /\/src\/(sim\/(?!plan\/)|contract\/|conformance\/|operator\/rest|index\.ts)/;
    expect(ours(modules).filter((module) => needless.test(module))).toEqual([]);
  });

  it('a blueprint that is right is checked without ajv', async () => {
    const modules = await modulesOf(['blueprint', 'validate', 'templates/smart-building']);
    expect(modules.filter((module) => module.includes('/node_modules/yaml/'))).not.toEqual([]);
    expect(modules.filter((module) => module.includes('/node_modules/ajv'))).toEqual([]);
  });

  it('the help of a command loads oclif and no command, let alone what commands need', async () => {
    const modules = await modulesOf(['sim', 'run', '--help']);
    expect(modules.filter((module) => /node_modules\/@oclif\/core\//.test(module))).not.toEqual([]);
    expect(modules.filter((module) => HEAVY.test(module))).toEqual([]);
    expect(new Set(ours(modules))).toEqual(new Set([`${ROOT}src/commands/program.ts`]));
  });

  it('a command that is given a flag it does not know loads neither ink, faker, aedes nor mqtt', async () => {
    const modules = await modulesOf(['sim', 'run', '--no-such-flag']);
    expect(modules.filter((module) => module.includes('/src/commands/sim/run.ts'))).not.toEqual([]);
    expect(
      modules.filter((module) => /node_modules\/(ink|react|@faker-js|fastify|aedes|mqtt)\//.test(module)),
    ).toEqual([]);
  });
});

describe('mistakes', () => {
  const MISTAKES: readonly (readonly [string, RegExp])[] = [
    [
      'sim rnu fleets',
      /^Error: There is no command "sim rnu"; did you mean "kaa sim run"\?\n {2}→ See all commands: kaa --help$/,
    ],
    ['simm', /^Error: There is no command "simm"; did you mean "kaa sim"\?\n {2}→ /],
    [
      'platform snapsot now',
      /^Error: There is no command "platform snapsot"; did you mean "kaa platform snapshot"\?/,
    ],
    ['frobnicate', /^Error: There is no command "frobnicate"\.\n {2}→ /],
    ['frobnicate --help', /^Error: .*frobnicate.*\n {2}→ /],
    [
      'sim run --sed 4',
      /^Error: There is no flag --sed; did you mean --seed\?\n {2}→ See how it is used: kaa sim run --help$/,
    ],
    ['sim run --seed', /^Error: .*--seed.*\n {2}→ /],
    ['sim run --seed four', /^Error: --seed four: not an integer from 0 to 4294967295\.\n {2}→ /],
    ['sim run --seed 4294967296', /^Error: --seed 4294967296: not an integer/],
    ['sim run --duration 10', /^Error: --duration 10: not a duration: .*30s.*\.\n {2}→ /],
    ['platform start --port 65536', /^Error: --port 65536: not an integer from 0 to 65535\.\n {2}→ /],
    ['platform start extra', /^Error: kaa platform start takes no argument "extra"\.\n {2}→ /],
  ];

  it.concurrent.each(MISTAKES)(
    'kaa %s: exit 2, one message, what to do next, no stack trace',
    async (line, message) => {
      const { exitCode, stdout, stderr } = await kaa(line.split(' '));
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at |node_modules|\.js:\d/m);
    },
  );

  it('with --json stdout stays empty and stderr says the same', async () => {
    const [plain, json] = await Promise.all([
      kaa(['sim', 'run', '--sed', '4']),
      kaa(['sim', 'run', '--sed', '4', '--json']),
    ]);
    expect(json).toEqual(plain);
  });

  it('a variable of a flag is checked as the flag is', async () => {
    const { exitCode, stderr } = await kaa(['sim', 'run'], { env: { KAA_SEED: '-1' } });
    expect({ exitCode, first: stderr.split('\n')[0] }).toEqual({
      exitCode: 2,
      first: 'Error: --seed -1: not an integer from 0 to 4294967295.',
    });
  });

  it('a reader that closes early ends kaa without a word', async () => {
    const child = spawn(process.execPath, [`${ROOT}bin/run.js`, 'sim', 'run', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
