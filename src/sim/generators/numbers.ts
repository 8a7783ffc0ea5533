/**
 * Keeping numbers in shape: bounds and digits, shared by the generators of numbers.
 */

export interface Shape {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Digits after the point; not rounded when absent. */
  readonly decimals?: number | undefined;
}

/** Powers of ten, by exponent: raising is slow, and there are several numbers to a data sample. */
const SCALES = Array.from({ length: 16 }, (_, digits) => 10 ** digits);

/** The number within its bounds, and rounded so that it stays there. */
export function shaped(value: number, shape: Shape): number {
  const min = shape.min ?? -Infinity;
  const max = shape.max ?? Infinity;
  const bounded = Math.min(max, Math.max(min, value));
  if (shape.decimals === undefined) return bounded;
  const scale = SCALES[shape.decimals] ?? 10 ** shape.decimals;
  // Beyond 2^53 a number has no digits after the point to lose.
  if (Math.abs(bounded) * scale > Number.MAX_SAFE_INTEGER) return bounded;
  const rounded = Math.round(bounded * scale) / scale;
  if (rounded > max) return atLeast(Math.floor(max * scale) / scale, min, bounded);
  if (rounded < min) return atMost(Math.ceil(min * scale) / scale, max, bounded);
  return rounded;
}

// When no number with so few digits lies within the bounds, the bounds win.
const atLeast = (value: number, min: number, otherwise: number) => (value < min ? otherwise : value);
const atMost = (value: number, max: number, otherwise: number) => (value > max ? otherwise : value);
