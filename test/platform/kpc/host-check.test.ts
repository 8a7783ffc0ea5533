import { expect, test } from 'vitest';
import { hostCheck } from '../../../src/platform/kpc/host-check.js';

test.each([
  ['127.0.0.1', 'localhost:8080', true],
  ['127.0.0.1', '127.0.0.1:8080', true],
  ['127.0.0.1', '127.9.9.9', true],
  ['127.0.0.1', '[::1]:8080', true],
  ['127.0.0.1', 'kaa.localhost', true],
  ['127.0.0.1', 'LOCALHOST.', true],
  ['127.0.0.1', undefined, true],
  ['127.0.0.1', 'evil.example:8080', false],
  ['127.0.0.1', 'localhost.evil.example', false],
  ['127.0.0.1', '127.0.0.1.evil.example', false],
  ['127.0.0.1', '192.168.1.5:8080', false],
  ['192.168.1.5', '192.168.1.5:8080', true],
  ['192.168.1.5', 'evil.example', false],
  ['0.0.0.0', '192.168.1.5:8080', true],
  ['::', '[fe80::1]', true],
  ['0.0.0.0', 'evil.example', false],
  ['0.0.0.0', 'kaa.internal', true],
])('listening on %s, asked for %s: %s', (listening, host, ours) => {
  expect(hostCheck(listening, ['Kaa.internal'])(host)).toBe(ours);
});

test('"*" lets any name through', () => {
  expect(hostCheck('127.0.0.1', ['*'])('evil.example')).toBe(true);
});
