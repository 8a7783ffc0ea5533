/**
 * Flags that several commands take, each with its environment variable (`KAA_` and the name of the flag).
 *
 * Each is a function, to be called in a command's `flags` with what differs there: `port: portFlag({ default: 1883 })`.
 * Values arrive checked and converted: durations in milliseconds, seeds and ports as integers.
 */
import { custom } from '@oclif/core/flags';
import { kaaError } from '../errors.js';
import { checkedSpeed } from '../facade/fleet-time.js';
import { parseDuration } from '../kernel/duration.js';
import { SEED_LIMIT } from '../kernel/random.js';

const PORT_MAX = 65_535;

/** The folder of the blueprint. */
export const blueprintFlag = custom<string>({
  char: 'b',
  description: 'Folder of the blueprint; the current folder and those above it are searched without it.',
  env: 'KAA_BLUEPRINT',
  helpValue: 'DIR',
});

/** The seed of all randomness, an integer of 32 bits. */
export const seedFlag = custom<number>({
  description:
    'Seed of everything random, 0 to 4294967295; the same seed gives the same data. Drawn if not given.',
  env: 'KAA_SEED',
  helpValue: 'N',
  parse: async (text) => integer('seed', text, SEED_LIMIT - 1),
});

/** The TCP port to listen on. */
export const portFlag = custom<number>({
  description: 'TCP port for MQTT; 0 takes any free one.',
  env: 'KAA_PORT',
  helpValue: 'PORT',
  parse: async (text, _context, { name }) => integer(name ?? 'port', text, PORT_MAX),
});

/** The address to listen on. */
export const hostFlag = custom<string>({
  description: 'Address to listen on.',
  env: 'KAA_HOST',
  helpValue: 'ADDRESS',
});

/** How long something lasts, in milliseconds. */
export const durationFlag = custom<number>({
  description: 'How long to run, such as 30s, 10m or 1.5h.',
  env: 'KAA_DURATION',
  helpValue: 'TIME',
  parse: async (text, _context, { name }) => duration(name ?? 'duration', text),
});

/** How many of something, at least 1. */
export const countFlag = custom<number>({
  helpValue: 'N',
  parse: async (text, _context, { name }) => count(name ?? 'count', text),
});

/** Data samples per second, above 0. */
export const rateFlag = custom<number>({
  description: 'Data samples per second of the whole run, in place of the intervals in the fleet files.',
  env: 'KAA_RATE',
  helpValue: 'N',
  parse: async (text) => rate('rate', text),
});

/** How many times as fast as the clock, 0.01 to 1000. */
export const speedFlag = custom<number>({
  description: 'Real time so many times as fast, for platform and fleets; 0.01 to 1000.',
  env: 'KAA_SPEED',
  helpValue: 'N',
  parse: async (text) => checkedSpeed(decimal(text), text),
});

/** How many times as fast, above 0. */
export const multipleFlag = custom<number>({
  helpValue: 'N',
  parse: async (text, _context, { name }) => rate(name ?? 'rate', text),
});

/** Which part of a run this process has. */
export const shardFlag = custom<string>({
  description: 'The part of the fleets that this process has, such as 2/8 for the second of eight.',
  env: 'KAA_SHARD',
  helpValue: 'I/N',
});

const COUNT_MAX = 1_000_000_000;

/** An integer of at least 1; throws KaaError FLAG_INVALID otherwise. */
export function count(flag: string, text: string): number {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= COUNT_MAX) return value;
  throw kaaError('FLAG_INVALID', { flag, value: text, reason: `not an integer from 1 to ${COUNT_MAX}` });
}

/** A number above 0; throws KaaError FLAG_INVALID otherwise. */
export function rate(flag: string, text: string): number {
  const value = decimal(text);
  if (value > 0 && value <= COUNT_MAX) return value;
  throw kaaError('FLAG_INVALID', { flag, value: text, reason: `not a number above 0, up to ${COUNT_MAX}` });
}

/** A number in decimal digits; NaN for every other text. */
const decimal = (text: string): number => (/^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : Number.NaN);

/** An integer from 0 to `max`; throws KaaError FLAG_INVALID otherwise. */
export function integer(flag: string, text: string, max: number): number {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw kaaError('FLAG_INVALID', { flag, value: text, reason: `not an integer from 0 to ${max}` });
}

/** Milliseconds of a duration longer than nothing; throws KaaError FLAG_INVALID otherwise. */
export function duration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  const reason = 'not a duration: write a number above 0 and a unit, such as 500ms, 30s, 10m, 2h or 1d';
  throw kaaError('FLAG_INVALID', { flag, value: text, reason });
}
