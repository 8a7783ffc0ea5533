/**
 * Payload bytes to checked values: UTF-8, then JSON, then a schema.
 *
 * Validators are compiled when first used and kept by schema. Refusals are short texts, fit for a reason phrase.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { ajvOf07 } from '../ajv.js';
import type { Static, TSchema } from '../schema.js';
import { Payload } from './payload.js';

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/**
 * How deep arrays and objects may lie within each other. What walks through values (comparing, writing, checking) calls
 * itself for each level, and a few thousand levels, ten kilobytes of text, would end the process.
 */
export const JSON_DEPTH_MAX = 200;

/** Said of numbers such as 1e400, which JSON text may have. */
export const TOO_LARGE = 'a number beyond ±1.8e308, which nothing can keep';

const compiled = new WeakMap<object, ValidateFunction>();

/** Reads a JSON payload of any shape. [1/KP KP-06: the formats belong to the extensions] */
export function parseJson(payload: Payload | Uint8Array): Checked<unknown> {
  const { isUtf8, text } = payload instanceof Payload ? payload : new Payload(payload);
  if (!isUtf8) return { ok: false, reason: 'the payload is not UTF-8' };
  if (isTooDeep(text))
    return { ok: false, reason: `the payload is nested deeper than ${JSON_DEPTH_MAX} levels` };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (text === '') return { ok: false, reason: 'the payload is empty, JSON is expected' };
    return { ok: false, reason: `the payload is not JSON: ${(error as Error).message}` };
  }
}

/**
 * Whether there is a number that no double holds: JSON.parse makes Infinity of it, which would be kept and then be written as null.
 * Asked where values are kept, not of every message: data samples pass whatever is in them.
 */
export function hasTooLarge(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTooLarge);
}

/** Reads a JSON payload and holds it against a schema. */
export function parseJsonAs<Schema extends TSchema>(
  schema: Schema,
  payload: Payload | Uint8Array,
): Checked<Static<Schema>> {
  const parsed = parseJson(payload);
  if (!parsed.ok) return parsed;
  if (hasTooLarge(parsed.value)) return { ok: false, reason: `the payload has ${TOO_LARGE}` };
  const validate = validatorOf(schema);
  if (validate(parsed.value)) return { ok: true, value: parsed.value as Static<Schema> };
  return { ok: false, reason: `the payload does not match its schema: ${describe(validate.errors)}` };
}

/**
 * The first message that needs a schema pays for the library, some 40 ms once. Not the start: data samples need none, so most who
 * start a platform would wait for what they never use, and whoever does use it waits for the same, only later.
 */
function validatorOf(schema: TSchema): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    // An Ajv of its own: the schemas are few, and no cache of ours outlives them.
    validate = new (ajvOf07())({ strict: true, allowUnionTypes: true }).compile(schema);
    compiled.set(schema, validate);
  }
  return validate;
}

function describe(errors: readonly ErrorObject[] | null | undefined): string {
  const first = errors?.[0];
  if (first === undefined) return 'unknown reason';
  const extra = first.params.additionalProperty as string | undefined;
  return `${first.instancePath || 'the whole'} ${first.message}${extra === undefined ? '' : ` ("${extra}")`}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b] as const;
const CLOSING = [0x5d, 0x7d] as const;

/** Whether JSON text is nested deeper than {@link JSON_DEPTH_MAX}; reads brackets outside of strings and nothing else. */
export function isTooDeep(json: string): boolean {
  if (json.length <= JSON_DEPTH_MAX) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (inString) {
      if (unit === BACKSLASH) i++;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === OPENING[0] || unit === OPENING[1]) {
      if (++depth > JSON_DEPTH_MAX) return true;
    } else if (unit === CLOSING[0] || unit === CLOSING[1]) depth--;
  }
  return false;
}
