/**
 * The program is the first user of the library: what its commands do for people, others can do too.
 */
import { expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { sources } from '../helpers/sources.js';

/** What belongs to the program on this machine: where it announces itself, whom it runs, which journals it reads. */
const PROGRAM = /facade\/(?:locator|exec|journal-reader)\.js$/;

it('exports every function of the facade that a command calls', () => {
  const called = sources(['src/commands']).flatMap(({ path, code }) =>
    [...code.matchAll(/import (?!type)\{([^}]+)\} from '([./]+facade\/[^']+)'/g)]
      .filter(([, , module = '']) => !PROGRAM.test(module))
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => ({ path, name })),
  );
  expect(called.length).toBeGreaterThan(3);
  expect(called.filter(({ name }) => !(name in library))).toEqual([]);
});
