/**
 * `faker`: a method of the faker library, without arguments.
 *
 * The library keeps one generator of its own, so it is seeded from the endpoint's stream before every call: what one
 * endpoint gets does not depend on who asked before. It is loaded only when a fleet names it.
 */
import { kaaError } from '../../errors.js';
import type { FakerLibrary, GeneratorKind } from './generator.js';

const SEED_MAX = 2 ** 32 - 1;

export const faker: GeneratorKind<'faker'> = (method, { libraries }) => {
  const library = libraries.faker;
  if (library === undefined) throw new Error('faker is used before it is loaded');
  if (!library.has(method)) throw kaaError('FAKER_METHOD_UNKNOWN', { method });
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    return { next: ({ at }) => library.call(method, stream.integer(0, SEED_MAX), at) };
  };
};

type Method = () => unknown;

/** Loads the English part of faker; the whole library is twice as slow to load. */
export async function loadFaker(): Promise<FakerLibrary> {
  const { faker: library } = await import('@faker-js/faker/locale/en');
  const find = (name: string): Method | undefined => {
    const [module, method] = name.split('.') as [string, string];
    const owner = (library as unknown as Record<string, Record<string, unknown> | undefined>)[module];
    const found = owner?.[method];
    return typeof found === 'function' ? (found as Method).bind(owner) : undefined;
  };
  const call = (name: string, seed: number, at: number) => {
    library.seed(seed);
    library.setDefaultRefDate(at);
    return jsonOf(find(name)?.());
  };
  return { call, has: (name) => answers(() => call(name, 0, 0)) && find(name) !== undefined };
}

/** Some methods want arguments and throw without. */
function answers(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Date ? value.toISOString() : value;
}
