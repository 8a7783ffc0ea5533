/**
 * The error table and its page: every code is well formed, and docs/errors.md is exactly the table.
 */
import { expect, it } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../src/commands/exit-codes.js';
import { ERRORS, kaaError } from '../src/errors.js';
import { errorPage } from './helpers/error-page.js';

it('docs/errors.md is the table; regenerate it with: npm run docs', async () => {
  await expect(errorPage(ERRORS, EXIT_MEANINGS)).toMatchFileSnapshot('../docs/errors.md');
});

it.each(Object.entries(ERRORS))('%s says what happened in a sentence and what to do next', (code, entry) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z0-9]+)*$/);
  expect(entry.message).toMatch(/[.:}]$/);
  expect(entry.next.length).toBeGreaterThan(0);
});

it('every exit code has a meaning', () => {
  expect(Object.keys(EXIT_MEANINGS).map(Number).sort()).toEqual(Object.values(EXIT).sort());
});

it('an error fills the placeholders of its message and of its steps', () => {
  const error = kaaError('ANSWER_MISSING', { what: 'a name', usage: 'kaa init blueprint NAME' });
  expect(error.message).toBe('Missing a name, and there is no terminal to ask on.');
  expect(error.next).toEqual(['Give it on the command line: kaa init blueprint NAME']);
  expect(error.kind).toBe('user');
});

it('a parameter that looks like a placeholder is left as it is', () => {
  const error = kaaError('FLAG_INVALID', { flag: 'seed', value: '{reason}', reason: 'no {flag}' });
  expect(error.message).toBe('--seed {reason}: no {flag}.');
});
