/** `constant`: always the same value, of any JSON type. */
import type { GeneratorKind } from './generator.js';

export const constant: GeneratorKind<'constant'> = (value) => {
  const generator = { next: () => value };
  return () => generator;
};
