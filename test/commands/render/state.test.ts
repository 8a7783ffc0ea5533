import { expect, test } from 'vitest';
import { blindLine, reloadLines } from '../../../src/commands/render/reload.js';
import { loadedLine, savedLine } from '../../../src/commands/render/snapshots.js';
import { PLAIN } from '../../../src/commands/render/style.js';
import { kaaError } from '../../../src/errors.js';

const info = {
  folder: '/home/me/state',
  savedAt: '2026-01-01T12:00:00.000Z',
  endpoints: 1,
  timeSeries: 1200,
};

test('snapshots: where, and how much', () => {
  expect(savedLine(info, PLAIN)).toBe('✓ Saved 1 endpoint and 1,200 time series to /home/me/state');
  expect(loadedLine({ ...info, endpoints: 2 }, PLAIN)).toBe(
    '✓ Loaded 2 endpoints and 1,200 time series from /home/me/state, saved at 2026-01-01T12:00:00.000Z',
  );
});

test('edits: a line each, told apart without colour', () => {
  const lines = ['applied: software 1.0.0 of demo', 'needs a restart: the tenant is now acme'];
  expect(reloadLines({ ok: true, lines }, PLAIN)).toBe(
    '✓ applied: software 1.0.0 of demo\n! needs a restart: the tenant is now acme\n',
  );
});

test('a refused edit: what is wrong with it, and that the platform goes on', () => {
  const problems = '  blueprint.yaml:3:1  wrong';
  const error = kaaError('BLUEPRINT_INVALID', { count: '1 problem', folder: '/home/me', problems });
  expect(reloadLines({ ok: false, error }, PLAIN)).toBe(
    '✗ 1 problem in /home/me:\n  blueprint.yaml:3:1  wrong\n  → The platform goes on as it was before the edit.\n',
  );
});

test('edits that cannot be noticed', () => {
  expect(blindLine('ENOSPC', PLAIN)).toContain('cannot watch the blueprint: ENOSPC\n');
});
