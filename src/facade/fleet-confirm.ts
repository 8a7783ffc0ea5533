/**
 * A word on runs that take the PUBACK for the confirmation of data samples: who confirms everything else?
 */
import type { Plan } from '../sim/plan/plan.js';
import type { FleetReport } from '../sim/report/report.js';

/**
 * Why other requests than data samples stayed without an answer, and what to do; nothing where all were answered, or where
 * thresholds have decided, which look at data samples alone.
 */
export function notesOnConfirm(
  { fleets }: { readonly fleets: readonly Pick<Plan['fleets'][number], 'confirm'>[] },
  { verdict, errors, thresholds }: Pick<FleetReport, 'verdict' | 'errors' | 'thresholds'>,
): string[] {
  const isPlain = fleets.some(({ confirm }) => confirm === 'puback');
  if (!isPlain || verdict === 'pass' || thresholds !== undefined) return [];
  // Data samples have no answer here that could be missing.
  const unanswered = errors.filter(({ code, reason }) => code === 0 && reason.startsWith('no answer'));
  if (unanswered.length === 0) return [];
  const extensions = [...new Set(unanswered.map(({ extension }) => extension))].sort().join(', ');
  return [
    `PUBACK confirms data samples alone, and a broker that is no Kaa answers nothing else (${extensions}). ` +
      'Judge the data samples: --threshold "confirmed == 100%"; or leave the rest out of the fleet files.',
  ];
}
