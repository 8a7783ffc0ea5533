/**
 * The stages of a fleet: each a ramp or a time of rest, and somebody comes at all.
 */
import { parseDuration } from '../../kernel/duration.js';
import { fieldsOf, itemsOf, textOf } from '../data.js';
import type { Finding } from '../problems.js';

export function checkStages(stages: unknown): Finding[] {
  const findings = itemsOf(stages).flatMap((stage, place): Finding[] => {
    const path = ['stages', place];
    const { over, to, hold } = fieldsOf(stage);
    const isRamp = over !== undefined && to !== undefined;
    if (hold !== undefined && over === undefined && to === undefined) return [];
    return isRamp && hold === undefined
      ? []
      : [{ path, message: 'a stage is either { over, to } or { hold }' }];
  });
  return findings.length > 0 ? findings : [...checkAnybody(stages), ...checkLength(stages)];
}

function checkAnybody(stages: unknown): Finding[] {
  const comes = itemsOf(stages).some((stage) => Number(fieldsOf(stage).to) > 0);
  if (stages === undefined || comes) return [];
  return [{ path: ['stages'], message: 'nobody ever comes: begin with { over: …, to: 1 }' }];
}

function checkLength(stages: unknown): Finding[] {
  const lengths = itemsOf(stages).map((stage) => {
    const { over, hold } = fieldsOf(stage);
    return parseDuration(textOf(over ?? hold) ?? '') ?? 0;
  });
  if (lengths.length === 0 || lengths.some((length) => length > 0)) return [];
  return [{ path: ['stages'], message: 'take no time at all' }];
}
