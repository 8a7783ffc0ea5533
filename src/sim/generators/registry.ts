/**
 * Every generator by name, and how a value of a fleet file becomes one.
 *
 * To add a generator: its options in `blueprint/value-model.ts`, a file here, and a line below.
 */
import type { GeneratorName, OptionsOf, ValueSpec } from '../../blueprint/value-model.js';
import { generatorOf, generatorsIn } from '../../blueprint/values-in.js';
import { by } from './by.js';
import { chance } from './chance.js';
import { choice } from './choice.js';
import { constant } from './constant.js';
import { counter } from './counter.js';
import { exponential } from './exponential.js';
import { expression } from './expression.js';
import { faker, loadFaker } from './faker.js';
import type { Compiler, Generator, GeneratorKind, Libraries, Origin, ValueFactory } from './generator.js';
import { lognormal } from './lognormal.js';
import { module } from './module.js';
import { normal } from './normal.js';
import { object } from './object.js';
import { poisson } from './poisson.js';
import { ramp } from './ramp.js';
import { random } from './random.js';
import { replay } from './replay.js';
import { route } from './route.js';
import { season } from './season.js';
import { sequence } from './sequence.js';
import { sine } from './sine.js';
import { states } from './states.js';
import { step } from './step.js';
import { template } from './template.js';
import { timestamp } from './timestamp.js';
import { total } from './total.js';
import { walk } from './walk.js';

const GENERATORS: { readonly [Name in GeneratorName]: GeneratorKind<Name> } = {
  constant,
  template,
  counter,
  sequence,
  random,
  normal,
  lognormal,
  exponential,
  poisson,
  chance,
  choice,
  sine,
  season,
  walk,
  step,
  ramp,
  total,
  states,
  by,
  expression,
  replay,
  route,
  timestamp,
  faker,
  object,
  module,
};

/** Reads a value of a fleet file once; the factory then gives each endpoint its generator. */
export function compileValue(spec: ValueSpec, libraries: Libraries = {}): ValueFactory {
  const compiler: Compiler = { libraries, compile: (inner) => compileValue(inner, libraries) };
  const named = generatorOf(spec);
  if (named === undefined) return constant(spec as OptionsOf<'constant'>, compiler);
  const kind = GENERATORS[named.name] as GeneratorKind<GeneratorName>;
  return kind(named.options as OptionsOf<GeneratorName>, compiler);
}

/** The generator of one value for one endpoint. */
export function createValue(spec: ValueSpec, origin: Origin, libraries: Libraries = {}): Generator {
  return compileValue(spec, libraries)(origin);
}

/** Loads what these values need; nothing is loaded for values that need nothing. */
export async function loadLibraries(specs: readonly ValueSpec[]): Promise<Libraries> {
  const namesFaker = specs.some((spec) => generatorsIn(spec).some(({ name }) => name === 'faker'));
  return namesFaker ? { faker: await loadFaker() } : {};
}
