/**
 * Calling a module: what it throws becomes one message that names the file, the endpoint and the line.
 */
import { kaaError } from '../../errors.js';
import type { Origin } from '../generators/generator.js';

/** Calls one function of a module. @throws KaaError MODULE_FAILED */
export function callModule<Result>(file: string, origin: Origin, call: () => Result): Result {
  let result: Result;
  try {
    result = call();
  } catch (error) {
    throw failed(file, origin, `it threw ${sayError(error, file)}`, error);
  }
  if (result instanceof Promise) {
    result.catch(() => {});
    throw failed(file, origin, 'it returned a promise; a module answers at once, without async', undefined);
  }
  return result;
}

/** @param reason a phrase that begins with "it" */
export function failed(file: string, { token, random }: Origin, reason: string, cause: unknown) {
  return kaaError('MODULE_FAILED', { file, token, reason, seed: random.seed }, { cause });
}

/** The message of an error in one line, with the place in the module where that is known. */
export function sayError(error: unknown, file: string): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error);
  const name = file.split('/').at(-1) as string;
  const line = error.stack?.split('\n').find((text) => text.includes(`/${name}:`));
  const place = line && /:([0-9]+:[0-9]+)\)?$/.exec(line.trim())?.[1];
  const message = `"${(error.message.split('\n')[0] ?? '').trim()}"`;
  return place === undefined ? message : `${message} at ${name}:${place}`;
}
