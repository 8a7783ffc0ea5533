/**
 * The functions of expressions: numbers in, a number out. `if` is not here: it is another way to write `? :`.
 */

export interface ExpressionFunction {
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  call(...numbers: number[]): number;
}

/** By name. An argument outside the domain of a function gives NaN. */
export const FUNCTIONS: Readonly<Record<string, ExpressionFunction>> = {
  abs: of(1, Math.abs),
  ceil: of(1, Math.ceil),
  clamp: of(3, (value, low, high) => Math.min(high, Math.max(low, value))),
  cos: of(1, Math.cos),
  exp: of(1, Math.exp),
  floor: of(1, Math.floor),
  log: of(1, Math.log),
  max: { least: 1, most: Infinity, call: Math.max },
  min: { least: 1, most: Infinity, call: Math.min },
  pow: of(2, (base, power) => base ** power),
  round: { least: 1, most: 2, call: round },
  sin: of(1, Math.sin),
  sqrt: of(1, Math.sqrt),
};

function of(count: number, call: (...numbers: [number, number, number]) => number): ExpressionFunction {
  return { least: count, most: count, call: call as (...numbers: number[]) => number };
}

/** To so many digits after the point; halves go up. */
function round(value: number, digits = 0): number {
  const scale = 10 ** Math.trunc(digits);
  // Beyond 2^53 a number has no digits after the point to lose.
  if (Math.abs(value) * scale > Number.MAX_SAFE_INTEGER) return value;
  return Math.round(value * scale) / scale;
}
