/**
 * A bench: one platform with one subject on it, ready to be tested once. Fleets and devices have benches of their own.
 */
import type { TestedEndpoint } from '../../contract/drive/operator.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Platform } from '../../platform/platform.js';
import type { LinkState } from './link.js';

export interface Bench {
  /** `fleet thermostats`, `python3 device.py`. */
  readonly subject: string;
  readonly platform: Platform;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly link: LinkState;
  readonly endpoints: readonly TestedEndpoint[];
  /** Nobody else speaks to the platform. */
  readonly isAlone: boolean;
  /** How long to wait for the first message. */
  readonly connectMs: number;
  readonly notes: readonly string[];
  /** Lets the subject speak. */
  start(): Promise<void>;
  /** Lets time pass until the work has settled. */
  pass<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Ends the subject, so that nothing of it is left; within `pass`. */
  finish(): Promise<void>;
  /** Ends everything; harmless when ended already. */
  close(): Promise<void>;
  /** What the subject has printed; undefined when it prints nothing. */
  output(): string | undefined;
}
