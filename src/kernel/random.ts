/**
 * Randomness as a port: named streams that all come from one seed.
 *
 * A stream's numbers depend on (seed, stream name) only, never on who else draws. So adding an endpoint to a fleet
 * does not change what the other endpoints send. Nothing else in kaa may draw randomness. Not for secrets.
 *
 * The generator is xoshiro128** (Blackman and Vigna), its state filled from the name by an avalanche hash.
 */
import { randomInt } from 'node:crypto';

/** Seeds are integers from 0 up to, but not including, this. */
export const SEED_LIMIT = 2 ** 32;

export interface RandomStream {
  /** A number from 0 up to, but not including, 1; 32 random bits. */
  float(): number;
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** A draw from the normal distribution. */
  normal(mean: number, deviation: number): number;
  /** One of the items, each as likely as the others; throws a RangeError on an empty list. */
  pick<Item>(items: readonly Item[]): Item;
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string;
  /** A version 4 UUID. */
  uuid(): string;
}

export interface Random {
  readonly seed: number;
  /** The stream of that name, from its beginning. Two calls with one name give two equal streams. */
  stream(name: string): RandomStream;
}

/** The named streams of a seed. */
export function createRandom(seed: number): Random {
  return {
    seed,
    stream: (name) => new Xoshiro128(seed, name),
  };
}

/** A seed that nobody chose, for runs that did not name one. It is printed, so the run can be repeated. */
export function freshSeed(): number {
  return randomInt(SEED_LIMIT);
}

const HEX = '0123456789abcdef';

/** Its state is four numbers of 32 bits in fields of its own: a run has a stream for every field of every endpoint. */
class Xoshiro128 implements RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, name: string) {
    [this.#a, this.#b, this.#c, this.#d] = hash128(`${seed}\u0000${name}`);
  }

  float(): number {
    return this.#next() / 2 ** 32;
  }

  integer(min: number, max: number): number {
    return min + Math.floor(this.float() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  normal(mean: number, deviation: number): number {
    // Box and Muller; 1 - u keeps the logarithm away from zero.
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.float());
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(0, items.length - 1)] as Item;
  }

  text(length: number, alphabet: string): string {
    // Joined, not added one by one: that would keep every step in memory.
    return Array.from({ length }, () => alphabet[this.integer(0, alphabet.length - 1)]).join('');
  }

  uuid(): string {
    const digits = this.text(32, HEX);
    const variant = HEX[8 + this.integer(0, 3)];
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `${variant}${digits.slice(17, 20)}`,
      digits.slice(20),
    ].join('-');
  }

  #next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

/** Four 32-bit words from a text; each character reaches every word, and the last mixing avalanches. */
function hash128(text: string): readonly [number, number, number, number] {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1) ^ (b >>> 15);
    b = Math.imul(b ^ (code + 0x85eb), 0x9e3779b3) ^ (c >>> 15);
    c = Math.imul(c ^ (code + 0x10bd6), 0x9e3779b5) ^ (d >>> 15);
    d = Math.imul(d ^ (code + 0x191c1), 0x9e3779b7) ^ (a >>> 15);
  }
  for (let round = 0; round < 2; round++) {
    a = mix(a + d);
    b = mix(b + a);
    c = mix(c + b);
    d = mix(d + c);
  }
  return [a, b, c, d];
}

function mix(value: number): number {
  let v = value ^ (value >>> 16);
  v = Math.imul(v, 0x85ebca6b);
  v ^= v >>> 13;
  v = Math.imul(v, 0xc2b2ae35);
  return v ^ (v >>> 16);
}
