/**
 * A quick look at JSON Schemas: what surely is right, and nothing about the rest.
 *
 * Most blueprints are right, and compiling schemas to learn it takes longer than all else that a start does. So a value is walked
 * along its schema here first. Only what this does not vouch for, because it is wrong or because a keyword is not known here,
 * goes to ajv, which has the last word and the words for what is wrong. Where the two might differ, this is the stricter one.
 */
import { type Fields, fieldsOf, isFields, itemsOf, own } from './data.js';

/** True: the value fits. False: it does not, or that is for others to say. */
export const surelyFits = (schema: unknown, value: unknown): boolean => fits(schema, value, schema);

/** What a keyword says, the value, the schema around the keyword, and the schema as a whole. */
type Check = (said: unknown, value: unknown, schema: Fields, root: unknown) => boolean;

function fits(schema: unknown, value: unknown, root: unknown): boolean {
  if (!isFields(schema)) return schema === true;
  return Object.entries(schema).every(
    ([keyword, said]) => own(CHECKS, keyword)?.(said, value, schema, root) ?? false,
  );
}

const says: Check = () => true;

/** How many characters, members or items. */
const lengthOf = (text: string) => [...text].length;
const sizeOf = (fields: Fields) => Object.keys(fields).length;

const ofNumber =
  (check: (value: number, limit: number) => boolean): Check =>
  (limit, value) =>
    typeof value !== 'number' || check(value, limit as number);
const ofText =
  (check: (value: string, said: unknown) => boolean): Check =>
  (said, value) =>
    typeof value !== 'string' || check(value, said);
const ofObject =
  (check: (value: Fields, said: unknown, schema: Fields, root: unknown) => boolean): Check =>
  (said, value, schema, root) =>
    !isFields(value) || check(value, said, schema, root);
const ofList =
  (check: (value: readonly unknown[], said: unknown, schema: Fields, root: unknown) => boolean): Check =>
  (said, value, schema, root) =>
    !Array.isArray(value) || check(value, said, schema, root);

const matches = (pattern: unknown, text: string) => new RegExp(String(pattern), 'u').test(text);

/** By keyword. */
const CHECKS: Readonly<Record<string, Check>> = {
  title: says,
  description: says,
  default: says,
  examples: says,
  $comment: says,
  $schema: says,
  $id: says,
  $defs: says,
  readOnly: says,
  writeOnly: says,
  $ref: (said, value, _schema, root) => {
    const name = /^#\/\$defs\/(\w+)$/.exec(String(said))?.[1];
    return name !== undefined && fits(own(fieldsOf(fieldsOf(root).$defs), name), value, root);
  },
  type: (said, value) => [said].flat().some((type) => hasType(type, value)),
  const: (said, value) => said === value,
  enum: (said, value) => itemsOf(said).includes(value),
  anyOf: (said, value, _schema, root) => itemsOf(said).some((branch) => fits(branch, value, root)),
  allOf: (said, value, _schema, root) => itemsOf(said).every((part) => fits(part, value, root)),
  minimum: ofNumber((value, limit) => value >= limit),
  maximum: ofNumber((value, limit) => value <= limit),
  exclusiveMinimum: ofNumber((value, limit) => value > limit),
  exclusiveMaximum: ofNumber((value, limit) => value < limit),
  pattern: ofText((text, pattern) => matches(pattern, text)),
  minLength: ofText((text, limit) => lengthOf(text) >= Number(limit)),
  maxLength: ofText((text, limit) => lengthOf(text) <= Number(limit)),
  minProperties: ofObject((fields, limit) => sizeOf(fields) >= Number(limit)),
  maxProperties: ofObject((fields, limit) => sizeOf(fields) <= Number(limit)),
  minItems: ofList((items, limit) => items.length >= Number(limit)),
  maxItems: ofList((items, limit) => items.length <= Number(limit)),
  uniqueItems: ofList((items, said) => said === false || areUnique(items)),
  required: ofObject((fields, names) => itemsOf(names).every((name) => fields[String(name)] !== undefined)),
  properties: ofObject((fields, said, _schema, root) =>
    Object.entries(fieldsOf(said)).every(
      ([name, schema]) => fields[name] === undefined || fits(schema, fields[name], root),
    ),
  ),
  patternProperties: ofObject((fields, said, _schema, root) =>
    Object.entries(fieldsOf(said)).every(([pattern, schema]) =>
      Object.keys(fields).every((name) => !matches(pattern, name) || fits(schema, fields[name], root)),
    ),
  ),
  additionalProperties: ofObject((fields, said, schema, root) =>
    Object.keys(fields).every((name) => isListed(name, schema) || fits(said, fields[name], root)),
  ),
  items: ofList((items, said, _schema, root) =>
    Array.isArray(said)
      ? said.every((schema, index) => index >= items.length || fits(schema, items[index], root))
      : items.every((item) => fits(said, item, root)),
  ),
  additionalItems: ofList((items, said, schema, root) =>
    items.slice(itemsOf(schema.items).length).every((item) => fits(said, item, root)),
  ),
};

