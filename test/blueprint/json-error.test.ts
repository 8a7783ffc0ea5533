/**
 * Where a text stops being JSON, held against the JSON reader of the machine.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorAt } from '../../src/blueprint/json-error.js';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the place of a fault', () => {
  it.each([
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['{"a": tru}', 6],
    ['{"a": 01}', 6],
    ['"text', 0],
    ['{} {}', 3],
    ["{'a': 1}", 1],
    ['// no\n{}', 0],
  ])('%s at %i', (text, offset) => {
    expect(jsonErrorAt(text)?.offset).toBe(offset);
  });

  it('a text that ends too early ends where it ends', () => {
    expect(jsonErrorAt('{"a": [1,')).toEqual({ offset: 9, message: 'the text ends too early' });
    expect(jsonErrorAt('')).toEqual({ offset: 0, message: 'the text ends too early' });
  });

  it('however deep it is', () => {
    const deep = '[{"a":'.repeat(20_000);
    expect(jsonErrorAt(`${deep}1${'}]'.repeat(20_000)}`)).toBeUndefined();
    expect(jsonErrorAt(`${deep}x`)).toEqual({ offset: deep.length, message: 'unexpected "x"' });
    expect(jsonErrorAt(`${deep}1}}`)).toEqual({ offset: deep.length + 2, message: 'unexpected "}"' });
  });

  it('only texts that are no JSON have one, and everything before it could go on', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', ':', 'x', '\\', '\t', '\u0001'))
      .map(([text, place, piece]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + piece + text.slice(at + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        const fault = jsonErrorAt(text);
        expect(fault === undefined).toBe(isJson(text));
        if (fault !== undefined) expect(fault.offset).toBeLessThanOrEqual(text.length);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
