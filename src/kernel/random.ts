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

class Xoshiro128 implements RandomStream {
  readonly #state: Uint32Array;

  constructor(seed: number, name: string) {
    this.#state = hash128(`${seed}\u0000${name}`);
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
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet[this.integer(0, alphabet.length - 1)];
    return text;
  }

  uuid(): string {
    const digits = this.text(32, HEX);
    const variant = HEX[8 + this.integer(0, 3)];
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  #next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

/** Four 32-bit words from a text; each character reaches every word, and the last mixing avalanches. */
function hash128(text: string): Uint32Array {
  const words = new Uint32Array([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    for (let w = 0; w < 4; w++) {
      words[w] =
        Math.imul((words[w] as number) ^ (code + w * 0x85eb), 0x9e3779b1 + 2 * w) ^
        ((words[(w + 1) & 3] as number) >>> 15);
    }
  }
  for (let round = 0; round < 2; round++) {
    for (let w = 0; w < 4; w++) words[w] = mix((words[w] as number) + (words[(w + 3) & 3] as number));
  }
  return words;
}

function mix(value: number): number {
  let v = value ^ (value >>> 16);
  v = Math.imul(v, 0x85ebca6b);
  v ^= v >>> 13;
  v = Math.imul(v, 0xc2b2ae35);
  return (v ^ (v >>> 16)) >>> 0;
}
