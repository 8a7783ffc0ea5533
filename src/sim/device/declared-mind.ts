/**
 * The state machine of a fleet file, read once for the fleet.
 *
 * A transition has something that makes it due (a time, a command, a configuration, else each data sample) and conditions that must
 * hold then. Of those that are due the first that holds is taken, in the order of the file.
 */
import type {
  DeviceBehaviour,
  State as StateText,
  Transition as TransitionText,
} from '../../blueprint/fleet/behaviour.js';
import { compileExpression, type Evaluate, isTrue } from '../generators/evaluate.js';
import type { Libraries, Moment } from '../generators/generator.js';
import type { Device } from './device.js';
import { type Assign, compileAssignments } from './effects.js';
import { type Mind, type Reaction, SHORTEST_MS, type Trigger } from './mind.js';
import { compileSpan, drawMs, type Span } from './span.js';

interface Transition {
  readonly to: string;
  readonly cause: string;
  readonly when: Evaluate | undefined;
  readonly probability: number | undefined;
}

interface State {
  readonly enter: Assign | undefined;
  /** Those with a time, with it; their places are those of `Device.dues`. */
  readonly timed: readonly (readonly [Span, Transition])[];
  readonly onSample: readonly Transition[];
  readonly onConfiguration: readonly Transition[];
  readonly onCommand: ReadonlyMap<string, readonly Transition[]>;
}

/** @throws KaaError FAKER_METHOD_UNKNOWN */
export function declaredMind({ start, states = {} }: DeviceBehaviour, libraries: Libraries): Mind {
  const machine = new Map<string, State>();
  for (const [name, state] of Object.entries(states)) machine.set(name, compileState(state, libraries));
  const first = start ?? Object.keys(states)[0] ?? '';
  const stateOf = (device: Device) => machine.get(device.view.state ?? '');
  return {
    wantsSamples: [...machine.values()].some(({ onSample }) => onSample.length > 0),
    start: () => first,
    entered(device, moment) {
      const state = stateOf(device);
      state?.enter?.(device, moment);
      const draw = (span: Span) =>
        Math.max(
          SHORTEST_MS,
          drawMs(span, () => device.stream),
        );
      device.dues = state?.timed.map(([span]) => moment.elapsed + draw(span)) ?? [];
    },
    react(device, trigger, moment) {
      const state = stateOf(device);
      return state && firstThatHolds(dueIn(state, trigger), device, moment);
    },
  };
}

function dueIn(state: State, trigger: Trigger): readonly Transition[] {
  switch (trigger.kind) {
    case 'time':
      return state.timed.slice(trigger.place, trigger.place + 1).map(([, transition]) => transition);
    case 'sample':
      return state.onSample;
    case 'command':
      return state.onCommand.get(trigger.type) ?? [];
    case 'configuration':
      return state.onConfiguration;
  }
}

function firstThatHolds(
  transitions: readonly Transition[],
  device: Device,
  moment: Moment,
): Reaction | undefined {
  for (const { to, cause, when, probability } of transitions) {
    if (when !== undefined && !isTrue(when(moment))) continue;
    if (probability !== undefined && !device.stream.chance(probability)) continue;
    return { state: to, cause };
  }
  return undefined;
}

function compileState({ enter, next = [] }: StateText, libraries: Libraries): State {
  const onCommand = new Map<string, Transition[]>();
  for (const transition of next) {
    if (transition.command === undefined) continue;
    const others = onCommand.get(transition.command) ?? [];
    onCommand.set(transition.command, [...others, compileTransition(transition)]);
  }
  return {
    enter: compileAssignments(enter?.set, libraries),
    timed: next.flatMap((transition) =>
      transition.after === undefined
        ? []
        : [[compileSpan(transition.after), compileTransition(transition)] as const],
    ),
    onSample: next.filter(isOfSamples).map(compileTransition),
    onConfiguration: next.filter(({ configuration }) => configuration !== undefined).map(compileTransition),
    onCommand,
  };
}

const isOfSamples = ({ after, command, configuration }: TransitionText) =>
  after === undefined && command === undefined && configuration === undefined;

function compileTransition(transition: TransitionText): Transition {
  const { to, configuration, when, probability } = transition;
  const conditions = [configuration, when].flatMap((text) =>
    text === undefined ? [] : [compileExpression(text)],
  );
  return {
    to,
    cause: causeOf(transition),
    when: conditions.length === 0 ? undefined : (scope) => conditions.every((holds) => isTrue(holds(scope))),
    probability,
  };
}

/** What the journal says. */
function causeOf({ after, command, configuration, when }: TransitionText): string {
  if (after !== undefined) return 'time';
  if (command !== undefined) return `command ${command}`;
  if (configuration !== undefined) return 'configuration';
  return when === undefined ? 'probability' : 'data sample';
}
