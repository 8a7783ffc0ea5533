/** `ramp`: a straight line over time, from the beginning of the run; then it stays, begins again, or goes back and forth. */
import { parseDuration } from '../../kernel/duration.js';
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const ramp: GeneratorKind<'ramp'> = ({ from, to, over, then = 'hold', decimals }) => {
  const overMs = Math.max(1, parseDuration(over) ?? 1);
  const shape = { min: Math.min(from, to), max: Math.max(from, to), decimals };
  const generator = {
    next: ({ elapsed }: { readonly elapsed: number }) => {
      const share = SHARES[then](Math.max(0, elapsed) / overMs);
      // So that neither end is missed by a last digit.
      return shaped(from * (1 - share) + to * share, shape);
    },
  };
  return () => generator;
};

/** How far along the line it is, 0 to 1, after so many of its lengths. */
const SHARES = {
  hold: (lengths: number) => Math.min(1, lengths),
  repeat: (lengths: number) => lengths % 1,
  back: (lengths: number) => 1 - Math.abs(1 - (lengths % 2)),
} as const;
