/**
 * What a generator is: a source of values for one field of one endpoint.
 *
 * It is made in two steps. A {@link GeneratorKind} reads the options of a fleet file once for the whole fleet and
 * gives a {@link ValueFactory}; the factory gives each endpoint its own {@link Generator} with its own random stream.
 * A generator never reads the clock and never draws from another stream, so its values depend on the seed, the token,
 * the field and the time of the data sample, and on nothing else in the fleet.
 */
import type { ModuleReference } from '../../blueprint/fleet/module.js';
import type { Recordings } from '../../blueprint/recording/recordings.js';
import type { GeneratorName, OptionsOf, ValueSpec } from '../../blueprint/value-model.js';
import type { Random } from '../../kernel/random.js';

/** What an endpoint is and keeps: `device` in expressions. */
export interface DeviceView {
  /** Its place in the fleet, from 1. */
  readonly index: number;
  readonly token: string;
  readonly fleet: string;
  /** The state that it is in; undefined when the fleet declares none. */
  readonly state: string | undefined;
  /** Drawn once. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What has been applied, of any JSON type; undefined before the first. */
  readonly configuration: unknown;
  readonly software: { readonly version: string | undefined };
}

/** When and for what a value is wanted. */
export interface Moment {
  /** The time of the data sample, milliseconds since the epoch. */
  readonly at: number;
  /** The same, as milliseconds since the run began: equal in every run of one seed. */
  readonly elapsed: number;
  /** The fields of the data sample that are already known. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** Absent when nothing in the fleet asks for it. */
  readonly device?: DeviceView | undefined;
  /** The payload of the command that is being executed. */
  readonly command?: unknown;
  /** The configuration that has been pushed. */
  readonly configuration?: unknown;
}

export interface Generator {
  /** The next value, of any JSON type; undefined leaves the member out. */
  next(moment: Moment): unknown;
}

/** Whose value it is. */
export interface Origin {
  readonly random: Random;
  /** Name of the random stream, for example `endpoint/thermo-0007/temperature`. */
  readonly streamName: string;
  /** The endpoint's place in its fleet, from 1. */
  readonly index: number;
  readonly token: string;
  readonly fleet: string;
}

export type ValueFactory = (origin: Origin) => Generator;

/** The part of faker that is used; loaded only for fleets that name it. */
export interface FakerLibrary {
  /** Calls `module.method`. The same seed and date give the same value. */
  call(method: string, seed: number, at: number): unknown;
  has(method: string): boolean;
}

/** The export of a module that a fleet names; it was loaded before the run. */
export type ModuleLibrary = (module: ModuleReference) => unknown;

/** What is loaded before a run, for the fleets that name it: generators read nothing themselves. */
export interface Libraries {
  readonly faker?: FakerLibrary | undefined;
  readonly modules?: ModuleLibrary | undefined;
  /** The files that `replay` names. */
  readonly recordings?: Recordings | undefined;
}

export interface Compiler {
  readonly libraries: Libraries;
  compile(spec: ValueSpec): ValueFactory;
}

/** How options become values; one for each name in `blueprint/value-model.ts`. */
export type GeneratorKind<Name extends GeneratorName> = (
  options: OptionsOf<Name>,
  compiler: Compiler,
) => ValueFactory;

/** The origin of a value inside another one: a stream of its own. */
export function within(origin: Origin, member: string): Origin {
  return { ...origin, streamName: `${origin.streamName}/${member}` };
}
