/**
 * What a platform is given from outside: time, randomness, the journal, and whom to tell.
 */
import type { Clock } from '../kernel/clock.js';
import type { InFlight } from '../kernel/in-flight.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import type { Diagnostic } from './diagnostics.js';

export interface PlatformPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** Told when something is ignored or refused: the first time, and then now and then with how often again. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
  /** In virtual time: told of everything that is on its way. */
  readonly inFlight?: InFlight | undefined;
}