function hasType(type: unknown, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return Number.isFinite(value);
  if (type === 'object') return isFields(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'null' ? value === null : typeof value === type;
}

/** Lists and objects that are equal without being the same are for others to find. */
const areUnique = (items: readonly unknown[]) =>
  items.length < 2 ||
  (items.every((item) => typeof item !== 'object') && new Set(items).size === items.length);

const isListed = (name: string, { properties, patternProperties }: Fields) =>
  Object.hasOwn(fieldsOf(properties), name) ||
  Object.keys(fieldsOf(patternProperties)).some((pattern) => matches(pattern, name));

/**
 * True: JSON Schema that says the same in draft-07 and 2020-12, can be compiled, and is understood by {@link surelyFits} but for
 * formats. False: that is for others to say.
 */
export function isPlainSchema(schema: unknown): boolean {
  return (
    isFields(schema) &&
    Object.entries(schema).every(([keyword, said]) => own(FORMS, keyword)?.(said) ?? false)
  );
}

type Form = (said: unknown) => boolean;

const isText: Form = (said) => typeof said === 'string';
const isFlag: Form = (said) => typeof said === 'boolean';
const isLimit: Form = (said) => Number.isFinite(said);
const isCount: Form = (said) => Number.isInteger(said) && Number(said) >= 0;
const areSchemas: Form = (said) => itemsOf(said).length > 0 && itemsOf(said).every(isPlainSchema);
const isSchemaOrFlag: Form = (said) => isFlag(said) || isPlainSchema(said);
const areTexts: Form = (said) => Array.isArray(said) && said.every(isText) && areUnique(said);
const isType: Form = (said) => TYPES.includes(said);

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

const isPattern: Form = (said) => {
  try {
    return typeof said === 'string' && new RegExp(said, 'u').source !== '';
  } catch {
    return false;
  }
};

const FORMS: Readonly<Record<string, Form>> = {
  title: isText,
  description: isText,
  $comment: isText,
  format: isText,
  default: () => true,
  const: () => true,
  examples: Array.isArray,
  readOnly: isFlag,
  writeOnly: isFlag,
  type: (said) => isType(said) || (areTexts(said) && itemsOf(said).length > 0 && itemsOf(said).every(isType)),
  enum: (said) => itemsOf(said).length > 0 && areUnique(itemsOf(said)),
  anyOf: areSchemas,
  allOf: areSchemas,
  minimum: isLimit,
  maximum: isLimit,
  exclusiveMinimum: isLimit,
  exclusiveMaximum: isLimit,
  pattern: isPattern,
  minLength: isCount,
  maxLength: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isFlag,
  required: areTexts,
  // ajv does not count that name among the listed ones.
  properties: (said) =>
    isFields(said) && !Object.hasOwn(said, '__proto__') && Object.values(said).every(isPlainSchema),
  patternProperties: (said) =>
    isFields(said) && Object.keys(said).every(isPattern) && Object.values(said).every(isPlainSchema),
  additionalProperties: isSchemaOrFlag,
  items: isSchemaOrFlag,
};

/**
 * A copy of the value in which what one of our own schemas has a default for is there. Defaults within the branches of a
 * union do not count, as nobody knows yet which branch is meant.
 */
export function completedBy(schema: unknown, value: unknown): unknown {
  const copy = structuredClone(value);
  complete(fieldsOf(schema), copy);
  return copy;
}

function complete(schema: Fields, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) complete(fieldsOf(schema.items), item);
  if (!isFields(value)) return;
  const fields = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(fieldsOf(schema.properties))) {
    const { default: otherwise } = fieldsOf(member);
    if (fields[name] === undefined && otherwise !== undefined) fields[name] = structuredClone(otherwise);
    complete(fieldsOf(member), fields[name]);
  }
  for (const [pattern, member] of Object.entries(fieldsOf(schema.patternProperties)))
    for (const name of Object.keys(fields))
      if (matches(pattern, name)) complete(fieldsOf(member), fields[name]);
}
