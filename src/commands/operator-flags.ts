/**
 * Flags and arguments that several of the operator's commands take, and JSON as it is typed on a command line.
 */
import { readFile } from 'node:fs/promises';
import { string as textArgument } from '@oclif/core/args';
import { custom, string } from '@oclif/core/flags';
import { kaaError } from '../errors.js';
import { parseDuration } from '../kernel/duration.js';
import { hasTooLarge, isTooDeep, JSON_DEPTH_MAX, TOO_LARGE } from '../kp1/validator.js';

/** An endpoint by its ID or token, as the argument of a command. */
export const endpointArgument = () =>
  textArgument({ description: 'Endpoint ID, or a token of the endpoint.', required: true });

/** An endpoint by its ID or token. */
export const endpointFlag = string;

/** The application, where it does not follow from what else is named. */
export const applicationFlag = (options: { readonly description?: string } = {}) =>
  string({
    char: 'a',
    description: options.description ?? 'Application; needed only where it is not clear.',
    env: 'KAA_APPLICATION',
    helpValue: 'NAME',
  });

/** How long something lasts, in milliseconds; `0s` is allowed. */
export const spanFlag = custom<number>({
  helpValue: 'TIME',
  parse: async (text, _context, { name }) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    const reason = 'not a duration: write a number and a unit, such as 500ms, 10s or 5m';
    throw kaaError('FLAG_INVALID', { flag: name ?? 'duration', value: text, reason });
  },
});

/** A share, 0 to 1. */
export const shareFlag = custom<number>({
  helpValue: 'SHARE',
  parse: async (text, _context, { name }) => {
    const value = /^[0-9]*\.?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    if (value <= 1) return value;
    const reason = 'not a share: write a number from 0 to 1, such as 0.1';
    throw kaaError('FLAG_INVALID', { flag: name ?? 'rate', value: text, reason });
  },
});

/**
 * JSON as typed, or `@file` for the JSON in a file.
 * @param what how to call it in a message, such as `--payload`
 * @throws KaaError JSON_INVALID
 */
export async function jsonFrom(text: string, what: string, example = '{"key": 1}'): Promise<unknown> {
  const fail = (reason: string) => kaaError('JSON_INVALID', { what, reason, example });
  let json = text;
  if (text.startsWith('@')) {
    try {
      json = await readFile(text.slice(1), 'utf8');
    } catch (error) {
      throw fail((error as Error).message);
    }
  }
  const value = parsed(json, fail);
  if (hasTooLarge(value)) throw fail(TOO_LARGE);
  return value;
}

function parsed(json: string, fail: (reason: string) => Error): unknown {
  if (isTooDeep(json)) throw fail(TOO_DEEP);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw fail(`not JSON (${(error as Error).message})`);
  }
}

const TOO_DEEP = `nested deeper than ${JSON_DEPTH_MAX} levels`;

/**
 * `key=value` pairs; a value that is JSON is taken as such, any other as text.
 * @throws KaaError FLAG_INVALID
 */
export function pairsFrom(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const cut = text.indexOf('=');
      if (cut < 1) {
        throw kaaError('JSON_INVALID', { what: text, reason: 'not key=value', example: 'floor=3' });
      }
      const said = text.slice(cut + 1);
      const value = valueFrom(said);
      const reason =
        typeof value === 'object' && isTooDeep(said) ? TOO_DEEP : hasTooLarge(value) ? TOO_LARGE : undefined;
      if (reason !== undefined) {
        const what = `the value of ${text.slice(0, cut)}`;
        throw kaaError('JSON_INVALID', { what, reason, example: 'floor=3' });
      }
      return [text.slice(0, cut), value];
    }),
  );
}

function valueFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
