/**
 * What the endpoints of a fleet do, read once from the fleet file and shared by all of them.
 */
import type { CommandBehaviour, ConfigurationBehaviour } from '../../blueprint/fleet/device.js';
import type { LoadedFleet } from '../../blueprint/fleet/fleet.js';
import { parseDuration } from '../../kernel/duration.js';
import { valuesOfSchema } from '../generators/from-schema.js';
import type { Libraries, ValueFactory } from '../generators/generator.js';
import { sampleOf } from '../generators/object.js';
import { compileValue } from '../generators/registry.js';
import type { FleetPlan } from '../plan/plan.js';

export interface CommandAnswer {
  /** How long the endpoint takes, in milliseconds. */
  readonly afterMs: number;
  readonly statusCode: number;
  readonly reasonPhrase: string | undefined;
  /** How often it fails instead, 0 to 1. */
  readonly failureRate: number;
  readonly payload: ValueFactory | undefined;
}

export interface SamplePeriod {
  /** Members from the root of the configuration. */
  readonly path: readonly string[];
  readonly unitMs: number;
}

export interface Behaviour {
  readonly plan: FleetPlan;
  readonly sample: ValueFactory | undefined;
  readonly metadata: ValueFactory | undefined;
  /** By command type. */
  readonly commands: ReadonlyMap<string, CommandAnswer>;
  readonly samplePeriod: SamplePeriod | undefined;
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const;

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function compileBehaviour(plan: FleetPlan, loaded: Libraries): Behaviour {
  const { fleet, recordings } = plan;
  const libraries = { ...loaded, recordings };
  const commands = Object.entries(fleet.commands ?? {}).map(
    ([type, answer]) => [type, commandAnswer(answer, libraries)] as const,
  );
  return {
    plan,
    sample: plan.samples && sampleFactory(plan, libraries),
    metadata: hasMembers(fleet.metadata) ? sampleOf(compiled(fleet.metadata, libraries)) : undefined,
    commands: new Map(commands),
    samplePeriod: samplePeriod(fleet.configuration),
  };
}

/** Every value that a fleet file names, to see what they need. */
export function valuesOf({ fleet }: Pick<LoadedFleet, 'fleet'>): unknown[] {
  return [
    ...Object.values(fleet.samples?.fields ?? {}),
    ...Object.values(fleet.metadata ?? {}),
    ...Object.values(fleet.commands ?? {}).map((answer) => answer.payload),
  ];
}

function sampleFactory({ fleet, schemas }: FleetPlan, libraries: Libraries): ValueFactory {
  const fields = fleet.samples?.fields;
  if (fields !== undefined) return sampleOf(compiled(fields, libraries));
  return valuesOfSchema(schemas?.dataSample ?? { type: 'object' }, libraries);
}

function compiled(values: Readonly<Record<string, unknown>>, libraries: Libraries) {
  return Object.entries(values).map(([name, spec]) => [name, compileValue(spec, libraries)] as const);
}

function commandAnswer(answer: CommandBehaviour, libraries: Libraries): CommandAnswer {
  return {
    afterMs: parseDuration(answer.after ?? '0ms') ?? 0,
    statusCode: answer.statusCode ?? 200,
    reasonPhrase: answer.reasonPhrase,
    failureRate: answer.failureRate ?? 0,
    payload: answer.payload === undefined ? undefined : compileValue(answer.payload, libraries),
  };
}

function samplePeriod(behaviour: ConfigurationBehaviour | undefined): SamplePeriod | undefined {
  const period = behaviour?.samplePeriod;
  return period && { path: period.from.split('.'), unitMs: UNIT_MS[period.unit] };
}

function hasMembers(
  values: Readonly<Record<string, unknown>> | undefined,
): values is Record<string, unknown> {
  return values !== undefined && Object.keys(values).length > 0;
}
