/**
 * From a contract, as it is written, to its steps, as they are tested: times in milliseconds, nothing left open.
 */
import type { Expectation, LoadedContract, ScenarioStep } from '../../blueprint/contract-model.js';
import type { When } from '../../blueprint/contract-when.js';
import { parseDuration } from '../../kernel/duration.js';
import type { Action, Place, PlannedScenario, Seen, Step } from './step.js';

/** How long something may take when the contract does not say. */
export const WITHIN_MS = 10_000;
/** How many intervals of `every` are looked at when the contract does not say. */
const INTERVALS = 5;
/** How long what happens lasts when the contract does not say. */
const LASTS_MS = { link: 20_000, answers: 10_000, token: 5000, platform: 1000 } as const;

/** The expectations of a contract in their order. */
export function plannedSteps({ contract, file, places }: LoadedContract): Step[] {
  return Object.entries(contract.expect ?? {}).map(([id, expectation]) => ({
    id,
    causedBy: id,
    ...partsOf(expectation),
    place: { file, ...(places[id] ?? TOP) },
  }));
}

/** The scenarios of a contract in their order. */
export function plannedScenarios({ contract, file, places }: LoadedContract): PlannedScenario[] {
  return Object.entries(contract.scenarios ?? {}).map(([id, { unexpected = 'ignore', steps }]) => ({
    id,
    unexpected,
    steps: orderedSteps(id, steps, (stepId) => ({ file, ...(places[stepId] ?? TOP) })),
    place: { file, ...(places[id] ?? TOP) },
  }));
}

const TOP = { line: 1, column: 1 };

function orderedSteps(
  scenario: string,
  steps: readonly ScenarioStep[],
  placeOf: (id: string) => Place,
): Step[] {
  const planned: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const id = `${scenario}.${step.id ?? index + 1}`;
    const parts = partsOf(step);
    const cause =
      parts.when === undefined ? planned.findLast((earlier) => isCause(earlier, parts.seen)) : undefined;
    planned.push({ id, causedBy: cause?.id ?? id, ...parts, place: placeOf(id) });
  }
  return planned;
}

const CAUSES: Readonly<Partial<Record<Seen['kind'], readonly Action['kind'][]>>> = {
  result: ['command'],
  'no-result': ['command'],
  applied: ['configuration'],
  'no-applied': ['configuration'],
  reconnects: ['link', 'token', 'platform'],
  resends: ['answers'],
};

/** What a step without an action of its own is about: the latest that fits. */
function isCause({ when }: Step, seen: Seen | undefined): boolean {
  if (when === undefined || seen === undefined) return false;
  return CAUSES[seen.kind]?.includes(when.kind) ?? false;
}

function partsOf(step: Expectation): Pick<Step, 'when' | 'seen' | 'description'> {
  return {
    when: step.when === undefined ? undefined : actionOf(step.when),
    seen: seenOf(step),
    description: step.description,
  };
}

const ms = (text: string | undefined, otherwise: number) =>
  text === undefined ? otherwise : (parseDuration(text) ?? otherwise);

function actionOf(when: When): Action {
  if (when.command !== undefined)
    return {
      kind: 'command',
      type: when.command,
      payload: when.payload === undefined ? undefined : { value: when.payload },
      duplicated: when.duplicated ?? false,
    };
  if (when.configuration !== undefined)
    return { kind: 'configuration', config: configOf(when.configuration), name: when.name ?? 'default' };
  if (when.link !== undefined) {
    const isDown = when.link === 'down';
    return { kind: 'link', isDown, forMs: isDown ? ms(when.for, LASTS_MS.link) : 0 };
  }
  if (when.answers !== undefined)
    return {
      kind: 'answers',
      lateMs: when.answers === 'late' ? ms(when.by, WITHIN_MS) : undefined,
      extension: when.to,
      forMs: ms(when.for, LASTS_MS.answers),
    };
  if (when.token !== undefined) return { kind: 'token', forMs: ms(when.for, LASTS_MS.token) };
  return { kind: 'platform', forMs: ms(when.for, LASTS_MS.platform) };
}

function configOf(configuration: unknown): Extract<Action, { kind: 'configuration' }>['config'] {
  if (configuration === 'valid' || configuration === 'invalid' || configuration === 'unchanged')
    return configuration;
  return { value: configuration };
}

function seenOf(step: Expectation): Seen | undefined {
  const withinMs = ms(step.within, WITHIN_MS);
  const forMs = ms(step.for, WITHIN_MS);
  const { metadata, samples, result, applied, reconnects, resends, messages } = step;
  if (metadata !== undefined) return { kind: 'metadata', keys: metadata, withinMs };
  if (samples !== undefined) return samplesSeen(samples, step);
  if (result === 'none') return { kind: 'no-result', forMs };
  if (result !== undefined) return { kind: 'result', ...resultSeen(result), withinMs };
  if (applied === 'none') return { kind: 'no-applied', forMs };
  if (applied !== undefined) return { kind: 'applied', ...appliedSeen(applied), withinMs };
  if (reconnects !== undefined) {
    const { backOff = false, atMost } = reconnects === true ? {} : reconnects;
    return { kind: 'reconnects', backOff, atMost, withinMs };
  }
  if (resends !== undefined) return { kind: 'resends', what: resends, withinMs };
  if (messages === 'none') return { kind: 'no-messages', forMs };
  if (messages !== undefined) return { kind: 'limits', bytes: messages.bytes, perSecond: messages.perSecond };
  return undefined;
}

function samplesSeen(samples: NonNullable<Expectation['samples']>, step: Expectation): Seen {
  if (samples === 'none') return { kind: 'no-samples', forMs: ms(step.for, WITHIN_MS) };
  const { atMost, every, where } = samples;
  const everyMs = every === undefined ? undefined : ms(every, WITHIN_MS);
  const atLeast = samples.atLeast ?? (atMost === undefined ? 1 : undefined);
  const forMs = everyMs === undefined ? ms(step.within, WITHIN_MS) : ms(step.for, INTERVALS * everyMs);
  return { kind: 'samples', atLeast, atMost, everyMs, where, forMs };
}

function resultSeen(result: Exclude<NonNullable<Expectation['result']>, 'none'>) {
  if (typeof result !== 'object')
    return { status: String(result), times: undefined, withReason: false, payload: undefined };
  const { statusCode, times, reason = false, payload } = result;
  return {
    status: statusCode === undefined ? undefined : String(statusCode),
    times,
    withReason: reason,
    payload: payload === undefined ? undefined : { value: payload },
  };
}

function appliedSeen(applied: Exclude<NonNullable<Expectation['applied']>, 'none'>) {
  if (typeof applied !== 'object') return { status: String(applied), withReason: false };
  const { statusCode, reason = false } = applied;
  return { status: statusCode === undefined ? undefined : String(statusCode), withReason: reason };
}
