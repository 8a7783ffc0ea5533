/**
 * `poisson`: how many of something independent happen.
 *
 * Small means count arrivals until their time is over (Knuth); large ones use transformed rejection (Hörmann 1993, PTRS),
 * whose effort does not grow with the mean.
 */
import type { RandomStream } from '../../kernel/random.js';
import type { GeneratorKind } from './generator.js';

/** Below this, counting is quicker; rejection needs at least 10. */
const COUNTED_MEAN_MAX = 30;

export const poisson: GeneratorKind<'poisson'> = ({ mean, max = Infinity }) => {
  const draw = mean < COUNTED_MEAN_MAX ? counted(mean) : rejected(mean);
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    return { next: () => Math.min(max, draw(stream)) };
  };
};

type Draw = (stream: RandomStream) => number;

function counted(mean: number): Draw {
  const limit = Math.exp(-mean);
  return (stream) => {
    let count = 0;
    for (let product = stream.float(); product > limit; product *= stream.float()) count++;
    return count;
  };
}

function rejected(mean: number): Draw {
  const spread = 0.931 + 2.53 * Math.sqrt(mean);
  const slope = -0.059 + 0.02483 * spread;
  const inverseAlpha = 1.1239 + 1.1328 / (spread - 3.4);
  const sure = 0.9277 - 3.6224 / (spread - 2);
  return (stream) => {
    for (;;) {
      const across = stream.float() - 0.5;
      const height = 1 - stream.float();
      const edge = 0.5 - Math.abs(across);
      const count = Math.floor(((2 * slope) / edge + spread) * across + mean + 0.43);
      if (edge >= 0.07 && height <= sure) return count;
      if (count < 0 || (edge < 0.013 && height > edge)) continue;
      const accepted = Math.log((height * inverseAlpha) / (slope / edge ** 2 + spread));
      if (accepted <= count * Math.log(mean) - mean - logFactorial(count)) return count;
    }
  };
}

const LOG_FACTORIALS = [0, 0, Math.log(2), Math.log(6), Math.log(24), Math.log(120), Math.log(720)];

/** The natural logarithm of n!; beyond the first few by Stirling's series, exact to 10 digits. */
function logFactorial(n: number): number {
  const known = LOG_FACTORIALS[n];
  if (known !== undefined) return known;
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
