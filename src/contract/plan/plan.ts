/**
 * Everything that a contract test looks at, in order: the steps of the contract, its scenarios, and what always holds.
 *
 * A version without a contract has one all the same, made from its schemas: each command is answered once, a valid
 * configuration is acknowledged.
 */
import { type Contract, type LoadedContract, ownExpectations } from '../../blueprint/contract-model.js';
import type { VersionSchemas } from '../../blueprint/model.js';
import { statementOf } from './statement.js';
import type { Place, PlannedScenario, Step } from './step.js';
import { plannedScenarios, plannedSteps } from './steps.js';

/** What always holds: `schema.…` and `wire.…`. */
export interface OwnExpectation {
  readonly id: string;
  readonly statement: string;
  readonly place: Place;
  /** For `schema.result.<type>`. */
  readonly commandType?: string;
}

export interface Plan {
  readonly appVersion: string;
  /** Expectations that need nothing to happen; they are watched from the beginning, together. */
  readonly watched: readonly Step[];
  /** Expectations for which something must happen, one after the other. */
  readonly provoked: readonly Step[];
  readonly scenarios: readonly PlannedScenario[];
  readonly own: readonly OwnExpectation[];
  /** Which IDs a report is about; the other steps are there so that there is something to see. */
  readonly isWanted: (id: string) => boolean;
}

export interface PlanInput {
  readonly appVersion: string;
  /** Absent: made from the schemas. */
  readonly contract?: LoadedContract | undefined;
  readonly schemas: VersionSchemas;
  /** IDs, `*` stands for anything; all when empty. */
  readonly only?: readonly string[] | undefined;
  /** Do everything, although only some of it is reported: what always holds may break at any step. */
  readonly doAll?: boolean | undefined;
}

export interface PlanResult {
  readonly plan: Plan;
  /** IDs that there are. */
  readonly known: readonly string[];
}

/** The plan of a version, narrowed to what is wanted. */
export function planOf({ appVersion, contract, schemas, only = [], doAll = false }: PlanInput): PlanResult {
  const loaded = contract ?? impliedContract(appVersion, schemas);
  const steps = plannedSteps(loaded);
  const scenarios = plannedScenarios(loaded);
  const own = ownOf(schemas, loaded);
  const known = [...steps, ...scenarios, ...own].map(({ id }) => id);
  const isWanted = wantedBy(only);
  const wantedOwn = own.filter(({ id }) => isWanted(id));
  const isDone = (step: Step) => doAll || isWanted(step.id) || isNeeded(step, wantedOwn);
  const done = steps.filter(isDone);
  return {
    known,
    plan: {
      appVersion,
      watched: done.filter(({ when }) => when === undefined),
      provoked: done.filter(({ when }) => when !== undefined),
      scenarios: scenarios.filter(({ id, steps: parts }) => isWanted(id) || parts.some(isDone)),
      own: wantedOwn,
      isWanted: (id) =>
        isWanted(id) ||
        scenarios.some((scenario) => isWanted(scenario.id) && id.startsWith(`${scenario.id}.`)),
    },
  };
}

/** Results of a command are only seen when it is sent. */
function isNeeded({ when }: Step, own: readonly OwnExpectation[]): boolean {
  return when?.kind === 'command' && own.some(({ commandType }) => commandType === when.type);
}

/** True for everything when nothing is named. */
function wantedBy(only: readonly string[]): (id: string) => boolean {
  if (only.length === 0) return () => true;
  const patterns = only.map(patternOf);
  return (id) => patterns.some((pattern) => pattern.test(id));
}

/** `schema.*` as a pattern. */
export function patternOf(wanted: string): RegExp {
  const escaped = wanted.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
}

/** Everything that a report will have a result for, in its order. */
export function expectationsOf({
  watched,
  provoked,
  scenarios,
  own,
  isWanted,
}: Plan): { id: string; statement: string }[] {
  const seeing = (steps: readonly Step[]) =>
    steps
      .filter(({ seen }) => seen !== undefined)
      .map((step) => ({ id: step.id, statement: statementOf(step) }));
  const ordered = scenarios.flatMap(({ id, steps, unexpected }) => [
    ...seeing(steps),
    ...(unexpected === 'fail' ? [{ id: `${id}.unexpected`, statement: UNEXPECTED }] : []),
  ]);
  return [...seeing([...watched, ...provoked]), ...ordered, ...own].filter(({ id }) => isWanted(id));
}

/** The policy of a scenario for messages that no step speaks of. */
export const UNEXPECTED = 'Nothing else is sent while the scenario runs.';

function impliedContract(appVersion: string, { commands, configuration }: VersionSchemas): LoadedContract {
  const answered = Object.keys(commands).map(
    (type) => [`answers-${type}`, { when: { command: type }, result: { times: 1 } }] as const,
  );
  const applies = [['applies-configuration', { when: { configuration: 'valid' }, applied: {} }] as const];
  const expect: NonNullable<Contract['expect']> = Object.fromEntries([
    ...answered,
    ...(configuration === undefined ? [] : applies),
  ]);
  return { file: 'blueprint.yaml', contract: { contract: appVersion, expect }, places: {} };
}

const STATEMENTS: Readonly<Record<string, string>> = {
  'schema.data-samples': 'Every data sample matches its schema.',
  'schema.metadata': 'Reported metadata matches its schema.',
  'wire.own-token': 'No message names the token of another endpoint.',
  'wire.accepted': 'The platform takes every message.',
};

const RESULT = 'schema.result.';

function ownOf(schemas: VersionSchemas, { contract, file }: LoadedContract): OwnExpectation[] {
  const place = { file, line: 1, column: 1 };
  const withResult = Object.keys(schemas.commands).filter(
    (type) => schemas.commands[type]?.result !== undefined,
  );
  const has: Readonly<Record<string, boolean>> = {
    'schema.data-samples': schemas.dataSample !== undefined,
    'schema.metadata': schemas.metadata !== undefined,
  };
  return ownExpectations(withResult)
    .filter((id) => (has[id] ?? true) && !contract.without?.includes(id))
    .map((id) => {
      if (!id.startsWith(RESULT)) return { id, statement: STATEMENTS[id] as string, place };
      const commandType = id.slice(RESULT.length);
      return { id, statement: `Results of ${commandType} match their schema.`, place, commandType };
    });
}
