/**
 * Values that fit a schema, made from its branches: evidence for a difference, and instances for unit tests.
 *
 * The same random stream gives the same values. What is made nearly always fits; whoever needs to be sure asks a validator.
 */
import type { RandomStream } from '../../kernel/random.js';
import { type Accepts, type Branch, branchesOf } from './branches.js';
import { boundsOf, isInteger, itemAt, multiplesOf, rangeOf, saidOf, tupleLength } from './facts.js';
import {
  memberAt,
  memberCounts,
  namedMembers,
  otherMembers,
  patternMembers,
  requiredOf,
} from './object-facts.js';
import { patternTexts } from './pattern-texts.js';
import type { Place } from './place.js';
import { textFor } from './texts.js';

export interface InstancePorts {
  readonly accepts: Accepts;
  readonly random: RandomStream;
  /** How likely a member is made that may be left out, 0 to 1. */
  readonly optional: number;
}

/** A value, or none: undefined is no JSON. */
type Made = { readonly value: unknown } | undefined;

/** From this depth on only what must be there. */
const DEPTH_OPTIONAL = 6;
const DEPTH_MAX = 12;
const ITEMS_MAX = 200;
const TRIES_MAX = 20;

/** A value that most likely fits all the schemas; undefined when none could be made. */
export function instanceOf(places: readonly Place[], ports: InstancePorts, depth = 0): Made {
  if (depth > DEPTH_MAX) return undefined;
  const branches = branchesOf(places, ports.accepts);
  if (branches.length === 0) return undefined;
  const order = depth >= DEPTH_OPTIONAL ? branches : shuffled(branches, ports.random);
  for (const branch of order) {
    const made = fromBranch(branch, ports, depth);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** Values that surely fit, tried for a number of times: at most `count`, each once. */
export function instancesOf(places: readonly Place[], ports: InstancePorts, count: number): unknown[] {
  const found = new Map<string, unknown>();
  for (let tries = 0; tries < count * 2 && found.size < count; tries++) {
    const made = instanceOf(places, ports);
    if (made === undefined || !places.every((place) => ports.accepts(place, made.value))) continue;
    found.set(JSON.stringify(made.value), made.value);
  }
  return [...found.values()];
}

function shuffled<Item>(items: readonly Item[], random: RandomStream): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(0, left.length - 1), 1)[0] as Item);
}

function fromBranch(branch: Branch, ports: InstancePorts, depth: number): Made {
  const { type, nodes, values } = branch;
  if (values !== undefined) return { value: ports.random.pick(values) };
  switch (type) {
    case 'number':
      return defined(numberFor(nodes, ports.random));
    case 'string':
      return defined(textFor(nodes, ports.random));
    case 'array':
      return listFor(nodes, ports, depth);
    default:
      return objectFor(nodes, ports, depth);
  }
}

const defined = (value: unknown): Made => (value === undefined ? undefined : { value });

function numberFor(nodes: readonly Place[], random: RandomStream): number | undefined {
  const range = rangeOf(nodes);
  const multiples = multiplesOf(nodes);
  const isWhole = isInteger(nodes);
  const isInside = (value: number) =>
    (range.isMinOpen ? value > range.min : value >= range.min) &&
    (range.isMaxOpen ? value < range.max : value <= range.max) &&
    (!isWhole || Number.isInteger(value)) &&
    multiples.every((multiple) => Number.isInteger(value / multiple));
  const [low, high] = spanOf(range.min, range.max);
  const step = Math.max(isWhole ? 1 : 0, ...multiples);
  const drawn = () => {
    const value = low + random.float() * (high - low);
    if (step > 0) return Number((Math.round(value / step) * step).toPrecision(15));
    return Math.round(value * 10) / 10;
  };
  const candidates = Array.from({ length: TRIES_MAX }, drawn).filter(isInside);
  const bounds = [
    low,
    high,
    low + step,
    high - step,
    (low + high) / 2,
    Math.ceil(low),
    Math.floor(high),
    0,
    step,
  ];
  const edges = bounds.filter(isInside);
  if (edges.length > 0 && random.chance(0.2)) return random.pick(edges);
  return candidates[0] ?? edges[0];
}

/** Where to look when there is no bound. */
const WIDTH = 100;

function spanOf(min: number, max: number): readonly [number, number] {
  if (Number.isFinite(min)) return [min, Number.isFinite(max) ? max : min + WIDTH];
  return Number.isFinite(max) ? [max - WIDTH, max] : [0, WIDTH];
}

function listFor(nodes: readonly Place[], ports: InstancePorts, depth: number): Made {
  const [least, most] = boundsOf(nodes, 'array');
  const { random } = ports;
  const contained = saidOf<number>(nodes, 'minContains');
  const wanted = Math.max(least, saidOf(nodes, 'contains').length > 0 ? Math.max(1, ...contained) : 0);
  if (wanted > Math.min(most, ITEMS_MAX)) return undefined;
  const more = depth >= DEPTH_OPTIONAL ? 0 : Math.max(tupleLength(nodes) - wanted, random.integer(0, 2));
  const length = Math.min(most, wanted + Math.max(0, more));
  const isUnique = saidOf<boolean>(nodes, 'uniqueItems').includes(true);
  const list: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const item = itemFor(nodes, index, isUnique ? list : [], ports, depth);
    if (item === undefined) return list.length >= wanted ? { value: list } : undefined;
    list.push(item.value);
  }
  return { value: list };
}

function itemFor(
  nodes: readonly Place[],
  index: number,
  others: readonly unknown[],
  ports: InstancePorts,
  depth: number,
): Made {
  const contained = nodes.flatMap((node) => containsOf(node));
  const places = itemAt(nodes, index);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const item =
      instanceOf([...places, ...contained], ports, depth + 1) ?? instanceOf(places, ports, depth + 1);
    if (item === undefined) return undefined;
    if (!others.some((other) => JSON.stringify(other) === JSON.stringify(item.value))) return item;
  }
  return undefined;
}

function containsOf(node: Place): Place[] {
  const { contains } = node.schema as { contains?: unknown };
  return contains === undefined ? [] : [{ ...node, schema: contains, path: [...node.path, 'contains'] }];
}

function objectFor(nodes: readonly Place[], ports: InstancePorts, depth: number): Made {
  const { random, optional } = ports;
  const required = requiredOf(nodes);
  const [least, most] = memberCounts(nodes);
  const isWanted = () => depth < DEPTH_OPTIONAL && random.chance(optional);
  const value: Record<string, unknown> = {};
  const add = (name: string) => {
    const made = instanceOf(memberAt(nodes, name), ports, depth + 1);
    if (made !== undefined)
      Object.defineProperty(value, name, {
        value: made.value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return made !== undefined;
  };
  for (const name of required) if (!add(name)) return undefined;
  const others = namedMembers(nodes).filter((name) => !required.has(name));
  for (const name of others)
    if ((isWanted() || Object.keys(value).length < least) && Object.keys(value).length < most) add(name);
  for (let index = 1; Object.keys(value).length < least && index <= ITEMS_MAX; index++)
    add(otherName(nodes, index, random));
  return Object.keys(value).length >= least ? { value } : undefined;
}

/** A name that no schema has written down. */
export function otherName(nodes: readonly Place[], index: number, random: RandomStream): string {
  const [first] = patternMembers(nodes);
  const isClosed = otherMembers(nodes).some(({ schema }) => schema === false);
  if (first !== undefined && isClosed) return patternTexts(first[0])?.(random, 4) ?? `extra${index}`;
  return `extra${index === 1 ? '' : index}`;
}
