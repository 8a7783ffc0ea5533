/**
 * JSON Schema at work: ajv behind four questions, loaded when somebody asks.
 *
 * Two kinds of schemas meet here. Ours (the models, the services' settings) are trusted. Those of a blueprint's versions
 * come from its author: draft-07 or 2020-12, and possibly wrong themselves. Errors are left as ajv gives them;
 * `schema-errors.ts` puts them into words.
 */
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { isFields } from './data.js';
import type { Finding } from './problems.js';
import { findingsOf } from './schema-errors.js';
import type { Path } from './source.js';

export type Validate = (value: unknown) => readonly ErrorObject[];

export interface SchemaTools {
  /** What is wrong with a value by one of our own schemas. */
  validate(schema: object, value: unknown): readonly ErrorObject[];
  /** The same, once its defaults are filled in: what has a default need not be there. */
  validateCompleted(schema: object, value: unknown): readonly ErrorObject[];
  /** A copy of the value with the defaults of one of our own schemas filled in. */
  complete<Value>(schema: object, value: Value): Value;
  /** What is wrong with a JSON Schema that the author of a blueprint wrote. */
  schemaFindings(schema: object): readonly Finding[];
  /** What is wrong with a value by the author's schema; nothing when that schema itself is wrong. */
  validateBy(schema: object, value: unknown, base: Path): readonly Finding[];
}

const DRAFT_07 = 'http://json-schema.org/draft-07/schema';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

export async function loadSchemaTools(): Promise<SchemaTools> {
  const [{ Ajv }, { Ajv2020 }, formats] = await Promise.all([
    import('ajv'),
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  // To optimise what a schema is compiled to takes longer than the little that it is used for here.
  const code = { optimize: false };
  const options = { allErrors: true, verbose: true, strict: false, logger: false, code } as const;
  // Tests hold our own schemas against JSON Schema; a start need not.
  const trusting = { ...options, meta: false, validateSchema: false };
  const own = new Ajv(trusting);
  const completing = new Ajv({ ...trusting, useDefaults: true });
  const drafts: Record<string, Ajv> = { [DRAFT_07]: new Ajv(options), [DRAFT_2020]: new Ajv2020(options) };
  for (const ajv of Object.values(drafts)) formats.default.default(ajv);
  const authors = authorSchemas(drafts);
  return {
    validate: (schema, value) => errorsOf(own.compile(schema), value),
    validateCompleted: (schema, value) => errorsOf(completing.compile(schema), structuredClone(value)),
    complete: (schema, value) => {
      const copy = structuredClone(value);
      completing.compile(schema)(copy);
      return copy;
    },
    ...authors,
  };
}

const errorsOf = (validate: ValidateFunction, value: unknown) =>
  validate(value) ? [] : (validate.errors ?? []);

const notASchema = (finding: Finding): Finding => ({
  ...finding,
  message: `not JSON Schema: ${finding.message}`,
});

interface Compiled {
  readonly findings: readonly Finding[];
  readonly validate?: ValidateFunction;
}

function authorSchemas(drafts: Record<string, Ajv>): Pick<SchemaTools, 'schemaFindings' | 'validateBy'> {
  const cache = new WeakMap<object, Compiled>();
  const compiled = (schema: object) => {
    const known = cache.get(schema) ?? compileAuthors(drafts, schema);
    cache.set(schema, known);
    return known;
  };
  return {
    schemaFindings: (schema) => compiled(schema).findings,
    validateBy: (schema, value, base) => {
      const { validate } = compiled(schema);
      return validate === undefined ? [] : findingsOf(errorsOf(validate, value), base);
    },
  };
}

function compileAuthors(drafts: Record<string, Ajv>, schema: object): Compiled {
  const draft = isFields(schema) ? (schema.$schema ?? DRAFT_07) : DRAFT_07;
  const ajv = typeof draft === 'string' ? drafts[draft.replace(/#$/, '')] : undefined;
  if (ajv === undefined)
    return { findings: [{ path: ['$schema'], message: `must be "${DRAFT_07}#" or "${DRAFT_2020}"` }] };
  // The identifier says where a schema lives; two versions may well carry the same one.
  const { $id: _, ...anonymous } = schema as { $id?: unknown };
  if (!ajv.validateSchema(anonymous)) return { findings: findingsOf(ajv.errors ?? [], []).map(notASchema) };
  try {
    return { findings: [], validate: ajv.compile(anonymous) };
  } catch (error) {
    return { findings: [{ path: [], message: `not a usable JSON Schema: ${(error as Error).message}` }] };
  }
}
