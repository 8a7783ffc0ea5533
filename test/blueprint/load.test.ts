/**
 * Blueprints and fleets from disk: found, completed, frozen, or refused with all that is wrong.
 */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBlueprint, loadBlueprint, loadFleets, validateBlueprint } from '../../src/blueprint/load.js';
import { KaaError } from '../../src/errors.js';
import { CATALOG } from './catalog.js';
import { changed, RIGHT } from './fixture.js';
import { folderWith, temporaryFolder } from './folders.js';

const load = (path: string) => loadBlueprint({ path, catalog: CATALOG });

async function failureOf(work: Promise<unknown>): Promise<KaaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KaaError) return error;
  throw error ?? new Error('nothing was thrown');
}

describe('loadBlueprint', () => {
  it('gives names, settings with their defaults, configurations and schemas', async () => {
    const folder = folderWith(RIGHT);
    const blueprint = await load(folder);
    expect(blueprint).toMatchObject({ folder, name: 'demo', tenant: 'kaa' });
    expect(blueprint.services.kpc).toEqual({ service: 'kpc', settings: { pushQos: 1, errors: 'send' } });
    expect(blueprint.services.cmx).toEqual({ service: 'cmx', settings: { provider: 'ecr' } });
    expect(blueprint.services.cmx_ota).toEqual({ service: 'cmx', settings: { provider: 'otao' } });
    expect(blueprint.configs.kpc?.kettle?.versions?.['kettle-v1']).toEqual({
      'allowed-extension-instances': ['dcx', 'cmx_ota'],
    });
    expect(blueprint.configs.kpc?.lamp).toEqual({});
    expect(blueprint.schemas['kettle-v1']?.dataSample).toMatchObject({ required: ['water'] });
    expect(Object.keys(blueprint.schemas['kettle-v1']?.commands ?? {})).toEqual(['boil', 'reboot']);
    expect(blueprint.schemas['lamp-v1']).toEqual({ commands: {} });
  });

  it('a declared instance keeps what it does not name of the default one', async () => {
    const declared = 'services:\n  cmx_ota: { service: cmx, version: 1.2.0 }\n  extra: { service: cmx }\n';
    const { services } = await load(folderWith(changed(['blueprint.yaml', 'services:\n', declared])));
    expect(services.cmx_ota).toEqual({ service: 'cmx', settings: { provider: 'otao' }, version: '1.2.0' });
    expect(services.extra).toEqual({ service: 'cmx', settings: { provider: 'ecr' } });
  });

  it('is frozen to the bottom', async () => {
    const blueprint = await load(folderWith(RIGHT));
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(blueprint)).toBe(true);
  });

  it('refuses with every problem in the message and in the details', async () => {
    const folder = folderWith(
      changed(['blueprint.yaml', 'service: kpc', 'service: kpx'], ['config/epts.yaml', 'kettle', 'kettel']),
    );
    const error = await failureOf(load(folder));
    expect(error.code).toBe('BLUEPRINT_INVALID');
    expect(error.message.split('\n')).toEqual([
      `2 problems in ${folder}:`,
      expect.stringContaining('blueprint.yaml:40:14  services.kpc.service'),
      expect.stringContaining('config/epts.yaml:3:5  kaa.applications.kettel'),
    ]);
    expect(error.details.problems).toMatchObject([
      { file: 'blueprint.yaml', line: 40, column: 14, suggestion: 'kpc' },
      { file: 'config/epts.yaml', line: 3, column: 5, suggestion: 'kettle' },
    ]);
  });

  it('takes the file for its folder, and says when there is none', async () => {
    const folder = folderWith(RIGHT);
    expect((await load(join(folder, 'blueprint.yaml'))).folder).toBe(folder);
    expect((await failureOf(load(join(folder, 'fleets')))).code).toBe('BLUEPRINT_MISSING');
    expect((await failureOf(load(join(folder, 'nowhere')))).code).toBe('BLUEPRINT_MISSING');
  });

  it('does not look at fleets', async () => {
    const folder = folderWith(changed(['fleets/kettles.yaml', '', 'rubbish: [']));
    expect((await load(folder)).name).toBe('demo');
    expect((await validateBlueprint({ path: folder, catalog: CATALOG })).problems).toHaveLength(1);
  });
});

describe('findBlueprint', () => {
  it('searches upward', async () => {
    const folder = folderWith(RIGHT);
    expect(await findBlueprint(join(folder, 'schemas/kettle-v1'))).toBe(folder);
    expect(await findBlueprint(join(folder, 'fleets/kettles.yaml'))).toBe(folder);
  });

  it('a folder named blueprint.yaml is none', async () => {
    const folder = realpathSync(temporaryFolder());
    mkdirSync(join(folder, 'blueprint.yaml'));
    const error = await failureOf(findBlueprint(folder));
    expect(error.code).toBe('BLUEPRINT_NOT_FOUND');
    expect(error.message).toContain(folder);
  });
});

