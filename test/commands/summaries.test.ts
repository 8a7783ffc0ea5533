/**
 * Goal: `kaa --help` lists commands in whole sentences. It shows the first line of each description.
 */
import { expect, test } from 'vitest';
import { sources } from '../helpers/sources.js';

const described = sources(['src/commands']).flatMap(({ path, code }) => {
  const first = /static override description =\s*(['"`])(.*?)(?:\\n|\1)/.exec(code)?.[2];
  return first === undefined ? [] : [[path, first] as const];
});

test('there are descriptions to look at', () => expect(described.length).toBeGreaterThan(40));

test.each(described)('%s', (_path, first) => expect(first).toMatch(/^[A-Z].*\.$/));
