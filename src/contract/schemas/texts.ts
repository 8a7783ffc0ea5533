/**
 * Texts for the `string` branches of a schema: of its lengths, patterns and formats. What is made is checked by whoever asked.
 */
import type { RandomStream } from '../../kernel/random.js';
import { boundsOf, saidOf } from './facts.js';
import { patternTexts } from './pattern-texts.js';
import type { Place } from './place.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TRIES_MAX = 20;
/** Texts that nobody wants longer get about so many characters. */
const TEXT_LENGTH = 8;
/** A text that must be longer than this is not made. */
const LENGTH_LIMIT = 100_000;

const two = (number: number) => String(number).padStart(2, '0');

/** Instants are of this year: a fixed one, so that one seed gives the same texts on every day. */
const YEAR = 2026;

const date = (random: RandomStream) => `${YEAR}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
const time = (random: RandomStream) =>
  `${two(random.integer(0, 23))}:${two(random.integer(0, 59))}:${two(random.integer(0, 59))}Z`;
const word = (random: RandomStream) => random.text(random.integer(3, TEXT_LENGTH), LETTERS);

/** Addresses and names are those that are kept for examples (RFC 2606, 3849, 5737). */
const FORMATS: Readonly<Record<string, (random: RandomStream) => string>> = {
  'date-time': (random) => `${date(random)}T${time(random)}`,
  'iso-date-time': (random) => `${date(random)}T${time(random)}`,
  date,
  time,
  'iso-time': time,
  duration: (random) => `PT${random.integer(1, 3600)}S`,
  uuid: (random) => random.uuid(),
  email: (random) => `${word(random)}@example.com`,
  hostname: (random) => `${word(random)}.example.com`,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.text(4, '123456789abcdef')}`,
  uri: (random) => `https://example.com/${word(random)}`,
  url: (random) => `https://example.com/${word(random)}`,
  'uri-reference': (random) => `/${word(random)}`,
  'uri-template': (random) => `/${word(random)}/{id}`,
  'json-pointer': (random) => `/${word(random)}`,
  'relative-json-pointer': (random) => `0/${word(random)}`,
  regex: (random) => `^${word(random)}$`,
  byte: (random) => random.text(8, LETTERS),
};

/** A text that most likely fits; undefined when none can be made. */
export function textFor(nodes: readonly Place[], random: RandomStream): string | undefined {
  const [least, most] = boundsOf(nodes, 'string');
  if (least > LENGTH_LIMIT) return undefined;
  const [pattern, ...others] = saidOf<string>(nodes, 'pattern');
  const [format] = saidOf<string>(nodes, 'format');
  if (pattern !== undefined) return fromPattern([pattern, ...others], [least, most], random);
  const formatted = format === undefined ? undefined : FORMATS[format]?.(random);
  if (formatted !== undefined && lengthOf(formatted) >= least && lengthOf(formatted) <= most)
    return formatted;
  const usual = Math.max(least, Math.min(TEXT_LENGTH, most));
  const shortest = Math.min(usual, Math.max(least, 3));
  return random.text(
    random.chance(0.1) ? Math.max(least, Math.min(1, most)) : random.integer(shortest, usual),
    LETTERS,
  );
}

const lengthOf = (text: string) => [...text].length;

function fromPattern(
  patterns: readonly string[],
  [least, most]: readonly [number, number],
  random: RandomStream,
): string | undefined {
  const makers = patterns.flatMap((pattern) => patternTexts(pattern) ?? []);
  for (let tries = 0; tries < TRIES_MAX && makers.length > 0; tries++) {
    const made = random.pick(makers)(random, tries < TRIES_MAX / 2 ? 3 : Math.max(3, least));
    const isAnchored =
      patterns.length > 0 && patterns.every((pattern) => pattern.startsWith('^') && pattern.endsWith('$'));
    const text = isAnchored ? made : made + random.text(Math.max(0, least - lengthOf(made)), LETTERS);
    const fits = lengthOf(text) >= least && lengthOf(text) <= most;
    if (fits && patterns.every((pattern) => matches(pattern, text))) return text;
  }
  return undefined;
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}
