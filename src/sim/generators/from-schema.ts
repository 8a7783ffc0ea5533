/**
 * Values from a JSON Schema: what a fleet sends when it does not say.
 *
 * It makes values that fit the common part of JSON Schema, draft-07 and 2020-12: types, const, enum, bounds, multipleOf,
 * lengths, formats, properties, items, local references, allOf, and the first of anyOf and oneOf that fits. Numbers
 * walk, as readings do. It does not solve patterns or conditions; what it makes is checked by the platform like anything else.
 */
import { fieldsOf, itemsOf, own } from '../../blueprint/data.js';
import { choice } from './choice.js';
import { constant } from './constant.js';
import type { Compiler, Libraries, ValueFactory } from './generator.js';
import { within } from './generator.js';
import { objectOf } from './object.js';
import { compileValue } from './registry.js';
import {
  admits,
  DEPTH_MAX,
  leftOut,
  OPTIONAL_DEPTH,
  requiredOf,
  resolved,
  type Schema,
} from './schema-node.js';
import { numbersOf } from './schema-numbers.js';
import { textsOf } from './schema-texts.js';

/** How often an item is drawn again when it is there already. */
const DRAWS_MAX = 100;

/** The values of a schema; for an object every member that it names. */
export function valuesOfSchema(schema: object | boolean, libraries: Libraries = {}): ValueFactory {
  const compiler: Compiler = { libraries, compile: (spec) => compileValue(spec, libraries) };
  const make = (part: unknown, depth: number): ValueFactory => {
    const node = resolved(part, schema, depth);
    if (node.const !== undefined) return constant(node.const, compiler);
    const named = itemsOf(node.enum).filter((value) => admits(node, value));
    if (named.length > 0) return choice(named, compiler);
    switch (typeOf(node, depth)) {
      case 'object':
        return objectOf(membersOf(node, depth).map((name) => [name, make(memberOf(node, name), depth + 1)]));
      case 'array':
        return listOf(node, depth, (item) => make(item, depth + 1));
      case 'boolean':
        return compiler.compile({ chance: 0.5 });
      case 'null':
        return constant(null, compiler);
      case 'string':
        return textsOf(node);
      case 'integer':
        return numbersOf(node, true, compiler);
      default:
        return numbersOf(node, false, compiler);
    }
  };
  return make(schema, 0);
}

/** Keywords that tell the type where the schema does not. */
const TELLING: readonly (readonly [string, readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'minProperties', 'patternProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains']],
  ['string', ['format', 'minLength', 'maxLength', 'pattern']],
];

function typeOf(node: Schema, depth: number): string {
  const types = (Array.isArray(node.type) ? node.type : [node.type]) as unknown[];
  // Far down, nothing is the quickest end.
  const wantsNull = depth >= OPTIONAL_DEPTH && types.includes('null');
  const named = wantsNull
    ? 'null'
    : (types.find((type) => type !== 'null' && type !== undefined) ?? types[0]);
  if (typeof named === 'string') return named;
  return (
    TELLING.find(([, keywords]) => keywords.some((keyword) => node[keyword] !== undefined))?.[0] ?? 'number'
  );
}

/** All members near the surface; further down only those that must be, so that a schema inside itself ends. */
function membersOf(node: Schema, depth: number): readonly string[] {
  if (depth > DEPTH_MAX) return [];
  const properties = fieldsOf(node.properties);
  const required = requiredOf(node);
  const most = typeof node.maxProperties === 'number' ? node.maxProperties : Infinity;
  let room = depth < OPTIONAL_DEPTH ? most - required.length : 0;
  const isWanted = (name: string) => {
    if (required.includes(name)) return true;
    return properties[name] !== false && !leftOut(node).includes(name) && room-- > 0;
  };
  return [...new Set([...Object.keys(properties).filter(isWanted), ...required])];
}

/** The schema of a member, by its name, by a pattern of names, or for all others. */
function memberOf(node: Schema, name: string): unknown {
  const pattern = Object.entries(fieldsOf(node.patternProperties)).find(([source]) =>
    new RegExp(source, 'u').test(name),
  )?.[1];
  const parts = [own(fieldsOf(node.properties), name), pattern].filter((part) => part !== undefined);
  if (parts.length === 0) return node.additionalProperties;
  return parts.length === 1 ? parts[0] : { allOf: parts };
}

/** As few items as the schema lets pass, but one if it can, and one for each place that has a schema of its own. */
function listOf(node: Schema, depth: number, make: (item: unknown) => ValueFactory): ValueFactory {
  const tuple = itemsOf(node.prefixItems ?? node.items);
  const rest = Array.isArray(node.items) ? node.additionalItems : node.items;
  const least = typeof node.minItems === 'number' ? node.minItems : 0;
  const wanted = depth >= OPTIONAL_DEPTH ? 0 : Math.max(1, tuple.length);
  const most = Math.min(
    typeof node.maxItems === 'number' ? node.maxItems : Infinity,
    rest === false ? tuple.length : Infinity,
  );
  const length = Math.min(Math.max(least, wanted, node.contains === undefined ? 0 : 1), most);
  const factories = Array.from({ length }, (_, place) => {
    const item = place < tuple.length ? tuple[place] : rest;
    return make(place === 0 && node.contains !== undefined ? { allOf: [item ?? {}, node.contains] } : item);
  });
  return (origin) => {
    const items = factories.map((factory, place) => factory(within(origin, String(place))));
    return {
      next: (moment) => {
        const list: unknown[] = [];
        for (const item of items) {
          let value = item.next(moment);
          for (let draws = 0; node.uniqueItems === true && draws < DRAWS_MAX && holds(list, value); draws++)
            value = item.next(moment);
          list.push(value);
        }
        return list;
      },
    };
  };
}

const holds = (list: readonly unknown[], value: unknown) =>
  list.some((item) => JSON.stringify(item) === JSON.stringify(value));
