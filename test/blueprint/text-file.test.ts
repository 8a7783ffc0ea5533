/**
 * Bytes as text: what is UTF-8 is read as ever, what is not is found at its first place.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textFile } from '../../src/blueprint/text-file.js';

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('a file that is text', () => {
  it('is read as it is, without a byte order mark', () => {
    expect(textFile(bytes('a: ü\n'))).toEqual({ text: 'a: ü\n' });
    expect(textFile(bytes(0xef, 0xbb, 0xbf, 'a: 1'))).toEqual({ text: 'a: 1' });
    // Somebody may mean this character.
    expect(textFile(bytes('a: \uFFFD'))).toEqual({ text: 'a: \uFFFD' });
  });

  it('whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textFile(Buffer.from(`x${text}`))).toEqual({ text: `x${text}` });
      }),
    );
  });
});

describe('a file that is not', () => {
  it.each([
    ['Latin-1', bytes('a: 1\nb: gr', 0xfc, 'n\n'), 2, 6, 'the byte FC'],
    ['behind a character of two bytes', bytes('ü', 0x80), 1, 2, 'the byte 80'],
    ['a character that does not end', bytes('a\n\nb', 0xe2, 0x82), 3, 2, 'the byte E2'],
    ['a character cut off by a line end', bytes('a', 0xe2, 0x82, '\nb'), 1, 2, 'the byte E2'],
    ['half of a pair', bytes(0xed, 0xa0, 0x80), 1, 1, 'the byte ED'],
    ['more bytes than a character needs', bytes('\n', 0xc0, 0xaf), 2, 1, 'the byte C0'],
    ['far into a long line', bytes('ü€'.repeat(5000), 0xe2, 'ü€'.repeat(9000)), 1, 10_001, 'the byte E2'],
    ['UTF-16', bytes(0xff, 0xfe, 'a', 0), 1, 1, 'UTF-16'],
  ])('%s', (_what, content, line, column, words) => {
    const { fault } = textFile(content);
    expect(fault).toMatchObject({ line, column });
    expect(fault?.message).toContain(words);
    expect(fault?.message).toContain('save the file as UTF-8');
  });
});
