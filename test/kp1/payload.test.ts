import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Payload } from '../../src/kp1/payload.js';

test('text and bytes are the same thing, whichever was there first', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const bytes = Buffer.from(text);
      expect(new Payload(bytes).text).toBe(text);
      expect(Payload.ofText(text).bytes).toEqual(bytes);
      expect(new Payload(bytes).isUtf8).toBe(true);
      expect(Payload.ofText(text).isEmpty).toBe(text === '');
    }),
    { seed: 1 },
  );
});

test('a part of a larger buffer is that part alone', () => {
  const payload = new Payload(Buffer.from('before[1]after'), 6, 9);
  expect(payload.text).toBe('[1]');
  expect(Buffer.from(payload.bytes).toString()).toBe('[1]');
  expect(new Payload(new Uint8Array([0x5b, 0x5d])).text).toBe('[]');
});

test('bytes that are no UTF-8 are told from a text that has the replacement character', () => {
  expect(new Payload(Buffer.from([0x22, 0xe4, 0x22])).isUtf8).toBe(false);
  expect(new Payload(Buffer.from('"\ufffd"')).isUtf8).toBe(true);
  expect(Payload.ofText('"\ufffd"').isUtf8).toBe(true);
});
