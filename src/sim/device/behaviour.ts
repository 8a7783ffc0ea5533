/**
 * What the endpoints of a fleet are and do, read once from the fleet file and shared by all of them.
 */
import { isFields } from '../../blueprint/data.js';
import type { LoadedFleet } from '../../blueprint/fleet/fleet.js';
import { valuesOfSchema } from '../generators/from-schema.js';
import type { Libraries, ValueFactory } from '../generators/generator.js';
import { modalObjectOf, modalSampleOf } from '../generators/modes.js';
import { type Members, sampleOf } from '../generators/object.js';
import { compileValue } from '../generators/registry.js';
import type { FleetPlan } from '../plan/plan.js';
import { asksForDevice } from './asks-for-device.js';
import { declaredMind } from './declared-mind.js';
import type { DeviceKind } from './device.js';
import type { Mind } from './mind.js';
import { moduleMind } from './module-mind.js';
import {
  type CommandRule,
  type ConfigurationRule,
  compileCommand,
  compileConfiguration,
  compileSoftware,
  type SoftwareRule,
} from './rules.js';
import { fieldsOfState } from './values-of.js';

export interface Behaviour {
  readonly plan: FleetPlan;
  readonly sample: ValueFactory | undefined;
  readonly metadata: ValueFactory | undefined;
  /** By command type. */
  readonly commands: ReadonlyMap<string, CommandRule>;
  readonly configuration: ConfigurationRule;
  /** Undefined: software is applied as soon as it is offered. */
  readonly software: SoftwareRule | undefined;
  /** Undefined: the endpoints keep nothing, and nothing asks for it. */
  readonly device: DeviceKind | undefined;
}

/** @throws KaaError FAKER_METHOD_UNKNOWN, MODULE_UNUSABLE */
export function compileBehaviour(plan: FleetPlan, loaded: Libraries): Behaviour {
  const { fleet, recordings } = plan;
  const libraries = { ...loaded, recordings };
  const commands = Object.entries(fleet.commands ?? {}).map(
    ([type, command]) => [type, compileCommand(command, libraries)] as const,
  );
  return {
    plan,
    sample: sampleFactory(plan, libraries),
    metadata: hasMembers(fleet.metadata) ? sampleOf(compiled(fleet.metadata, libraries)) : undefined,
    commands: new Map(commands),
    configuration: compileConfiguration(fleet.configuration, libraries),
    software: fleet.software && compileSoftware(fleet.software),
    device: asksForDevice(fleet) ? deviceKind(plan, libraries) : undefined,
  };
}

function deviceKind({ fleet }: FleetPlan, libraries: Libraries): DeviceKind {
  return {
    parameters: compiled(fleet.parameters ?? {}, libraries),
    variables: compiled(fleet.variables ?? {}, libraries),
    version: fleet.software?.version,
    mind: mindOf(fleet, libraries),
  };
}

function mindOf({ behaviour }: LoadedFleet['fleet'], libraries: Libraries): Mind | undefined {
  if (behaviour === undefined) return undefined;
  const { module } = behaviour;
  return module === undefined ? declaredMind(behaviour, libraries) : moduleMind(module, libraries);
}

/** Undefined when the endpoints send no data samples in any state. */
function sampleFactory({ fleet, schemas }: FleetPlan, libraries: Libraries): ValueFactory | undefined {
  const states = Object.entries(fleet.behaviour?.states ?? {});
  const isSent = fleet.samples !== undefined || states.some(([, { samples }]) => isFields(samples));
  if (!isSent) return undefined;
  const modes = new Map<string, Members>();
  for (const [name, { samples }] of states) {
    const own = fieldsOfState(samples);
    if (own !== undefined) modes.set(name, compiled(own, libraries));
  }
  const fields = fleet.samples?.fields;
  if (fields !== undefined) {
    const members = compiled(fields, libraries);
    return modes.size === 0 ? sampleOf(members) : modalSampleOf(members, modes);
  }
  const whole = valuesOfSchema(schemas?.dataSample ?? { type: 'object' }, libraries);
  return modes.size === 0 ? whole : modalObjectOf(whole, modes);
}

function compiled(values: Readonly<Record<string, unknown>>, libraries: Libraries): Members {
  return Object.entries(values).map(([name, spec]) => [name, compileValue(spec, libraries)] as const);
}

function hasMembers(
  values: Readonly<Record<string, unknown>> | undefined,
): values is Record<string, unknown> {
  return values !== undefined && Object.keys(values).length > 0;
}
