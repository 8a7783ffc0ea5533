/**
 * What comes from outside is shown and not obeyed, and nobody who reads it is told anything else than what was there.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from '../../src/kernel/printable.js';

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Texts with more of what matters than chance would put there. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b]0;x\u0007',
        '\u009b2J',
        '\u202e',
        '\u2066',
        '\ufeff',
        '\ud800',
        '\u{e0001}',
        '\n',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('a text for the eyes', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u009b2J', '\\u009b2J'],
    ['a\u202eb', 'a\\u202eb'],
    ['kettle\u200b-v1', 'kettle\\u200b-v1'],
    ['\u2028', '\\u2028'],
    ['\ud800', '\\ud800'],
    ['\u{e0001}', '\\udb40\\udc01'],
    ['a\tb\nc\r', 'a\\tb\\nc\\r'],
    ['grün, 中文, 🫖, á', 'grün, 中文, 🫖, á'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('holds nothing that is not seen, and is the same when it passes twice', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(printable(text)).not.toMatch(HIDDEN);
        expect(printable(printable(text))).toBe(printable(text));
      }),
    );
  });

  it('of several lines keeps its lines and tabs, and nothing else', () => {
    expect(printableLines('a\n\tb\r\n\u001b[1m\u2029')).toBe('a\n\tb\\r\n\\u001b[1m\\u2029');
    fc.assert(
      fc.property(texts, (text) => {
        expect(printableLines(text).replaceAll(/[\n\t]/g, '')).not.toMatch(HIDDEN);
      }),
    );
  });

  it('JSON says the same to programs', () => {
    fc.assert(
      fc.property(fc.dictionary(texts, texts), (value) => {
        expect(printableJson(value)).not.toMatch(HIDDEN);
        expect(JSON.stringify(JSON.parse(printableJson(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});
