/**
 * A contract test as it goes on, read from the journal: which step is under way, what was provoked, what came of it.
 *
 * The steps of the last test that began, up to {@link STEPS_MAX}; verdicts appear as the test tells them.
 */
import type { StreamedEvent } from '../../../operator/events.js';

/** Steps that are kept. */
export const STEPS_MAX = 500;

export type StepState = 'waiting' | 'done' | 'not-provoked' | 'pass' | 'fail' | 'unknown';

export interface ContractStep {
  readonly step: string;
  readonly at: number;
  readonly state: StepState;
  /** The last thing that was said of it. */
  readonly what: string;
}

export interface ContractLog {
  /** Undefined: no contract test was seen. */
  readonly appVersion: string | undefined;
  readonly tokens: readonly string[];
  readonly isRunning: boolean;
  readonly steps: readonly ContractStep[];
  readonly cursor: number | undefined;
}

export const EMPTY_CONTRACTS: ContractLog = {
  appVersion: undefined,
  tokens: [],
  isRunning: false,
  steps: [],
  cursor: undefined,
};

/** The log with what the events tell. */
export function contractsWith(log: ContractLog, events: readonly StreamedEvent[]): ContractLog {
  return events.reduce(step, log);
}

function step(log: ContractLog, event: StreamedEvent): ContractLog {
  switch (event.type) {
    case 'contract.began':
      return {
        ...EMPTY_CONTRACTS,
        appVersion: String(event.appVersion),
        tokens: Array.isArray(event.tokens) ? event.tokens.map(String) : [],
        isRunning: true,
      };
    case 'contract.ended':
      return { ...log, isRunning: false };
    case 'contract.step-began':
      return withStep(log, event, 'waiting', '');
    case 'contract.provoked':
      return withStep(log, event, 'waiting', `${event.what} for ${event.token}`);
    case 'contract.not-provoked':
      return withStep(log, event, 'not-provoked', `${event.what} could not be done: ${event.reason}`);
    case 'contract.step-ended':
      return withStep(log, event, 'done', undefined);
    case 'contract.verdict':
      return withStep(log, event, verdictOf(event.verdict), String(event.reason ?? ''));
    default:
      return log;
  }
}

function verdictOf(verdict: unknown): StepState {
  return verdict === 'pass' || verdict === 'fail' ? verdict : 'unknown';
}

/** A verdict is told once, and what goes on in the step afterwards does not take it back. */
function stays(known: StepState, next: StepState): boolean {
  if (next === 'waiting') return known === 'pass' || known === 'fail';
  return next === 'done' && known !== 'waiting';
}

function withStep(
  log: ContractLog,
  { at, step: name }: StreamedEvent,
  state: StepState,
  what: string | undefined,
): ContractLog {
  const id = String(name);
  const known = log.steps.findLast(({ step: other }) => other === id);
  const isFinal = known !== undefined && stays(known.state, state);
  const changed: ContractStep = {
    step: id,
    at: known?.at ?? at,
    state: isFinal ? known.state : state,
    what: what ?? known?.what ?? '',
  };
  const steps =
    known === undefined
      ? [...log.steps, changed].slice(-STEPS_MAX)
      : log.steps.map((one) => (one === known ? changed : one));
  return { ...log, steps };
}
