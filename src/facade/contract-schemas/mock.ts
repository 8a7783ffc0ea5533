/**
 * `kaa contract mock`: instances of a version's schema, valid or invalid, the same for one seed.
 */
import { schemaTools } from '../../blueprint/json-schema.js';
import { nearest } from '../../blueprint/nearest.js';
import { type InvalidInstance, invalidInstances, validInstances } from '../../contract/schemas/mock.js';
import { createValidator } from '../../contract/schemas/validator.js';
import { kaaError } from '../../errors.js';
import { createRandom, freshSeed } from '../../kernel/random.js';
import { loadBlueprint } from '../blueprints.js';
import { schemasByKind, versionOf } from './versions.js';

export interface MockOptions {
  readonly blueprint?: string | undefined;
  /** The only one when absent. */
  readonly appVersion?: string | undefined;
  /** `data-sample`, `metadata`, `configuration`, `command.<type>.payload`, `command.<type>.result`. */
  readonly kind: string;
  readonly count: number;
  /** Invalid ones, each with its fault. */
  readonly invalid?: boolean | undefined;
  /** Drawn when absent. */
  readonly seed?: number | undefined;
}

export interface Mocked {
  readonly appVersion: string;
  readonly kind: string;
  readonly seed: number;
  /** Values; or values with their faults. */
  readonly instances: readonly unknown[] | readonly InvalidInstance[];
}

/** @throws KaaError SCHEMA_VERSION_UNKNOWN, SCHEMA_VERSION_NEEDED, SCHEMA_KIND_UNKNOWN, MOCK_IMPOSSIBLE */
export async function mockInstances(options: MockOptions): Promise<Mocked> {
  const { kind, count, invalid = false, seed = freshSeed() } = options;
  const blueprint = await loadBlueprint(options.blueprint);
  const { name } = versionOf(blueprint, options.appVersion);
  const schemas = schemasByKind(blueprint, name);
  const schema = schemas[kind];
  if (schema === undefined) {
    const kinds = Object.keys(schemas);
    const meant = nearest(kind, kinds);
    const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    throw kaaError('SCHEMA_KIND_UNKNOWN', { kind, hint, version: name, kinds: kinds.join(', ') || 'none' });
  }
  const ports = {
    validator: createValidator(schemaTools()),
    random: createRandom(seed).stream(`mock/${name}/${kind}/${invalid ? 'invalid' : 'valid'}`),
  };
  const instances = invalid ? invalidInstances(schema, count, ports) : validInstances(schema, count, ports);
  if (instances.length > 0) return { appVersion: name, kind, seed, instances };
  const what = invalid ? 'invalid' : 'valid';
  throw kaaError('MOCK_IMPOSSIBLE', { kind, version: name, what });
}
