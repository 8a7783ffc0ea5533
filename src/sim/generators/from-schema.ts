/**
 * Values from a JSON Schema: what a fleet sends when it does not say.
 *
 * It makes values that fit the common part of JSON Schema (types, const, enum, bounds, multipleOf, lengths, common formats,
 * properties, items, local references; of several alternatives the first). Numbers within bounds walk, as readings do. It does not
 * solve patterns or conditions; what it makes is checked by the platform like anything else.
 */
import type { Libraries, ValueFactory } from './generator.js';
import { within } from './generator.js';
import { shaped } from './numbers.js';
import { objectOf } from './object.js';
import { compileValue } from './registry.js';

type Schema = Readonly<Record<string, unknown>>;

/** A reference inside itself ends after so many levels. */
const DEPTH_MAX = 16;
const OPTIONAL_DEPTH = 4;
const ITEMS_MAX = 3;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TEXT_LENGTH = 8;

/** The values of a schema; for an object every member that it names. */
export function valuesOfSchema(schema: object | boolean, libraries: Libraries = {}): ValueFactory {
  const plain = (spec: unknown) => compileValue(spec, libraries);
  const make = (part: unknown, depth: number): ValueFactory => {
    const node = resolved(part, schema, depth);
    if (node.const !== undefined) return plain({ constant: node.const });
    if (Array.isArray(node.enum) && node.enum.length > 0) return plain({ choice: node.enum });
    switch (typeOf(node)) {
      case 'object':
        return objectOf(
          membersOf(node, depth).map((name) => [name, make(propertiesOf(node)[name], depth + 1)]),
        );
      case 'array':
        return listOf(node, depth > DEPTH_MAX ? plain(null) : make(firstItem(node), depth + 1));
      case 'boolean':
        return plain({ chance: 0.5 });
      case 'null':
        return plain(null);
      case 'string':
        return textOf(node, plain);
      case 'integer':
        return numberOf(node, 0, plain);
      default:
        return numberOf(node, 2, plain);
    }
  };
  return make(schema, 0);
}

/** Follows references, takes the first of several alternatives, and joins what `allOf` asks for. */
function resolved(part: unknown, root: object | boolean, depth: number): Schema {
  if (typeof part !== 'object' || part === null || depth > DEPTH_MAX) return {};
  const { $ref, oneOf, anyOf, allOf, ...own } = part as Schema;
  const target = typeof $ref === 'string' ? pointed(root, $ref) : undefined;
  const others = [target, listed(oneOf)[0], listed(anyOf)[0], ...listed(allOf)];
  return others
    .filter((other) => other !== undefined)
    .reduce<Schema>((node, other) => merged(resolved(other, root, depth + 1), node), own);
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function merged(one: Schema, other: Schema): Schema {
  const properties = { ...(one.properties as object), ...(other.properties as object) };
  return { ...one, ...other, ...(Object.keys(properties).length > 0 && { properties }) };
}

/** What a local reference such as `#/$defs/reading` points to. */
function pointed(root: object | boolean, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  let node: unknown = root;
  for (const level of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(level).replaceAll('~1', '/').replaceAll('~0', '~');
    node = (node as Record<string, unknown> | undefined)?.[key];
  }
  return node;
}

function typeOf(node: Schema): string {
  const types = (Array.isArray(node.type) ? node.type : [node.type]) as unknown[];
  const named = types.find((type) => type !== 'null' && type !== undefined) ?? types[0];
  if (typeof named === 'string') return named;
  if (node.properties !== undefined || node.required !== undefined) return 'object';
  if (node.items !== undefined) return 'array';
  return node.format !== undefined || node.minLength !== undefined ? 'string' : 'number';
}

const propertiesOf = (node: Schema) => (node.properties ?? {}) as Record<string, unknown>;

/** All members near the surface; further down only those that must be, so that a schema inside itself ends. */
function membersOf(node: Schema, depth: number): readonly string[] {
  if (depth > DEPTH_MAX) return [];
  const required = listed(node.required) as readonly string[];
  const optional = depth < OPTIONAL_DEPTH ? Object.keys(propertiesOf(node)) : [];
  return [...new Set([...optional, ...required])].filter((name) => propertiesOf(node)[name] !== false);
}

function firstItem(node: Schema): unknown {
  return Array.isArray(node.items) ? node.items[0] : node.items;
}

/** As few items as the schema lets pass, but one if it can. */
function listOf(node: Schema, item: ValueFactory): ValueFactory {
  const least = numeric(node.minItems) ?? 1;
  const length = Math.min(Math.max(least, 1), numeric(node.maxItems) ?? Math.max(ITEMS_MAX, least));
  return (origin) => {
    const items = Array.from({ length }, (_, place) => item(within(origin, String(place))));
    return { next: (moment) => items.map((generator) => generator.next(moment)) };
  };
}

function numberOf(node: Schema, decimals: number, plain: (spec: unknown) => ValueFactory): ValueFactory {
  const digit = decimals === 0 ? 1 : 10 ** -decimals;
  const min = numeric(node.minimum) ?? above(numeric(node.exclusiveMinimum), digit);
  const max = numeric(node.maximum) ?? above(numeric(node.exclusiveMaximum), -digit);
  const low = min ?? (max === undefined ? 0 : max - 100);
  const high = max ?? low + 100;
  const start = shaped((low + high) / 2, { min: low, max: high, decimals });
  const walk = plain({ walk: { start, step: (high - low) / 20, min: low, max: high, decimals } });
  const multiple = numeric(node.multipleOf);
  return multiple === undefined || multiple <= 0 ? walk : stepped(walk, multiple, low);
}

/** Multiples of a step, at or above the least. */
function stepped(values: ValueFactory, step: number, low: number): ValueFactory {
  const least = Math.ceil(low / step);
  return (origin) => {
    const generator = values(origin);
    return {
      next: (moment) => Math.max(least, Math.floor((generator.next(moment) as number) / step)) * step,
    };
  };
}

const numeric = (value: unknown) => (typeof value === 'number' ? value : undefined);
const above = (value: number | undefined, by: number) => (value === undefined ? undefined : value + by);

function textOf(node: Schema, plain: (spec: unknown) => ValueFactory): ValueFactory {
  if (node.format === 'date-time') return plain({ timestamp: 'iso' });
  const cut = CUT_OF_ISO[String(node.format)];
  if (cut !== undefined) return mapped(plain({ timestamp: 'iso' }), (value) => String(value).slice(...cut));
  const least = numeric(node.minLength) ?? 0;
  const length = Math.min(Math.max(least, TEXT_LENGTH), numeric(node.maxLength) ?? Infinity);
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    return { next: () => formatted(String(node.format), stream.uuid(), stream.text(length, LETTERS)) };
  };
}

/** Where a date and a time stand in `2026-01-31T12:00:00.000Z`. */
const CUT_OF_ISO: Readonly<Record<string, [number, number]>> = { date: [0, 10], time: [11, 24] };

function formatted(format: string, uuid: string, text: string): string {
  if (format === 'uuid') return uuid;
  if (format === 'email') return `${text}@example.com`;
  if (format === 'uri') return `https://example.com/${text}`;
  if (format === 'hostname') return `${text}.example.com`;
  if (format === 'ipv4') return `192.0.2.${1 + (Number.parseInt(uuid.slice(0, 4), 16) % 254)}`;
  return text;
}

function mapped(values: ValueFactory, change: (value: unknown) => unknown): ValueFactory {
  return (origin) => {
    const generator = values(origin);
    return { next: (moment) => change(generator.next(moment)) };
  };
}
