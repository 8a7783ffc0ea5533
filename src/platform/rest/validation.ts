/**
 * The two validators at the door: bodies mean what they say, while texts in paths and queries become numbers and lists.
 */
import type { Ajv } from 'ajv';

/** Ajv for JSON bodies, and Ajv for texts. */
export async function validators(): Promise<{ readonly forBodies: Ajv; readonly forTexts: Ajv }> {
  const { Ajv } = await import('ajv');
  const options = { useDefaults: true, verbose: true, strict: false, validateFormats: false } as const;
  return {
    forBodies: new Ajv(options),
    forTexts: new Ajv({ ...options, coerceTypes: 'array' }),
  };
}
