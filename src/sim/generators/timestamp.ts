/** `timestamp`: the time of the data sample. Upper layers of Kaa decide what it means. [2/DCP DCP-07] */
import { isoOf, millisecondOf } from '../../kernel/instant.js';
import type { GeneratorKind } from './generator.js';

export const timestamp: GeneratorKind<'timestamp'> = (form) => {
  const generator = { next: ({ at }: { readonly at: number }) => stamp(at, form) };
  return () => generator;
};

/** An instant in milliseconds since the epoch, as people and platforms write it. */
export function stamp(at: number, form: 'millis' | 'seconds' | 'iso'): number | string {
  if (form === 'millis') return millisecondOf(at);
  if (form === 'seconds') return Math.floor(millisecondOf(at) / 1000);
  return isoOf(at);
}
