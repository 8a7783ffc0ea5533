/**
 * What can be wrong with the time of a fleet run: live, accelerated or virtual. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const TIME_ERRORS = {
  TIME_CONFLICT: {
    kind: 'user',
    message: '{flag} does not go with {other}: {reason}.',
    next: ['Leave one of the two out.', 'Which go together: docs/sim-run.md, "Time"'],
  },
  VIRTUAL_RUN_ENDLESS: {
    kind: 'user',
    message: 'The run has gone on for {days} days of virtual time and has no end in sight.',
    next: [
      'Give it an end that it reaches: --duration, or a number of --samples that its fleets really send.',
    ],
  },
  VIRTUAL_RUN_IDLE: {
    kind: 'user',
    message: 'At {instant} of virtual time nothing more is to happen, and the run has not reached its end.',
    next: [
      'Give it an end that it reaches: --duration, or a number of --samples that its fleets really send.',
      'If its fleets should have gone on, please report it with the command, the fleet files and the seed.',
    ],
  },
  VIRTUAL_RUN_STUCK: {
    kind: 'bug',
    message: 'Virtual time stands still, and the run is not over; waiting for: {what}.',
    next: [
      'Please report it with the command, the fleet files and the seed.',
      'The same fleets in real time: leave out --virtual, or accelerate with --speed.',
    ],
  },
} as const satisfies Record<string, ErrorEntry>;