describe('loadFleets', () => {
  it('a folder in the order of names, or one file', async () => {
    const folder = folderWith([
      ...RIGHT,
      ['fleets/a.yml', 'fleet: first\nversion: lamp-v1\nendpoints: 1\ntoken: lamp\n'],
      ['fleets/notes.txt', 'no fleet'],
    ]);
    const blueprint = await load(folder);
    const fleets = await loadFleets({ path: join(folder, 'fleets'), blueprint });
    expect(fleets.map(({ file, applicationName }) => [file, applicationName])).toEqual([
      ['fleets/a.yml', 'lamp'],
      ['fleets/kettles.yaml', 'kettle'],
    ]);
    expect(Object.isFrozen(fleets[1]?.fleet.samples?.fields)).toBe(true);
    const one = await loadFleets({ path: join(folder, 'fleets/kettles.yaml'), blueprint });
    expect(one.map(({ fleet }) => fleet.fleet)).toEqual(['kettles']);
  });

  it('refuses wrong ones with their places', async () => {
    const folder = folderWith(changed(['fleets/kettles.yaml', '{ walk: {', '{ wak: {']));
    const blueprint = await load(folder);
    const error = await failureOf(loadFleets({ path: join(folder, 'fleets'), blueprint }));
    expect(error.code).toBe('BLUEPRINT_INVALID');
    expect(error.details.problems).toMatchObject([
      { file: 'fleets/kettles.yaml', line: 12, column: 49, suggestion: 'walk' },
    ]);
  });

  it('says when there are none', async () => {
    const folder = folderWith(RIGHT);
    const blueprint = await load(folder);
    rmSync(join(folder, 'fleets/kettles.yaml'));
    for (const path of ['fleets', 'fleets/kettles.yaml', 'nowhere']) {
      const error = await failureOf(loadFleets({ path: join(folder, path), blueprint }));
      expect(error.code).toBe('FLEETS_NOT_FOUND');
    }
  });

  it('fleets outside the blueprint have a path that leads there', async () => {
    const blueprint = await load(folderWith(RIGHT));
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'x.yaml'), 'fleet: x\nversion: lamp-v1\nendpoints: 1\ntoken: x\n');
    const [fleet] = await loadFleets({ path: elsewhere, blueprint });
    expect(fleet?.file).toMatch(/^\.\.\/.*\/x\.yaml$/);
  });
});

describe('what is on disk besides', () => {
  const validate = (path: string) => validateBlueprint({ path, catalog: CATALOG });

  it('a missing schema file: the nearest beside it is suggested, though nothing names it any more', async () => {
    const folder = folderWith(changed(['blueprint.yaml', 'metadata.json', 'metadat.json']));
    const { problems } = await validate(folder);
    expect(problems).toMatchObject([{ line: 14, suggestion: 'schemas/kettle-v1/metadata.json' }]);
  });

  it('a fleet file below the folder of fleets is noted: it is not read', async () => {
    const fleet = RIGHT.get('fleets/kettles.yaml') ?? '';
    const { problems, notes } = await validate(
      folderWith([...RIGHT, ['fleets/sub/more.yml', fleet], ['fleets/sub/data.csv', '']]),
    );
    expect(problems).toEqual([]);
    const unread = notes.filter(({ file }) => file.startsWith('fleets/'));
    expect(unread).toMatchObject([
      { file: 'fleets/sub/more.yml', message: expect.stringMatching(/^not read/) },
    ]);
  });

  it.each(['blueprint.yaml', 'config/epts.yaml', 'schemas/kettle-v1/metadata.json', 'fleets/kettles.yaml'])(
    'bytes that are no text are refused, and nothing else is said of the file: %s',
    async (file) => {
      const folder = folderWith(RIGHT);
      writeFileSync(join(folder, file), Buffer.concat([Buffer.from('\n- '), Buffer.from([0xe9])]));
      const { problems } = await validate(folder);
      expect(problems).toEqual([
        {
          ...{ file, line: 2, column: 3, path: '' },
          message: 'not UTF-8: the byte E9 is no text here; save the file as UTF-8',
        },
      ]);
    },
  );

  it('bytes that are no text in a fleet, or in what it replays, stop a run; of a fleet alone, not the platform', async () => {
    const replayed = `fleet: x
version: lamp-v1
endpoints: 1
token: x
samples: { every: 1s, fields: { name: { replay: { file: data/x.csv, column: name } } } }
`;
    const folder = folderWith([...RIGHT, ['fleets/x.yaml', replayed], ['data/x.csv', 'name\nAndr\n']]);
    const blueprint = await load(folder);
    const fleet = () => loadFleets({ path: join(folder, 'fleets/x.yaml'), blueprint });
    expect(await fleet()).toHaveLength(1);
    writeFileSync(join(folder, 'data/x.csv'), Buffer.from('name\nAndr\xe9\n', 'latin1'));
    expect((await failureOf(fleet())).details.problems).toMatchObject([
      { file: 'data/x.csv', line: 2, column: 5 },
    ]);
    writeFileSync(join(folder, 'fleets/x.yaml'), Buffer.from(`# Andr\xe9\n${replayed}`, 'latin1'));
    expect((await failureOf(fleet())).details.problems).toMatchObject([
      { file: 'data/x.csv', line: 2 },
      { file: 'fleets/x.yaml', line: 1, column: 7 },
    ]);
    expect((await load(folder)).name).toBe('demo');
  });

  it('a fleet with an alias that contains itself is one problem among the others', async () => {
    const folder = folderWith([
      ...changed(['config/epts.yaml', 'kettle', 'kettel']),
      ['fleets/circle.yaml', 'a: &a [*a]\n'],
    ]);
    const { problems } = await validate(folder);
    expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'config/epts.yaml:3:5',
      'fleets/circle.yaml:1:8',
    ]);
    const blueprint = await load(folderWith(RIGHT));
    const circle = loadFleets({ path: join(folder, 'fleets/circle.yaml'), blueprint });
    expect((await failureOf(circle)).code).toBe('BLUEPRINT_INVALID');
  });
});
