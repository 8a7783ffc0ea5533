/**
 * A case: one requirement, what it takes to judge it, and the probe that does. It passes when it returns.
 */
import type { Probe } from '../probe.js';

export interface Case {
  /** The requirement's ID. */
  readonly id: string;
  readonly needs?: Needs;
  /** Throws Failure, Undecided or NotApplicable; see `judge.ts`. */
  readonly run: (probe: Probe) => Promise<void>;
}

export interface Needs {
  /** The platform's side: commands, configurations, what was stored. */
  readonly operator?: boolean;
  /** A version whose metadata keys are restricted as `operator.ts` says; that takes an operator too. */
  readonly guarded?: boolean;
  /** Messages that no request waits for, topics, QoS: HTTP has none of it. The text says what is missing. */
  readonly mqtt?: string;
  /** How many endpoint tokens; 1 when absent. */
  readonly endpoints?: number;
}

/** What HTTP does not have, as reasons. */
export const HTTP_LACKS = {
  pushes: 'HTTP has no messages that the server sends of its own accord',
  topics: 'HTTP answers in the response, not on a topic',
  packets: 'HTTP has no packets, acknowledgements or QoS',
} as const;
