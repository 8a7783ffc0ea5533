/**
 * The JSON Schema files that versions name.
 */
import { describe, expect, it } from 'vitest';
import { type Change, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const SCHEMAS: readonly Case[] = [
  [
    'a missing file',
    [['blueprint.yaml', 'kettle-v1/boil.json', 'kettle-v1/boli.json']],
    [
      'blueprint.yaml:18:24  applications.kettle.versions.kettle-v1.schemas.commands.boil.payload  there is no schema file schemas/kettle-v1/boli.json (did you mean "schemas/kettle-v1/boil.json"?)',
    ],
  ],
  [
    'a file whose path cannot even be looked up',
    [['blueprint.yaml', 'kettle-v1/boil.json', 'kettle-v1/boil.json/x.json']],
    [
      'blueprint.yaml:18:24  applications.kettle.versions.kettle-v1.schemas.commands.boil.payload  there is no schema file schemas/kettle-v1/boil.json/x.json (did you mean "schemas/kettle-v1/boil.json"?)',
    ],
  ],
  [
    'not JSON',
    [
      ['schemas/kettle-v1/boil.json', '"required": [', '"required": ['],
      ['schemas/kettle-v1/boil.json', '100', '100,'],
    ],
    ['schemas/kettle-v1/boil.json:7:5  not JSON: unexpected "}"'],
  ],
  [
    'JSON that ends too early',
    [['schemas/kettle-v1/boil.json', '', '{\n  "type": "object"']],
    ['schemas/kettle-v1/boil.json:2:19  not JSON: the text ends too early'],
  ],
  [
    'nested deeper than anybody could walk',
    [['schemas/kettle-v1/boil.json', '', `${'{"items":'.repeat(20_000)}{}${'}'.repeat(20_000)}`]],
    [
      'schemas/kettle-v1/boil.json:1:1  lists and objects are nested more than 200 levels deep; kaa follows no schema that far',
    ],
  ],
  [
    'not an object',
    [['schemas/kettle-v1/boil.json', '', '[1]']],
    ['schemas/kettle-v1/boil.json:1:1  a JSON Schema must be an object'],
  ],
  [
    'not JSON Schema',
    [['schemas/kettle-v1/boil.json', '"maximum": 100', '"maximum": "hot"']],
    [
      'schemas/kettle-v1/boil.json:6:18  properties.degrees.maximum  not JSON Schema: must be a number, not "hot"',
    ],
  ],
  [
    'a type that JSON Schema does not have',
    [['schemas/kettle-v1/boil.json', '"type": "number"', '"type": "nummber"']],
    [
      'schemas/kettle-v1/boil.json:5:15  properties.degrees.type  not JSON Schema: must be "array", "boolean", "integer", "null", "number", "object" or "string", not "nummber" (did you mean "number"?)',
    ],
  ],
  [
    'another draft',
    [['schemas/kettle-v1/boil.json', '{', '{ "$schema": "http://json-schema.org/draft-04/schema#",']],
    [
      'schemas/kettle-v1/boil.json:1:14  $schema  must be "http://json-schema.org/draft-07/schema#" or "https://json-schema.org/draft/2020-12/schema"',
    ],
  ],
  [
    'a reference that leads nowhere',
    [['schemas/kettle-v1/boil.json', '', '{ "$ref": "other.json" }']],
    [
      "schemas/kettle-v1/boil.json:1:1  not a usable JSON Schema: can't resolve reference other.json from id #",
    ],
  ],
  [
    'the same key twice',
    [['schemas/kettle-v1/boil.json', '"type": "object",', '"type": "object", "type": "object",']],
    ['schemas/kettle-v1/boil.json:2:21  "type" is there twice'],
  ],
];

describe('schemas', () => {
  it.each(SCHEMAS)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});
