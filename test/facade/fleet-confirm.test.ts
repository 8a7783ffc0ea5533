/**
 * Confirmation by PUBACK: what else was not answered is explained, and only then.
 */
import { describe, expect, it } from 'vitest';
import { notesOnConfirm } from '../../src/facade/fleet-confirm.js';

const error = (extension: string, reason = 'no answer within 5 s', code = 0) => ({
  ...{ code, reason, extension },
  count: 1,
});
const FAILED = { verdict: 'fail' as const, errors: [error('epmx'), error('cmx'), error('epmx')] };
const PLAIN = { fleets: [{ confirm: 'status' as const }, { confirm: 'puback' as const }] };

describe('a run by PUBACK', () => {
  it('whose metadata was not answered learns why, and what to do', () => {
    const [note, ...others] = notesOnConfirm(PLAIN, FAILED);
    expect(others).toEqual([]);
    expect(note).toContain('answers nothing else (cmx, epmx)');
    expect(note).toContain('--threshold "confirmed == 100%"');
  });

  it.each([
    ['nothing stayed unanswered', PLAIN, { ...FAILED, errors: [error('epmx', 'wrong', 400)] }],
    ['it passed', PLAIN, { ...FAILED, verdict: 'pass' as const }],
    ['thresholds decided', PLAIN, { ...FAILED, thresholds: [] }],
    ['answers confirm', { fleets: [{ confirm: 'status' as const }] }, FAILED],
  ])('needs no such note where %s', (_why, plan, report) => {
    expect(notesOnConfirm(plan, report)).toEqual([]);
  });
});
