/**
 * The templates: whole blueprints that run as they stand, differ in substance, and can be copied by replacing one word.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadBlueprint, loadFleets, validateBlueprint } from '../../src/blueprint/load.js';
import { formatProblem } from '../../src/blueprint/problems.js';
import { listTemplates, readTemplate } from '../../src/blueprint/scaffold/templates.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { folderWith } from '../blueprint/folders.js';

const ROOT = fileURLToPath(new URL('../../templates/', import.meta.url));
const catalog = serviceCatalog();
const templates = await listTemplates();

async function load(name: string) {
  const blueprint = await loadBlueprint({ path: join(ROOT, name), catalog });
  return { blueprint, fleets: await loadFleets({ path: join(ROOT, name, 'fleets'), blueprint }) };
}

it('there are three, each with a description, the default one first', () => {
  expect(templates.map(({ name }) => name)).toEqual([
    'smart-building',
    'industrial-machine',
    'vehicle-fleet',
  ]);
  expect(templates.filter(({ description }) => description.length < 40)).toEqual([]);
});

it('they differ in what their fleets can do', async () => {
  const text = async (name: string) => [...(await readTemplate(name))].map(([, content]) => content).join('');
  const [building, machine, vehicles] = await Promise.all(templates.map(({ name }) => text(name)));
  expect(building).toContain('gateways: 2');
  expect(machine).toContain('maintenance');
  expect(vehicles).toContain('waypoints');
});

describe.each(templates)('$name', ({ name }) => {
  it('is right, and follows the naming rules since Kaa 1.2', async () => {
    const report = await validateBlueprint({ path: join(ROOT, name), catalog });
    expect([...report.problems, ...report.notes].map(formatProblem)).toEqual([]);
  });

  it('names its tenant, the services with their default settings, and two environments', async () => {
    const text = (await readTemplate(name)).get('blueprint.yaml') ?? '';
    expect(text).toMatch(/^tenant: kaa$/m);
    const { services, environments } = (await load(name)).blueprint;
    const named = Object.keys(parse(text).services);
    expect(named).toEqual(['kpc', 'dcx', 'epmx', 'cmx', 'cmx_ota', 'cex']);
    const plain = folderWith([
      ['blueprint.yaml', 'name: a\napplications: { a: { versions: { a-v1: {} } } }\n'],
    ]);
    const byDefault = (await loadBlueprint({ path: plain, catalog })).services;
    for (const instance of named) {
      expect(parse(text).services[instance].settings).not.toEqual({});
      expect(services[instance]?.settings).toEqual(byDefault[instance]?.settings);
    }
    expect(Object.keys(environments)).toEqual(['local', 'cloud']);
  });

  it('declares two endpoints and more for each application version, to try things by hand', async () => {
    const { blueprint } = await load(name);
    for (const application of Object.values(blueprint.applications))
      for (const version of Object.values(application.versions))
        expect(version.endpoints?.length).toBeGreaterThanOrEqual(2);
  });

  it('has schemas of data samples, metadata, configuration and commands', async () => {
    const { blueprint } = await load(name);
    for (const schemas of Object.values(blueprint.schemas)) {
      expect(Object.values(schemas)).not.toContain(undefined);
      expect(Object.keys(schemas.commands)).not.toEqual([]);
    }
  });

  it('every schema file is used', async () => {
    const files = await readTemplate(name);
    const blueprint = files.get('blueprint.yaml');
    const schemas = [...files.keys()].filter((path) => path.startsWith('schemas/'));
    expect(schemas.filter((path) => !blueprint?.includes(path))).toEqual([]);
  });

  it('a run of ten seconds shows samples, answered commands and applied configurations', async () => {
    const { fleets } = await load(name);
    expect(fleets.length).toBeGreaterThanOrEqual(2);
    for (const { fleet } of fleets) {
      expect(fleet.samples?.every).toBe('1s');
      const actions = fleet.operator ?? [];
      expect(actions.filter(({ after }) => Number.parseFloat(after) >= 9)).toEqual([]);
      const invoked = actions.flatMap(({ command }) => command ?? []);
      expect(invoked.filter((type) => fleet.commands?.[type] === undefined)).toEqual([]);
      expect(invoked).not.toEqual([]);
      expect(actions.some(({ configuration }) => configuration !== undefined)).toBe(true);
      expect(fleet.configuration?.samplePeriod).toBeDefined();
    }
  });

  it('its word is the name of its main application, and of nothing else', async () => {
    const { blueprint } = await load(name);
    expect(Object.keys(blueprint.applications)[0]).toBe(name);
    expect(Object.keys(blueprint.applications[name]?.versions ?? {})).toEqual([`${name}-v1`]);
  });

  it('has a README with the next commands, a workflow, and a gitignore under a name that npm keeps', async () => {
    const files = await readTemplate(name);
    expect(files.get('README.md')).toContain('kaa sim run fleets');
    expect(files.get('.github/workflows/kaa.yml')).toMatch(
      /blueprint validate[\s\S]*conformance run[\s\S]*contract test[\s\S]*contract diff[\s\S]*sim run fleets .*--seed/,
    );
    expect(files.has('gitignore')).toBe(true);
    expect(files.has('.gitignore')).toBe(false);
  });

  it('YAML files tell editors where their schema is', async () => {
    const files = await readTemplate(name);
    for (const [path, text] of files) {
      const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
      if (!/^(blueprint|fleets\/.*|contracts\/.*)\.yaml$/.test(path)) continue;
      expect(readFileSync(join(ROOT, name, path, '..', schema ?? ''), 'utf8')).toContain('"title": "kaa ');
    }
  });
});
