/**
 * A behaviour that is a module: each endpoint has an instance of its own, and everything that it gives back is looked at
 * before it counts.
 */
import type { ModuleReference } from '../../blueprint/fleet/module.js';
import type { Libraries, Moment } from '../generators/generator.js';
import { callModule, failed } from '../modules/call.js';
import type {
  BehaviourModule,
  Change,
  CommandChange,
  ConfigurationChange,
  EndpointBehaviour,
  ModuleMoment,
} from '../modules/define.js';
import type { Device } from './device.js';
import { type Mind, type Reaction, SHORTEST_MS, type Trigger } from './mind.js';

type Answer = (Change & CommandChange & ConfigurationChange) | undefined;

/** The module has been loaded before. */
export function moduleMind(reference: ModuleReference, { modules }: Libraries): Mind {
  const { file, options } = reference;
  if (modules === undefined) throw new Error(`${file} is used before it is loaded`);
  const make = modules(reference) as BehaviourModule;
  const instanceOf = (device: Device): EndpointBehaviour => {
    device.mindOwn ??= instantiate(device);
    return device.mindOwn as EndpointBehaviour;
  };
  const instantiate = ({ origin, stream: random }: Device) => {
    const { index, token, fleet } = origin;
    const made = callModule(file, origin, () => make({ options, random, index, token, fleet }));
    if (typeof made?.start !== 'string')
      throw failed(file, origin, 'it returned no object with a "start" state', undefined);
    return made;
  };
  const ask = (
    device: Device,
    moment: Moment,
    call: (own: EndpointBehaviour, moment: ModuleMoment) => unknown,
  ) => {
    const answer = callModule(file, device.origin, () => call(instanceOf(device), moment as ModuleMoment));
    const fault = faultOf(answer);
    if (fault !== undefined) throw failed(file, device.origin, fault, undefined);
    const change = (answer ?? undefined) as Answer;
    if (change?.wakeAfterMs !== undefined)
      device.dues = [moment.elapsed + Math.max(SHORTEST_MS, change.wakeAfterMs)];
    return change;
  };
  return {
    wantsSamples: true,
    start: (device) => instanceOf(device).start,
    entered(device, moment) {
      device.dues = [];
      const change = ask(device, moment, (own, at) => own.entered?.(device.view.state ?? '', at));
      Object.assign(device.view.variables, change?.set);
    },
    react(device, trigger, moment): Reaction | undefined {
      const change = ask(device, moment, (own, at) => called(own, trigger, at));
      return change && { ...change, cause: causeOf(trigger) };
    },
  };
}

function called(own: EndpointBehaviour, trigger: Trigger, moment: ModuleMoment): unknown {
  switch (trigger.kind) {
    case 'time':
      return own.time?.(moment);
    case 'sample':
      return own.sample?.(moment);
    case 'command':
      return own.command?.(trigger.type, moment);
    case 'configuration':
      return own.configuration?.(moment);
  }
}

const causeOf = (trigger: Trigger) =>
  ({
    time: 'time',
    sample: 'data sample',
    command: trigger.kind === 'command' ? `command ${trigger.type}` : '',
    configuration: 'configuration',
  })[trigger.kind];

/** What members a change may have, and of which type. */
const MEMBERS: Readonly<Record<string, string>> = {
  state: 'string',
  set: 'object',
  wakeAfterMs: 'number',
  rebootMs: 'number',
  result: 'object',
  refuse: 'object',
};

/** Why this is no change; undefined when it is one, or none. */
function faultOf(answer: unknown): string | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (typeof answer !== 'object') return `it returned a ${typeof answer} where it should return an object`;
  for (const [name, value] of Object.entries(answer)) {
    const type = MEMBERS[name];
    if (type === undefined) return `it returned "${name}"; there may be: ${Object.keys(MEMBERS).join(', ')}`;
    if (value === undefined) continue;
    const isRight = typeof value === type && value !== null && !(Number.isNaN(value) || Number(value) < 0);
    if (!isRight)
      return `it returned ${name}: ${JSON.stringify(value) ?? String(value)}, which is no ${type === 'number' ? 'time' : type}`;
  }
  const status = (answer as Answer)?.result ?? (answer as Answer)?.refuse;
  if (status !== undefined && !Number.isInteger(status.statusCode))
    return 'it returned a result without an integer "statusCode"';
  return undefined;
}
