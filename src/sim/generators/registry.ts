/**
 * Every generator by name, and how a value of a fleet file becomes one.
 *
 * To add a generator: its options in `blueprint/value-model.ts`, a file here, and a line below.
 */
import type { GeneratorName, OptionsOf, ValueSpec } from '../../blueprint/value-model.js';
import { by } from './by.js';
import { chance } from './chance.js';
import { choice } from './choice.js';
import { constant } from './constant.js';
import { counter } from './counter.js';
import { faker, loadFaker } from './faker.js';
import type { Compiler, Generator, GeneratorKind, Libraries, Origin, ValueFactory } from './generator.js';
import { normal } from './normal.js';
import { object } from './object.js';
import { random } from './random.js';
import { route } from './route.js';
import { sequence } from './sequence.js';
import { sine } from './sine.js';
import { states } from './states.js';
import { template } from './template.js';
import { timestamp } from './timestamp.js';
import { walk } from './walk.js';

const GENERATORS: { readonly [Name in GeneratorName]: GeneratorKind<Name> } = {
  constant,
  template,
  counter,
  sequence,
  random,
  normal,
  chance,
  choice,
  sine,
  walk,
  states,
  by,
  route,
  timestamp,
  faker,
  object,
};

/** Reads a value of a fleet file once; the factory then gives each endpoint its generator. */
export function compileValue(spec: ValueSpec, libraries: Libraries = {}): ValueFactory {
  const compiler: Compiler = { libraries, compile: (inner) => compileValue(inner, libraries) };
  const named = generatorNameOf(spec);
  if (named === undefined) return constant(spec as OptionsOf<'constant'>, compiler);
  const options = (spec as Record<string, unknown>)[named];
  return (GENERATORS[named] as GeneratorKind<GeneratorName>)(options as OptionsOf<GeneratorName>, compiler);
}

/** The generator of one value for one endpoint. */
export function createValue(spec: ValueSpec, origin: Origin, libraries: Libraries = {}): Generator {
  return compileValue(spec, libraries)(origin);
}

/** Loads what these values need; nothing is loaded for values that need nothing. */
export async function loadLibraries(specs: readonly ValueSpec[]): Promise<Libraries> {
  return specs.some(namesFaker) ? { faker: await loadFaker() } : {};
}

/** The generator that a value names; undefined for a constant. */
function generatorNameOf(spec: ValueSpec): GeneratorName | undefined {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return undefined;
  const keys = Object.keys(spec);
  const name = keys[0];
  return keys.length === 1 && name !== undefined && Object.hasOwn(GENERATORS, name)
    ? (name as GeneratorName)
    : undefined;
}

function namesFaker(spec: ValueSpec): boolean {
  const name = generatorNameOf(spec);
  if (name === 'faker') return true;
  const options = name === undefined ? undefined : (spec as Record<string, unknown>)[name];
  if (name === 'object') return Object.values(options as OptionsOf<'object'>).some(namesFaker);
  if (name !== 'by') return false;
  const { values, otherwise } = options as OptionsOf<'by'>;
  return namesFaker(otherwise) || Object.values(values).some(namesFaker);
}
