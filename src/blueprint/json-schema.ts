/**
 * JSON Schema at work: five questions, and ajv behind them for what a quick look (`quick-schema.ts`) cannot answer.
 *
 * Two kinds of schemas meet here. Ours (the models, the services' settings) are trusted. Those of a blueprint's versions
 * come from its author: draft-07 or 2020-12, and possibly wrong themselves. Errors are left as ajv gives them;
 * `schema-errors.ts` puts them into words.
 */
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { ajvFormats, ajvOf07, ajvOf2020 } from '../ajv.js';
import { type Fields, own } from './data.js';
import type { Finding } from './problems.js';
import { completedBy, isPlainSchema, surelyFits } from './quick-schema.js';
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

// To optimise what a schema is compiled to takes longer than the little that it is used for here.
const OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: false,
  logger: false,
  code: { optimize: false },
} as const;

export function schemaTools(): SchemaTools {
  // Tests hold our own schemas against JSON Schema; a start need not.
  const trusting = once(() => new (ajvOf07())({ ...OPTIONS, meta: false, validateSchema: false }));
  const validate: SchemaTools['validate'] = (schema, value) =>
    surelyFits(schema, value) ? [] : errorsOf(trusting().compile(schema), value);
  return {
    validate,
    validateCompleted: (schema, value) => validate(schema, completedBy(schema, value)),
    complete: (schema, value) => completedBy(schema, value) as typeof value,
    ...authorSchemas(),
  };
}

/** A value made when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
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

type Drafts = Readonly<Record<string, () => Ajv>>;

function authorSchemas(): Pick<SchemaTools, 'schemaFindings' | 'validateBy'> {
  const drafts: Drafts = {
    [DRAFT_07]: once(() => ajvFormats()(new (ajvOf07())(OPTIONS))),
    [DRAFT_2020]: once(() => ajvFormats()(new (ajvOf2020())(OPTIONS))),
  };
  const plain = kept((schema) => isPlainOf(drafts, schema));
  const compiled = kept((schema) => compileAuthors(drafts, schema));
  return {
    schemaFindings: (schema) => (plain(schema) ? [] : compiled(schema).findings),
    validateBy: (schema, value, base) => {
      if (plain(schema) && surelyFits(schema, value)) return [];
      const { validate } = compiled(schema);
      return validate === undefined ? [] : findingsOf(errorsOf(validate, value), base);
    },
  };
}

/** What is said of a schema, worked out once. */
function kept<Said>(say: (schema: object) => Said): (schema: object) => Said {
  const known = new WeakMap<object, { readonly said: Said }>();
  return (schema) => {
    const { said } = known.get(schema) ?? { said: say(schema) };
    known.set(schema, { said });
    return said;
  };
}

/** The draft that a schema is written in, without the mark of an empty fragment. */
const draftOf = ({ $schema = DRAFT_07 }: Fields) =>
  typeof $schema === 'string' ? $schema.replace(/#$/, '') : '';

/** The identifier says where a schema lives; two versions may well carry the same one. */
function isPlainOf(drafts: Drafts, schema: object): boolean {
  const { $schema: _, $id: id = '', ...said } = schema as Fields;
  return Object.hasOwn(drafts, draftOf(schema as Fields)) && typeof id === 'string' && isPlainSchema(said);
}

function compileAuthors(drafts: Drafts, schema: object): Compiled {
  const ajv = own(drafts, draftOf(schema as Fields))?.();
  if (ajv === undefined)
    return { findings: [{ path: ['$schema'], message: `must be "${DRAFT_07}#" or "${DRAFT_2020}"` }] };
  const { $id: _, ...anonymous } = schema as Fields;
  if (!ajv.validateSchema(anonymous)) return { findings: findingsOf(ajv.errors ?? [], []).map(notASchema) };
  try {
    return { findings: [], validate: ajv.compile(anonymous) };
  } catch (error) {
    return { findings: [{ path: [], message: `not a usable JSON Schema: ${(error as Error).message}` }] };
  }
}
