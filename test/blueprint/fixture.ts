/**
 * A blueprint that is right, as texts, and what the checks say when a piece of it is replaced.
 */
import { checkBlueprint } from '../../src/blueprint/check/blueprint.js';
import type { BlueprintFiles } from '../../src/blueprint/files.js';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import { formatProblem } from '../../src/blueprint/problems.js';
import { CATALOG } from './catalog.js';

const schema = (properties: object, rest: object = {}) =>
  JSON.stringify({ type: 'object', properties, additionalProperties: false, ...rest }, null, 2);

export const RIGHT: BlueprintFiles = new Map([
  [
    'blueprint.yaml',
    `name: demo
applications:
  kettle:
    software:
      - version: 1.0.0
        specification: { link: a }
      - version: 1.1.0
        specification: { link: b }
        upgradableFrom: [1.0.0]
    versions:
      kettle-v1:
        schemas:
          dataSample: schemas/kettle-v1/data-sample.json
          metadata: schemas/kettle-v1/metadata.json
          configuration: schemas/kettle-v1/configuration.json
          commands:
            boil:
              payload: schemas/kettle-v1/boil.json
            reboot: {}
        configuration:
          period: 5
        endpoints:
          - token: kettle-a
            endpointId: id-a
            metadata: { serial: S1 }
            commands:
              - type: boil
                payload: { degrees: 90 }
          - token: kettle-b
            endpointId: id-b
            configuration: { period: 2 }
      kettle-v2:
        endpoints:
          - token: kettle-c
  lamp:
    versions:
      lamp-v1: {}
services:
  kpc:
    service: kpc
    settings:
      pushQos: 1
environments:
  local:
    mqtt: mqtt://127.0.0.1:1883
`,
  ],
  [
    'config/kpc.yaml',
    `kaa:
  applications:
    kettle:
      versions:
        kettle-v1:
          allowed-extension-instances: [dcx, cmx_ota]
    lamp: null
`,
  ],
  [
    'config/epmx.yaml',
    `kaa:
  applications:
    kettle:
      versions:
        kettle-v1:
          metadata-keys:
            serial: { write-enabled: false }
            room: {}
`,
  ],
  [
    'config/epts.yaml',
    `kaa:
  applications:
    kettle:
      time-series:
        auto-extract: true
`,
  ],
  [
    'schemas/kettle-v1/data-sample.json',
    schema({ water: { type: 'number' }, mode: {} }, { required: ['water'] }),
  ],
  ['schemas/kettle-v1/metadata.json', schema({ serial: { type: 'string' }, room: {}, colour: {} })],
  [
    'schemas/kettle-v1/configuration.json',
    schema({ period: { type: 'number', minimum: 1 }, nested: { type: 'object', properties: { ms: {} } } }),
  ],
  [
    'schemas/kettle-v1/boil.json',
    schema({ degrees: { type: 'number', maximum: 100 } }, { required: ['degrees'] }),
  ],
  [
    'fleets/kettles.yaml',
    `fleet: kettles
version: kettle-v1
endpoints: 100
token: kettle-{index:4}
gateways: 4
metadata:
  room: { choice: { values: [kitchen, hall], weights: [2, 1] } }
samples:
  every: 1s
  fields:
    mode: { states: { start: off, states: { off: { for: 5s, next: { on: 1 } }, on: { for: [1s, 2s], next: { off: 1 } } } } }
    water: { by: { field: mode, values: { on: { walk: { start: 50, step: 1, min: 0, max: 100 } } }, otherwise: 20 } }
commands:
  boil: { after: 1s, payload: { object: { done: { chance: 0.9 } } } }
configuration:
  samplePeriod: { from: period, unit: s }
operator:
  - { after: 1s, command: boil, payload: { degrees: 80 } }
  - { after: 2s, configuration: { period: 3 } }
`,
  ],
]);

/** A replacement of the first occurrence of a text in a file; without texts the file is gone. */
export type Change = readonly [file: string, from: string, to: string] | readonly [file: string];

/** The right blueprint with changes. A file that is not there is made of the new text alone. */
export function changed(...changes: readonly Change[]): BlueprintFiles {
  const files = new Map(RIGHT);
  for (const [file, from, to] of changes) {
    const text = files.get(file);
    if (from === undefined || to === undefined) files.delete(file);
    else if (text === undefined) files.set(file, to);
    else if (from === '') files.set(file, to);
    else if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    else
      files.set(
        file,
        text.replace(from, () => to),
      );
  }
  return files;
}

/** Compiled schemas are kept for all cases of a test file. */
const tools = schemaTools();

/** All problems as lines, `file:line:column  path  message`. */
export async function problemsAfter(...changes: readonly Change[]): Promise<string[]> {
  const checked = checkBlueprint(changed(...changes), CATALOG, tools);
  return checked.problems.map(formatProblem);
}

/** All notes as lines. */
export async function notesAfter(...changes: readonly Change[]): Promise<string[]> {
  const checked = checkBlueprint(changed(...changes), CATALOG, tools);
  return checked.notes.map(formatProblem);
}
