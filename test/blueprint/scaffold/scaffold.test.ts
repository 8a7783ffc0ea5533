/**
 * Scaffolding: what is written is right whatever the names, and a failure leaves everything as it was.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkBlueprint } from '../../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { validateBlueprint } from '../../../src/blueprint/load.js';
import { formatProblem } from '../../../src/blueprint/problems.js';
import { renderBlueprint } from '../../../src/blueprint/scaffold/create-blueprint.js';
import { graft } from '../../../src/blueprint/scaffold/graft.js';
import { addApplication, createBlueprint } from '../../../src/blueprint/scaffold/scaffold.js';
import { readTemplate } from '../../../src/blueprint/scaffold/templates.js';
import { serviceCatalog } from '../../../src/platform/catalog.js';
import { changed, RIGHT } from '../fixture.js';
import { contentsOf, folderWith, temporaryFolder } from '../folders.js';

const CATALOG = serviceCatalog();

const create = (options: Partial<Parameters<typeof createBlueprint>[0]>) =>
  createBlueprint({ name: 'house', catalog: CATALOG, ...options });
const add = (folder: string, application: string, more: object = {}) =>
  addApplication({ blueprintFolder: folder, application, catalog: CATALOG, ...more });
const problemsIn = async (folder: string) =>
  (await validateBlueprint({ path: folder, catalog: CATALOG })).problems.map(formatProblem);

const TEMPLATES = ['smart-building', 'vehicle-fleet', 'industrial-machine'];
const NAME = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,12}$/),
  fc.constantFrom(
    'null',
    'true',
    '007',
    '1e3',
    '-',
    '---',
    '_',
    'constructor',
    '1e',
    'v1',
    'fleets',
    'config',
  ),
);
const SUFFIX = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,6}$/), fc.constantFrom('3', 'e3', 'v9'));

describe('createBlueprint', () => {
  it.each(TEMPLATES)(
    '%s is right in its new place, and nothing of its old name is left',
    async (template) => {
      const folder = join(temporaryFolder(), 'new');
      const { files } = await create({ folder, template });
      expect(await problemsIn(folder)).toEqual([]);
      const written = contentsOf(folder);
      expect(Object.keys(written).filter((path) => !path.endsWith('/'))).toEqual([...files].sort());
      expect(files).toContain('.gitignore');
      expect(Object.entries(written).filter(([path, text]) => `${path}${text}`.includes(template))).toEqual(
        [],
      );
    },
  );

  it('editors find the schemas in the new blueprint', async () => {
    const folder = join(temporaryFolder(), 'new');
    await create({ folder });
    for (const file of ['blueprint.yaml', 'fleets/meters.yaml']) {
      const schema = /\$schema=(\S+)/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';
      expect(JSON.parse(readFileSync(join(folder, file, '..', schema), 'utf8'))).toHaveProperty('$schema');
    }
  });

  it('the blueprint and its application may have different names', async () => {
    const folder = join(temporaryFolder(), 'new');
    await create({ folder, application: 'rooms' });
    const data = parse(readFileSync(join(folder, 'blueprint.yaml'), 'utf8'));
    expect([data.name, Object.keys(data.applications)]).toEqual(['house', ['rooms', 'rooms-meters']]);
  });

  it('whatever the names, the blueprint is right', async () => {
    const tools = schemaTools();
    const sources = new Map(
      await Promise.all(TEMPLATES.map(async (name) => [name, await readTemplate(name)] as const)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TEMPLATES), NAME, NAME, (template, name, application) => {
        const files = renderBlueprint(sources.get(template) ?? new Map(), template, { name, application });
        const { problems, blueprint } = checkBlueprint(files, CATALOG, tools);
        expect(problems.map(formatProblem)).toEqual([]);
        expect([blueprint.name, Object.keys(blueprint.applications)]).toEqual([
          name,
          expect.arrayContaining([application]),
        ]);
      }),
      { seed: 21, numRuns: 30 },
    );
  });

  it.each([
    ['a name against the rule', { name: 'My House' }, 'NAME_INVALID'],
    ['an application name against the rule', { application: 'a.b' }, 'NAME_INVALID'],
    ['a name longer than file systems take', { name: 'a'.repeat(300) }, 'NAME_INVALID'],
    ['an endless name of the application', { application: 'a'.repeat(101) }, 'NAME_INVALID'],
    ['a folder whose name is too long', { folder: 'a'.repeat(300) }, 'FILE_NOT_WRITABLE'],
    ['an unknown template', { template: 'smart-bilding' }, 'TEMPLATE_UNKNOWN'],
  ])('%s is refused, and nothing is written', async (_title, options, code) => {
    const folder = temporaryFolder();
    await expect(create({ folder: join(folder, 'new'), ...options })).rejects.toMatchObject({ code });
    expect(contentsOf(folder)).toEqual({});
  });

  it('does not write into a folder that is not empty, but into an empty one', async () => {
    const folder = folderWith([['notes.txt', 'mine']]);
    await expect(create({ folder })).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' });
    expect(contentsOf(folder)).toEqual({ 'notes.txt': 'mine' });
    const empty = temporaryFolder();
    await create({ folder: empty });
    expect(await problemsIn(empty)).toEqual([]);
  });

  it.each([
    ['a file', 'afile', 'it is a file, not a folder'],
    ['below a file', 'afile/below', 'a part of this path is a file, not a folder'],
  ])('a folder cannot be %s, with force or without', async (_title, path, reason) => {
    const folder = folderWith([['afile', 'mine']]);
    for (const force of [false, true])
      await expect(create({ folder: join(folder, path), force })).rejects.toMatchObject({
        code: 'FILE_NOT_WRITABLE',
        message: expect.stringContaining(reason),
      });
    expect(contentsOf(folder)).toEqual({ afile: 'mine' });
  });

  it('with force it replaces files of the same name and leaves the others', async () => {
    const folder = folderWith([
      ['notes.txt', 'mine'],
      ['blueprint.yaml', 'name: [broken'],
    ]);
    await create({ folder, force: true });
    expect(await problemsIn(folder)).toEqual([]);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(Object.keys(contentsOf(folder)).filter((path) => path.startsWith('.kaa-'))).toEqual([]);
  });

  it('with force it refuses when what stays would not fit to what comes', async () => {
    const folder = folderWith([
      ['fleets/old.yaml', 'fleet: old\nversion: gone-v1\nendpoints: 1\ntoken: a\n'],
    ]);
    const before = contentsOf(folder);
    await expect(create({ folder, force: true })).rejects.toMatchObject({ code: 'BLUEPRINT_INVALID' });
    expect(contentsOf(folder)).toEqual(before);
  });

  it.each([
    ['a file where a folder must be', 'schemas', 'file'],
    ['a folder where the last file must be', '.kaa/schemas/fleet.schema.json', 'folder'],
  ])('%s: everything is as it was', async (_title, path, kind) => {
    const folder = folderWith([
      ['README.md', 'mine'],
      ['config/kpc.yaml', '# mine\n'],
    ]);
    if (kind === 'folder') mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), 'a file');
    const before = contentsOf(folder);
    await expect(create({ folder, force: true })).rejects.toMatchObject({ code: 'FILE_NOT_WRITABLE' });
    expect(contentsOf(folder)).toEqual(before);
  });

  it('below a file there is no place', async () => {
    const folder = folderWith([['file', 'a file']]);
    const inside = join(folder, 'file', 'deep', 'new');
    await expect(create({ folder: inside })).rejects.toMatchObject({ code: 'FILE_NOT_WRITABLE' });
    expect(contentsOf(folder)).toEqual({ file: 'a file' });
  });
});

describe('addApplication', () => {
  it('a further version has a contract of its own, which says whose it is', async () => {
    const folder = join(temporaryFolder(), 'house');
    await create({ folder, template: 'smart-building' });
    const { files } = await add(folder, 'house');
    expect(files).toContain('contracts/house-v2.yaml');
    expect(readFileSync(join(folder, 'contracts/house-v2.yaml'), 'utf8')).toMatch(/^contract: house-v2$/m);
    expect(await problemsIn(folder)).toEqual([]);
  });

  it('adds an application with schemas, settings and fleets, and keeps what is there to the letter', async () => {
    const folder = folderWith(RIGHT);
    const added = await add(folder, 'pumps', { template: 'industrial-machine' });
    expect(await problemsIn(folder)).toEqual([]);
    expect(added).toMatchObject({ version: 'pumps-v1', isFurtherVersion: false });
    expect(added.next.at(-1)).toBe('kaa sim run fleets/presses.yaml');
    const data = parse(readFileSync(join(folder, 'blueprint.yaml'), 'utf8'));
    expect(Object.keys(data.applications)).toEqual(['kettle', 'lamp', 'pumps']);
    for (const [path, text] of RIGHT) {
      const lines = readFileSync(join(folder, path), 'utf8').split('\n');
      let from = -1;
      for (const line of text.split('\n')) from = lines.indexOf(line, from + 1);
      expect(from, `${path} has lost a line`).toBeGreaterThanOrEqual(0);
    }
  });

  it('a new application has tokens that no other has, declared and in fleets', async () => {
    const folder = folderWith(RIGHT);
    for (const name of ['pumps', 'doors']) await add(folder, name);
    const { applications } = parse(readFileSync(join(folder, 'blueprint.yaml'), 'utf8'));
    const tokens = Object.values<{ versions: Record<string, { endpoints?: { token: string }[] }> }>(
      applications,
    )
      .flatMap(({ versions }) => Object.values(versions))
      .flatMap(({ endpoints = [] }) => endpoints.map(({ token }) => token));
    expect(tokens).toContain('pumps-thermostat-a');
    expect(new Set(tokens).size).toBe(tokens.length);
    const fleet = parse(readFileSync(join(folder, 'fleets/doors-thermostats.yaml'), 'utf8'));
    expect(fleet.token).toBe('doors-thermostat-{index:4}');
  });

  it('a further version is a copy of the newest one, with tokens of its own', async () => {
    const folder = folderWith(RIGHT);
    const first = await add(folder, 'lamp');
    expect(first).toMatchObject({ version: 'lamp-v2', isFurtherVersion: true });
    expect(parse(readFileSync(join(folder, 'fleets/lamp-v2.yaml'), 'utf8')).token).toBe('lamp-v2-{index:4}');
    const pumps = await add(folder, 'pumps', { suffix: 'v7' });
    expect(pumps.version).toBe('pumps-v7');
    const next = await add(folder, 'pumps');
    expect(next.version).toBe('pumps-v8');
    expect(next.files).toContain('schemas/pumps-v8/commands/set-setpoint.payload.json');
    const data = parse(readFileSync(join(folder, 'blueprint.yaml'), 'utf8'));
    const tokens = (version: string) =>
      data.applications.pumps.versions[version].endpoints.map(({ token }: { token: string }) => token);
    expect(tokens('pumps-v8')).toEqual(tokens('pumps-v7').map((token: string) => `${token}-v8`));
    expect(await problemsIn(folder)).toEqual([]);
  });

  it('a further version may come from a template instead', async () => {
    const folder = folderWith(RIGHT);
    const added = await add(folder, 'lamp', { template: 'industrial-machine', suffix: 'beta' });
    expect(added).toMatchObject({ version: 'lamp-beta', isFurtherVersion: true });
    expect(await problemsIn(folder)).toEqual([]);
    const config = parse(readFileSync(join(folder, 'config/kpc.yaml'), 'utf8')).kaa.applications;
    expect(Object.keys(config.lamp.versions)).toEqual(['lamp-beta']);
    expect(Object.keys(config.kettle.versions)).toEqual(['kettle-v1']);
  });

  it('whatever the names, what comes out is right', async () => {
    const tools = schemaTools();
    const template = await readTemplate('industrial-machine');
    fc.assert(
      fc.property(NAME, SUFFIX, SUFFIX, (application, suffix, further) => {
        const taken = ['kettle', 'lamp'].map((name) => name.replaceAll(/[-_]/g, ''));
        fc.pre(!taken.includes(application.replaceAll(/[-_]/g, '')) && suffix !== further);
        const to = { application, version: `${application}-${suffix}` };
        const from = { application: 'industrial-machine', version: 'industrial-machine-v1' };
        const one = graft(RIGHT, { source: template, from, to, suffix, isFurtherVersion: false });
        const files = new Map([...RIGHT, ...one.changed]);
        expect(checkBlueprint(files, CATALOG, tools).problems.map(formatProblem)).toEqual([]);
        const next = { application, version: `${application}-${further}` };
        const two = graft(files, {
          source: files,
          from: to,
          to: next,
          suffix: further,
          isFurtherVersion: true,
        });
        const checked = checkBlueprint(new Map([...files, ...two.changed]), CATALOG, tools);
        expect(checked.problems.map(formatProblem)).toEqual([]);
        const versions = checked.blueprint.applications[application]?.versions;
        expect(Object.keys(versions ?? {})).toEqual([to.version, next.version]);
      }),
      { seed: 33, numRuns: 30 },
    );
  });

  it.each([
    ['a name against the rule', 'Pumps', {}, 'NAME_INVALID'],
    ['a suffix against the rule', 'pumps', { suffix: 'v-1' }, 'NAME_INVALID'],
    ['a name that differs by "-" only', 'ket-tle', {}, 'NAME_INVALID'],
    ['a version that is there', 'kettle', { suffix: 'v2' }, 'NAME_TAKEN'],
    ['an unknown template', 'pumps', { template: 'x' }, 'TEMPLATE_UNKNOWN'],
  ])('%s is refused, and nothing changes', async (_title, application, more, code) => {
    const folder = folderWith(RIGHT);
    const before = contentsOf(folder);
    await expect(add(folder, application, more)).rejects.toMatchObject({ code });
    expect(contentsOf(folder)).toEqual(before);
  });

  it('a blueprint with problems is left alone until they are mended', async () => {
    const folder = folderWith(changed(['config/epts.yaml', 'kettle', 'kettel']));
    const before = contentsOf(folder);
    await expect(add(folder, 'pumps')).rejects.toMatchObject({ code: 'BLUEPRINT_INVALID' });
    expect(contentsOf(folder)).toEqual(before);
  });

  it('a failure in the middle of writing leaves everything as it was', async () => {
    const folder = folderWith([...RIGHT, ['schemas/pumps-v1', 'a file where the folder of schemas must be']]);
    const before = contentsOf(folder);
    await expect(add(folder, 'pumps')).rejects.toMatchObject({ code: 'FILE_NOT_WRITABLE' });
    expect(contentsOf(folder)).toEqual(before);
  });
});
