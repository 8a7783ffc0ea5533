/**
 * Tokens from templates, forwards and backwards.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTokenTemplate, sharedToken } from '../../src/blueprint/token-template.js';

const template = fc
  .array(fc.constantFrom('{index}', '{index:2}', '{index:4}', '{fleet}', 'a', '0', '1', '-', '(', 'kettle'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

describe('token templates', () => {
  it.each([
    ['kettle-{index}', 12, 'kettle-12'],
    ['kettle-{index:4}', 12, 'kettle-0012'],
    ['{index:2}', 123, '123'],
    ['{fleet}-{index}', 1, 'hall-1'],
    ['fixed', 1, 'fixed'],
  ])('%s, the %ith: %s', (text, index, token) => {
    expect(parseTokenTemplate(text, 'hall').token(index)).toBe(token);
  });

  it('a template that counts finds its own tokens again, and gives no two alike', () => {
    fc.assert(
      fc.property(
        template,
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (text, a, b) => {
          const { token, indexOf, counts } = parseTokenTemplate(text, 'f');
          if (!counts) return;
          expect(indexOf(token(a))).toBe(a);
          if (a !== b) expect(token(a)).not.toBe(token(b));
        },
      ),
      { seed: 3 },
    );
  });

  it('a token that is none of a fleet is not found', () => {
    const { indexOf } = parseTokenTemplate('kettle-{index:4}', 'f');
    for (const token of ['kettle-12', 'kettle-0000', 'kettle-00012', 'kettle-', 'lamp-0012', 'kettle-0012x'])
      expect(indexOf(token)).toBeUndefined();
  });

  it('two fleets share a token exactly when their lists do', () => {
    const fleet = fc.record({ text: template, endpoints: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fleet, fleet, (a, b) => {
        const [one, two] = [a, b].map(({ text, endpoints }) => {
          const parsed = parseTokenTemplate(text, 'f');
          return { template: parsed, endpoints: parsed.counts ? endpoints : 1 };
        }) as [Parameters<typeof sharedToken>[0], Parameters<typeof sharedToken>[1]];
        const list = (side: typeof one) =>
          Array.from({ length: side.endpoints }, (_, index) => side.template.token(index + 1));
        const both = list(one).filter((token) => list(two).includes(token));
        const found = sharedToken(one, two);
        if (found === undefined) expect(both).toEqual([]);
        else expect(both).toContain(found);
      }),
      { seed: 9, numRuns: 400 },
    );
  });

  it('two fleets of a million are compared at once', () => {
    const endpoints = 1_000_000;
    const a = { template: parseTokenTemplate('a-{index}', 'f'), endpoints };
    const b = { template: parseTokenTemplate('b-{index}', 'f'), endpoints };
    expect(sharedToken(a, b)).toBeUndefined();
  });
});
