/**
 * A JSON Schema (2020-12) from what was seen, which says of itself what is certain and what is guessed.
 *
 *     "temperature": { "type": "number", "minimum": 10, "maximum": 30,
 *                      "x-kaa-inferred": { "observations": 600, "certain": ["type"], "guessed": ["minimum", "maximum"], "seen": … } }
 *
 * Certain is what was seen: such values occur, so a schema must allow them. Guessed is whatever a value to come may prove wrong: that
 * a member is always there, bounds, lists of values, formats. Nothing is guessed to be forbidden but by these.
 */
import type { JsonType } from '../branches.js';
import type { Observed } from './observed.js';

export type InferredSchema = Readonly<Record<string, unknown>>;

export interface InferOptions {
  /** Leave out everything that is guessed. */
  readonly certainOnly?: boolean | undefined;
}

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
/** Fewer observations are no ground for a guess. */
const GUESS_MIN = 5;
/** A text is taken for one of a list when each has been seen so often on average. */
const REPEATED_MIN = 4;
const LISTED_MAX = 8;

/** The schema of a whole message part, with what it is called. */
export function inferredSchema(
  title: string,
  observed: Observed,
  options: InferOptions = {},
): InferredSchema {
  return { $schema: DRAFT, title, ...schemaOf(observed, options) };
}

function schemaOf(observed: Observed, options: InferOptions): InferredSchema {
  const { count, types } = observed;
  const names = [...types.keys()].map((type) => (type === 'number' && observed.isWhole ? 'integer' : type));
  const certain = {
    type: names.length === 1 ? names[0] : names.toSorted(),
    ...(types.has('object') && !observed.isMap ? { properties: membersOf(observed, options) } : {}),
    ...(observed.items === undefined ? {} : { items: schemaOf(observed.items, options) }),
  };
  const guessed = options.certainOnly === true ? {} : guessesOf(observed);
  return {
    ...certain,
    ...guessed,
    'x-kaa-inferred': {
      observations: count,
      certain: Object.keys(certain),
      guessed: [...Object.keys(guessed), ...(names.includes('integer') ? ['integer'] : [])],
      ...seenOf(observed),
    },
  };
}

const membersOf = ({ members }: Observed, options: InferOptions) =>
  Object.fromEntries([...members].map(([name, member]) => [name, schemaOf(member, options)]));

function seenOf(observed: Observed): object {
  const number = observed.types.has('number') ? { minimum: observed.min, maximum: observed.max } : {};
  const text = observed.types.has('string')
    ? { minLength: observed.minLength, maxLength: observed.maxLength }
    : {};
  const list = observed.types.has('array')
    ? { minItems: observed.minItems, maxItems: observed.maxItems }
    : {};
  const seen = { ...number, ...text, ...list };
  return Object.keys(seen).length === 0 ? {} : { seen };
}

function guessesOf(observed: Observed): InferredSchema {
  if (observed.count < GUESS_MIN) return requiredGuess(observed);
  return { ...requiredGuess(observed), ...boundGuess(observed), ...textGuess(observed) };
}

const timesOf = ({ types }: Observed, type: JsonType) => types.get(type) ?? 0;

function requiredGuess(observed: Observed): InferredSchema {
  const objects = timesOf(observed, 'object');
  const required = [...observed.members].filter(([, { count }]) => count === objects).map(([name]) => name);
  return required.length === 0 || observed.isMap ? {} : { required };
}

/** Bounds are rounded outward: the next value is rarely inside the very range that was seen. */
function boundGuess(observed: Observed): InferredSchema {
  const { min, max } = observed;
  if (timesOf(observed, 'number') < GUESS_MIN || min === max) return {};
  const step = 10 ** Math.ceil(Math.log10(max - min));
  const low = Math.floor(min / step) * step;
  const high = Math.ceil(max / step) * step;
  return { minimum: min >= 0 ? Math.max(0, tidy(low)) : tidy(low), maximum: tidy(high) };
}

const tidy = (value: number) => Number(value.toPrecision(12));

function textGuess(observed: Observed): InferredSchema {
  const { distinct, formats } = observed;
  const texts = timesOf(observed, 'string');
  if (texts < GUESS_MIN) return {};
  const [format] = formats;
  if (format !== undefined) return { format };
  const isOnlyText = [...observed.types.keys()].every((type) => type === 'string');
  const isListed =
    distinct !== undefined && distinct.size <= LISTED_MAX && texts >= distinct.size * REPEATED_MIN;
  return isListed && isOnlyText ? { enum: [...distinct].toSorted() } : {};
}
