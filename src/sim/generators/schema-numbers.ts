/** Numbers within the bounds of a JSON Schema; they walk, as readings do. */
import type { Compiler, ValueFactory } from './generator.js';
import { shaped } from './numbers.js';
import type { Schema } from './schema-node.js';

/** How far a number goes on a side without a bound. */
const WIDTH = 100;
const DECIMALS = 2;
const DECIMALS_MAX = 12;
/** How many multiples are tried on both sides of the one that is nearest. */
const TRIES_MAX = 1000;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** @param isInteger whole numbers only */
export function numbersOf(node: Schema, isInteger: boolean, compiler: Compiler): ValueFactory {
  const range = isInteger ? wholeRange(node) : rangeOf(node);
  const width = range.max - range.min;
  const decimals = isInteger ? 0 : decimalsFor(width);
  const start = shaped((range.min + range.max) / 2, { ...range, decimals });
  const values = compiler.compile({ walk: { start, step: width / 20, ...range, decimals } });
  const multiple = node.multipleOf;
  return typeof multiple === 'number' && multiple > 0 ? stepped(values, multiple, range, isInteger) : values;
}

const numeric = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

function rangeOf(node: Schema): Range {
  const least = numeric(node.minimum, -Infinity);
  const most = numeric(node.maximum, Infinity);
  const above = numeric(node.exclusiveMinimum, -Infinity);
  const below = numeric(node.exclusiveMaximum, Infinity);
  const { min, max } = bounded(Math.max(least, above), Math.min(most, below), numeric(node.multipleOf, 0));
  // A thousandth of the way from a bound that is excluded.
  const margin = (max - min) / 1000;
  return {
    min: above >= least && above === min ? min + margin : min,
    max: below === max ? max - margin : max,
  };
}

function wholeRange(node: Schema): Range {
  const least = Math.ceil(numeric(node.minimum, -Infinity));
  const most = Math.floor(numeric(node.maximum, Infinity));
  const above = Math.floor(numeric(node.exclusiveMinimum, -Infinity)) + 1;
  const below = Math.ceil(numeric(node.exclusiveMaximum, Infinity)) - 1;
  return bounded(Math.max(least, above), Math.min(most, below), numeric(node.multipleOf, 0));
}

/** With an end on both sides, and room for multiples. */
function bounded(low: number, high: number, multiple: number): Range {
  const width = (from: number) => Math.max(WIDTH, 20 * multiple, Math.abs(from) / 10);
  if (low === -Infinity && high === Infinity) return { min: 0, max: width(0) };
  if (low === -Infinity) return { min: high - width(high), max: high };
  if (high === Infinity) return { min: low, max: low + width(low) };
  return { min: low, max: Math.max(low, high) };
}

/** Two digits, or as many as it takes to move within narrow bounds. */
function decimalsFor(width: number): number | undefined {
  if (width >= 1) return DECIMALS;
  const needed = Math.ceil(-Math.log10(width)) + DECIMALS;
  return needed <= DECIMALS_MAX ? needed : undefined;
}

/** Multiples of a step: the nearest one that a validator takes for a multiple, dividing as machines do. */
function stepped(values: ValueFactory, step: number, range: Range, isInteger: boolean): ValueFactory {
  const isRight = (value: number) =>
    value >= range.min &&
    value <= range.max &&
    Number.isInteger(value / step) &&
    (!isInteger || Number.isInteger(value));
  const multipleAt = (count: number) => [count * step, Number((count * step).toPrecision(15))].find(isRight);
  const nearest = (value: number) => {
    const count = Math.round(value / step);
    for (let away = 0; away < TRIES_MAX; away++) {
      const found = multipleAt(count - away) ?? multipleAt(count + away);
      if (found !== undefined) return found;
    }
    return count * step;
  };
  return (origin) => {
    const generator = values(origin);
    return { next: (moment) => nearest(generator.next(moment) as number) };
  };
}
