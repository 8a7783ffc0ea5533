/**
 * The queries of endpoint filters: the part of MongoDB's query language that makes sense for an endpoint.
 *
 *     {"metadata.city": "Oslo", "$or": [{"metadata.floor": {"$gte": 3}}, {"appVersion.name": "demo-v2"}]}
 *
 * Nothing in a query is ever run as code. The evaluator is mingo, loaded when the first query is.
 */
import { isFields } from '../../../blueprint/data.js';
import { patternFault } from './safe-pattern.js';

/** What a query is held against. */
export interface FilterDocument {
  readonly endpointId: string;
  readonly appVersion: { readonly name: string };
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Matches = (document: FilterDocument) => boolean;

export type CompiledQuery =
  | { readonly ok: true; readonly matches: Matches }
  | { readonly ok: false; readonly reason: string };

/** Compiles a query, an object or its JSON text. */
export type QueryCompiler = (query: unknown) => CompiledQuery;

const FIELD = /^(?:metadata\..+|appVersion\.name|endpointId)$/s;
const LISTS = ['$and', '$or', '$nor'];
const OPERATORS =
  '$eq $ne $gt $gte $lt $lte $in $nin $exists $type $regex $options $all $elemMatch $size $mod $not'.split(
    ' ',
  );
const DEPTH_MAX = 20;

/** The compiler, with mingo behind it. */
export async function loadQueryCompiler(): Promise<QueryCompiler> {
  const [{ Query }, { Context }, operators] = await Promise.all([
    import('mingo/query'),
    import('mingo/core'),
    import('mingo/operators/query'),
  ]);
  const { $and, $or, $nor, $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $type } = operators;
  const { $regex, $all, $elemMatch, $size, $mod, $not } = operators;
  const compared = { $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $type, $regex };
  const query = { $and, $or, $nor, ...compared, $all, $elemMatch, $size, $mod, $not };
  const options = { scriptEnabled: false, context: Context.init({ query }) };
  return (given) => {
    const parsed = typeof given === 'string' ? parse(given) : given;
    const fault = faultOf(parsed, 0) ?? patternFaultIn(parsed);
    if (fault !== undefined) return { ok: false, reason: fault };
    try {
      const compiled = new Query(parsed as object, options);
      const test = (document: FilterDocument) => compiled.test({ ...document });
      // Some faults only show when a value is looked at.
      test({ endpointId: '', appVersion: { name: '' }, metadata: {} });
      return { ok: true, matches: (document) => quietly(test, document) };
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  };
}

/** A value of a kind that an operator cannot deal with does not match. */
function quietly(test: Matches, document: FilterDocument): boolean {
  try {
    return test(document);
  } catch {
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What is wrong with a regular expression anywhere in a query; `$elemMatch` and `$not` may hide some. */
function patternFaultIn(query: unknown): string | undefined {
  const rest: unknown[] = [query];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const fault = key === '$regex' ? patternFault(String(inner)) : undefined;
      if (fault !== undefined) return fault;
      rest.push(inner);
    }
  }
  return undefined;
}

/** What is wrong with the conditions of a query; undefined when nothing is. */
function faultOf(query: unknown, depth: number): string | undefined {
  if (!isFields(query)) return 'a query is an object, or the JSON text of one';
  if (depth > DEPTH_MAX) return `a query nests at most ${DEPTH_MAX} levels`;
  for (const [key, value] of Object.entries(query)) {
    const fault = LISTS.includes(key) ? listFault(key, value, depth) : fieldFault(key, value, depth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function listFault(key: string, value: unknown, depth: number): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return `${key} takes a list of queries that is not empty`;
  for (const query of value) {
    const fault = faultOf(query, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fieldFault(key: string, value: unknown, depth: number): string | undefined {
  if (key.startsWith('$')) return `${key} is not known here; there are ${LISTS.join(', ')}`;
  if (!FIELD.test(key)) {
    return `"${key}" is no field of an endpoint: there are metadata.<key>, appVersion.name and endpointId`;
  }
  return operatorFault(value, depth + 1);
}

function operatorFault(value: unknown, depth: number): string | undefined {
  if (!isFields(value)) return undefined;
  if (depth > DEPTH_MAX) return `a query nests at most ${DEPTH_MAX} levels`;
  for (const [operator, operand] of Object.entries(value)) {
    if (!operator.startsWith('$')) continue;
    if (!OPERATORS.includes(operator)) {
      return `${operator} is not known here; there are ${OPERATORS.join(', ')}`;
    }
    if (['$in', '$nin', '$all'].includes(operator) && !Array.isArray(operand)) {
      return `${operator} takes a list`;
    }
    const isNested = operator === '$not' || operator === '$elemMatch';
    const fault = isNested ? operatorFault(operand, depth + 1) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}
