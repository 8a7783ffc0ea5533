/**
 * What one endpoint is and keeps between two messages: parameters, variables, state, configuration, software.
 *
 * Only fleets that need it have one for each endpoint, made when it is first asked for. Nothing happens in here: see
 * `machines.ts` for who changes it.
 */
import type { RandomStream } from '../../kernel/random.js';
import type { DeviceView, Generator, Origin, ValueFactory } from '../generators/generator.js';
import { within } from '../generators/generator.js';
import { fillSample, type Members } from '../generators/object.js';
import type { Mind } from './mind.js';

/** What the endpoints of a fleet are, and how they behave. */
export interface DeviceKind {
  readonly parameters: Members;
  readonly variables: Members;
  /** Of the software that they have at first. */
  readonly version: string | undefined;
  /** Undefined: there are no states. */
  readonly mind: Mind | undefined;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export class Device {
  readonly endpoint: number;
  readonly kind: DeviceKind;
  /** As generators and expressions see it: one object for the whole life of the endpoint. */
  readonly view: Writable<DeviceView> & { readonly variables: Record<string, unknown> };
  readonly origin: Origin;
  /** When the times of the present state are over, by place; milliseconds since the start, Infinity when there is none. */
  dues: number[] = [];
  /** What a module keeps of it. */
  mindOwn: unknown;
  /** The last data sample: what conditions and effects see of it. */
  sample: Readonly<Record<string, unknown>> = {};
  isOff = false;
  /** Its times are being worked off: what is due next is told afterwards. */
  isAdvancing = false;
  #stream: RandomStream | undefined;
  /** Of values that are assigned. */
  #generators: Map<ValueFactory, Generator> | undefined;

  /** @param origin with the stream of what happens to it by chance: `machine/<token>` */
  constructor(endpoint: number, kind: DeviceKind, origin: Origin, at: number) {
    const { index, token, fleet } = origin;
    const parameters: Record<string, unknown> = {};
    const variables: Record<string, unknown> = {};
    this.endpoint = endpoint;
    this.kind = kind;
    this.origin = origin;
    this.view = {
      ...{ index, token, fleet, parameters, variables },
      state: undefined,
      configuration: undefined,
      software: { version: kind.version },
    };
    const moment = { at, elapsed: 0, sample: {}, device: this.view };
    fillSample(parameters, kind.parameters, this.#originOf('parameters'), moment);
    fillSample(variables, kind.variables, this.#originOf('variables'), moment);
  }

  /** What is left to chance in its states. */
  get stream(): RandomStream {
    this.#stream ??= this.origin.random.stream(this.origin.streamName);
    return this.#stream;
  }

  /** The endpoint's own generator of an assigned value. */
  generator(factory: ValueFactory, name: string): Generator {
    this.#generators ??= new Map();
    const known = this.#generators.get(factory);
    if (known !== undefined) return known;
    const made = factory(within(this.origin, name));
    this.#generators.set(factory, made);
    return made;
  }

  #originOf(what: string): Origin {
    return { ...this.origin, streamName: `endpoint/${this.origin.token}/${what}` };
  }
}
