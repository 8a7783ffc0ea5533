/**
 * What the endpoints of a fleet do when they are spoken to, read once from the fleet file: commands, configurations, software.
 */
import type {
  CommandBehaviour,
  ConfigurationBehaviour,
  SoftwareBehaviour,
} from '../../blueprint/fleet/device.js';
import { compileExpression, type Evaluate } from '../generators/evaluate.js';
import type { Libraries, ValueFactory } from '../generators/generator.js';
import { compileValue } from '../generators/registry.js';
import { compileEffects, type Effects } from './effects.js';
import { compileOptionalSpan, type Span } from './span.js';

/** As in HTTP. */
export interface Status {
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
}

export interface CommandRule {
  /** How long the endpoint takes; undefined: no time. */
  readonly after: Span | undefined;
  /** Undefined: it always executes it. */
  readonly only: Evaluate | undefined;
  readonly otherwise: Status;
  readonly status: Status;
  /** How often it fails instead, 0 to 1. */
  readonly failureRate: number;
  readonly payload: ValueFactory | undefined;
  readonly then: Effects;
}

export interface SamplePeriod {
  /** Members from the root of the configuration. */
  readonly path: readonly string[];
  readonly unitMs: number;
}

export interface ConfigurationRule {
  readonly samplePeriod: SamplePeriod | undefined;
  readonly after: Span | undefined;
  readonly isMerged: boolean;
  readonly refuse: readonly { readonly when: Evaluate; readonly status: Status }[];
  readonly then: Effects;
}

export interface SoftwareRule {
  readonly download: Span | undefined;
  readonly install: Span | undefined;
  /** Undefined: it goes on without. */
  readonly reboot: Span | undefined;
  readonly failureRate: number;
  /** Whether it tells its version when it connects. */
  readonly isReported: boolean;
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const;

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function compileCommand(command: CommandBehaviour, libraries: Libraries): CommandRule {
  const { after, only, otherwise, payload, failureRate = 0, statusCode = 200, reasonPhrase } = command;
  return {
    after: compileOptionalSpan(after),
    only: only === undefined ? undefined : compileExpression(only),
    otherwise: { statusCode: 409, reasonPhrase: 'refused in the present state', ...otherwise },
    status: { statusCode, reasonPhrase },
    failureRate,
    payload: payload === undefined ? undefined : compileValue(payload, libraries),
    // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file
    then: compileEffects(command.then, libraries),
  };
}

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function compileConfiguration(
  configuration: ConfigurationBehaviour | undefined,
  libraries: Libraries,
): ConfigurationRule {
  const { samplePeriod, after, merge = false, refuse = [] } = configuration ?? {};
  return {
    samplePeriod: samplePeriod && {
      path: samplePeriod.from.split('.'),
      unitMs: UNIT_MS[samplePeriod.unit],
    },
    after: compileOptionalSpan(after),
    isMerged: merge,
    refuse: refuse.map(({ when, statusCode = 400, reasonPhrase }) => ({
      when: compileExpression(when),
      status: { statusCode, reasonPhrase: reasonPhrase ?? `refused: ${when}` },
    })),
    // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file
    then: compileEffects(configuration?.then, libraries),
  };
}

/** The times of a software update. */
export function compileSoftware(software: SoftwareBehaviour): SoftwareRule {
  const { version, download, install, reboot, failureRate = 0 } = software;
  return {
    download: compileOptionalSpan(download),
    install: compileOptionalSpan(install),
    reboot: compileOptionalSpan(reboot),
    failureRate,
    isReported: version !== undefined,
  };
}
