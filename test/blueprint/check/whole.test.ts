/**
 * The check as a whole: right blueprints pass, several mistakes come together, nothing makes it fall over.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checkBlueprint } from '../../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { CATALOG } from '../catalog.js';
import { changed, problemsAfter, RIGHT } from '../fixture.js';

describe('the whole check', () => {
  it('a right blueprint has no problems, and all its parts were looked at', async () => {
    const { problems, notes, counts } = checkBlueprint(RIGHT, CATALOG, schemaTools());
    expect([problems, notes]).toEqual([[], []]);
    expect(counts).toEqual({
      applications: 2,
      versions: 3,
      services: 8,
      configs: 3,
      schemas: 4,
      endpoints: 3,
      contracts: 0,
      fleets: 1,
    });
  });

  it('tells everything at once, blueprint.yaml first, then by file and line', async () => {
    const problems = await problemsAfter(
      ['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: none'],
      ['fleets/kettles.yaml', 'unit: s', 'unit: h'],
      ['config/epts.yaml', 'kettle', 'kettel'],
      ['schemas/kettle-v1/boil.json', '{', '{,'],
      ['blueprint.yaml', 'service: kpc', 'service: kcp'],
      ['blueprint.yaml', 'period: 5', 'period: soon'],
    );
    expect(problems.map((problem) => problem.split('  ').slice(0, 2).join(' '))).toEqual([
      'blueprint.yaml:21:19 applications.kettle.versions.kettle-v1.configuration.period',
      'blueprint.yaml:40:14 services.kpc.service',
      'config/epts.yaml:3:5 kaa.applications.kettel',
      'fleets/kettles.yaml:3:12 endpoints',
      'fleets/kettles.yaml:16:39 configuration.samplePeriod.unit',
      'schemas/kettle-v1/boil.json:1:2 not JSON: unexpected ","',
    ]);
  });

  it('without fleets, fleet files are not looked at', async () => {
    const files = changed(['fleets/kettles.yaml', 'endpoints: 100', 'endpoints: none']);
    const options = { fleets: false };
    expect(checkBlueprint(files, CATALOG, schemaTools(), options).problems).toEqual([]);
  });

  it('any data in any file gives problems, never a crash', async () => {
    const tools = schemaTools();
    const keys = [
      'applications',
      'versions',
      'kaa',
      'kettle',
      'kettle-v1',
      'endpoints',
      'schemas',
      'samples',
    ];
    const more = ['fields', 'by', 'states', 'choice', 'operator', 'services', 'kpc', 'settings', 'token'];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, 0, 1, true, 'kettle-v1', '1s', '', 'a/b'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys, ...more), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT.keys()), tree, fc.string(), (file, data, rubbish) => {
        const written = file.endsWith('.json') ? JSON.stringify(data) : stringify(data);
        const text = rubbish.length > 7 ? rubbish : written;
        const { problems } = checkBlueprint(new Map([...RIGHT, [file, text]]), CATALOG, tools);
        for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
