/**
 * What the exit code of `kaa` says, in one place for the commands, the help and the documentation.
 */

export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  unknown: 3,
  bug: 70,
  interrupted: 130,
} as const;

/** One line per exit code, for help texts and documentation; a test holds both to it. */
export const EXIT_MEANINGS: Readonly<Record<(typeof EXIT)[keyof typeof EXIT], string>> = {
  0: 'everything passed',
  1: 'the verdict is fail: something was rejected, unanswered or late',
  2: 'a mistake in the command line or the blueprint, or a target that cannot be used',
  3: 'the verdict is unknown: nothing failed, and something could not be judged',
  70: 'a bug in kaa',
  130: 'interrupted before the verdict',
};
