/**
 * Patterns in words.
 */
import { describe, expect, it } from 'vitest';
import { checkBlueprint } from '../../src/blueprint/check/blueprint.js';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import { wordsOf } from '../../src/blueprint/patterns.js';
import { serviceCatalog } from '../../src/platform/catalog.js';

describe('words in upper or lower case', () => {
  it.each([
    ['^([Oo][Nn]|[Oo][Ff][Ff])$', ['on', 'off']],
    ['^(?:[Oo][Nn])$', ['on']],
    ['^[Oo][Nn]$', ['on']],
    ['^[a-z0-9_-]+$', undefined],
    ['^([Oo][Nn]|x*)$', undefined],
    ['^(on|off)[Oo]$', undefined],
    ['', undefined],
  ])('%s', (pattern, words) => {
    expect(wordsOf(pattern)).toEqual(words);
  });

  it('[reference 8.1] the type of a time series value: the words and the nearest one', async () => {
    const files = new Map([
      ['blueprint.yaml', 'name: a\napplications: { a: { versions: { a-v1: {} } } }\n'],
      [
        'config/epts.yaml',
        'kaa: { applications: { a: { time-series: { names: { t: { values: [{ path: t, type: nmber }] } } } } } }\n',
      ],
    ]);
    const { problems } = checkBlueprint(files, serviceCatalog(), schemaTools());
    expect(problems).toMatchObject([
      { message: 'must be "number", "string" or "boolean", not "nmber"', suggestion: 'number' },
    ]);
  });
});
