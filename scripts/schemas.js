#!/usr/bin/env node
/**
 * Writes the schemas of blueprint.yaml, fleet files and contracts to schemas/, which editors use, from the models in src/blueprint
 * and the settings of the platform's services. Run after a build: npm run docs
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { blueprintSchema, contractSchema, fleetSchema } from '../dist/index.js';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries({
  blueprint: blueprintSchema(),
  contract: contractSchema(),
  fleet: fleetSchema(),
})) {
  await writeFile(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`schemas/${name}.schema.json`);
}
