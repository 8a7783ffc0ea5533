/** `states`: the name of the current state of a machine that changes its state over time. */
import { parseDuration } from '../../kernel/duration.js';
import type { RandomStream } from '../../kernel/random.js';
import type { GeneratorKind } from './generator.js';
import { pickWeighted } from './weighted.js';

interface State {
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly next: readonly string[];
  readonly weights: readonly number[];
}

/** A state lasts at least this, so that a machine of momentary states cannot turn for ever. */
const SHORTEST_MS = 1;

export const states: GeneratorKind<'states'> = (options) => {
  const machine = new Map<string, State>();
  for (const [name, state] of Object.entries(options.states)) {
    const [shortest, longest] = Array.isArray(state.for) ? state.for : [state.for, state.for];
    machine.set(name, {
      shortestMs: parseDuration(shortest) ?? 0,
      longestMs: parseDuration(longest) ?? 0,
      next: Object.keys(state.next),
      weights: Object.values(state.next),
    });
  }
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    let current = options.start;
    let until = lastingOf(machine.get(current), stream);
    return {
      next: ({ elapsed }) => {
        while (elapsed >= until) {
          current = followerOf(machine.get(current), stream) ?? current;
          until += lastingOf(machine.get(current), stream);
        }
        return current;
      },
    };
  };
};

/** How long it lasts this time; without end when there is no such state to leave. */
function lastingOf(state: State | undefined, stream: RandomStream): number {
  if (state === undefined) return Infinity;
  const lasting = state.shortestMs + stream.float() * (state.longestMs - state.shortestMs);
  return Math.max(SHORTEST_MS, lasting);
}

function followerOf(state: State | undefined, stream: RandomStream): string | undefined {
  return state?.next[pickWeighted(stream, state.weights)];
}
