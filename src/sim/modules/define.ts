/**
 * The interface of modules that a fleet file names: what they are called with, and what they give back.
 *
 * A module is asked, it never acts: it gets its options, a random stream that belongs to one endpoint, and the moment; what
 * it returns is a value or a {@link Change}. It knows no clock and no connection. Each endpoint gets an instance of its own.
 */
import type { RandomStream } from '../../kernel/random.js';
import type { DeviceView, Moment } from '../generators/generator.js';

/** Whose instance it is. */
export interface ModuleContext<Options = unknown> {
  /** `options` of the fleet file, as they are written there. */
  readonly options: Options;
  /** Seeded; the same numbers in every run of one seed. The only randomness that keeps a run repeatable. */
  readonly random: RandomStream;
  /** The endpoint's place in its fleet, from 1. */
  readonly index: number;
  readonly token: string;
  readonly fleet: string;
}

/** The moment as modules see it: the endpoint is always known. */
export interface ModuleMoment extends Moment {
  readonly device: DeviceView;
}

/** Gives each endpoint its generator: the next value, of any JSON type; undefined leaves the member out. */
export type GeneratorModule<Options = unknown> = (
  context: ModuleContext<Options>,
) => (moment: ModuleMoment) => unknown;

/** What an endpoint does next; what is absent stays as it is. */
export interface Change {
  /** The state that follows. */
  readonly state?: string | undefined;
  /** New values of variables. */
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  /** It wants to be asked again after so many milliseconds, in place of an earlier wish; forgotten on entering a state. */
  readonly wakeAfterMs?: number | undefined;
  /** It goes off, and comes back after so many milliseconds. */
  readonly rebootMs?: number | undefined;
}

/** The result of a command. [11/CEP CEP-16] */
export interface ModuleCommandResult {
  /** As in HTTP. */
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
  readonly payload?: unknown;
}

export interface CommandChange extends Change {
  /** In place of what `commands` of the fleet file says; also for types that are not there. */
  readonly result?: ModuleCommandResult | undefined;
}

export interface ConfigurationChange extends Change {
  /** The configuration is not applied, and that is reported. */
  readonly refuse?: { readonly statusCode: number; readonly reasonPhrase?: string | undefined } | undefined;
}

/** How one endpoint behaves. */
export interface EndpointBehaviour {
  /** The state in which it begins, and again after a reboot. */
  readonly start: string;
  /** It has come into a state, at the beginning too. A state that this names is not entered: only `set` and `wakeAfterMs` count. */
  entered?(state: string, moment: ModuleMoment): Change | undefined;
  /** The time that it asked for by `wakeAfterMs` has come. */
  time?(moment: ModuleMoment): Change | undefined;
  /** A data sample has been taken: `moment.sample`. */
  sample?(moment: ModuleMoment): Change | undefined;
  /** A command is executed: its payload is `moment.command`. */
  command?(type: string, moment: ModuleMoment): CommandChange | undefined;
  /** A configuration is to be applied: `moment.configuration`. */
  configuration?(moment: ModuleMoment): ConfigurationChange | undefined;
}

export type BehaviourModule<Options = unknown> = (context: ModuleContext<Options>) => EndpointBehaviour;

/** A generator as a module: returns it as it is, for its types. */
export function defineGenerator<Options = unknown>(
  generator: GeneratorModule<Options>,
): GeneratorModule<Options> {
  return generator;
}

/** A behaviour as a module: returns it as it is, for its types. */
export function defineBehaviour<Options = unknown>(
  behaviour: BehaviourModule<Options>,
): BehaviourModule<Options> {
  return behaviour;
}
