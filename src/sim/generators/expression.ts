/**
 * `expression`: a value made from earlier fields of the same data sample and from the endpoint, so that what belongs
 * together stays together. A result that is none leaves the member out.
 */
import { compileExpression } from './evaluate.js';
import type { GeneratorKind } from './generator.js';

export const expression: GeneratorKind<'expression'> = (text) => {
  const generator = { next: compileExpression(text) };
  return () => generator;
};
