/**
 * The two validators at the door: bodies mean what they say, while texts in paths and queries become numbers and lists.
 *
 * A schema is compiled when the first request needs it: there are many, and most runs use few.
 */
import type { Ajv, ErrorObject } from 'ajv';

interface Validate {
  (data: unknown): boolean;
  errors?: ErrorObject[] | null | undefined;
}

/** @param part which part of a request: `body`, or another */
export type CompileLater = (schema: object, part: string | undefined) => Validate;

/** Makes validators of schemas; fastify calls this for every part of every route. */
export async function lazyValidators(): Promise<CompileLater> {
  const { Ajv } = await import('ajv');
  const options = { useDefaults: true, verbose: true, strict: false, validateFormats: false } as const;
  const forBodies = new Ajv(options);
  const forTexts = new Ajv({ ...options, coerceTypes: 'array' });
  return (schema, part) => lazy(part === 'body' ? forBodies : forTexts, schema);
}

function lazy(ajv: Ajv, schema: object): Validate {
  const validate: Validate = (data) => {
    const compiled = ajv.compile(schema);
    const isValid = compiled(data) === true;
    validate.errors = compiled.errors;
    return isValid;
  };
  return validate;
}
