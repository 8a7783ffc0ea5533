/**
 * Instances of a schema for unit tests: valid ones, and invalid ones that each say what is wrong with them.
 *
 * An invalid instance is a valid one with one thing changed, so that a test knows what it must be refused for. The word of the
 * validator decides about both.
 */
import { fieldsOf, isFields, own } from '../../blueprint/data.js';
import type { Path } from '../../blueprint/source.js';
import type { RandomStream } from '../../kernel/random.js';
import { branchesOf, jsonTypeOf } from './branches.js';
import { boundsOf, itemAt, multiplesOf, rangeOf, saidOf } from './facts.js';
import { type InstancePorts, instanceOf } from './instances.js';
import { memberAt, requiredOf } from './object-facts.js';
import { documentOf, type Place, rootPlace } from './place.js';
import type { Validator } from './validator.js';

export interface Fault {
  /** What was done: `type`, `required`, `unknown-member`, `bound`, `multiple-of`, `length`, `pattern`, `format`, `value`, `item-count`. */
  readonly rule: string;
  readonly path: string;
  /** What the validator has against it. */
  readonly message: string;
}

export interface InvalidInstance {
  readonly value: unknown;
  readonly fault: Fault;
}

export interface MockPorts {
  readonly validator: Validator;
  readonly random: RandomStream;
}

const OPTIONAL = 0.7;
/** Times that are tried for each instance that is wanted. */
const TRIES = 10;

/** Valid instances, as many as could be made up to `count`; the same value may be there twice where a schema has few. */
export function validInstances(schema: object, count: number, { validator, random }: MockPorts): unknown[] {
  const place = rootPlace(documentOf('mock', schema));
  const found: unknown[] = [];
  for (let tries = 0; tries < count * TRIES && found.length < count; tries++) {
    const made = instanceOf([place], { ...validator, random, optional: OPTIONAL });
    if (made !== undefined && validator.accepts(place, made.value)) found.push(made.value);
  }
  return found;
}

/** Invalid instances, the faults in turn. */
export function invalidInstances(
  schema: object,
  count: number,
  { validator, random }: MockPorts,
): InvalidInstance[] {
  const place = rootPlace(documentOf('mock', schema));
  const ports = { ...validator, random, optional: OPTIONAL };
  const found: InvalidInstance[] = [];
  const used = new Map<string, number>();
  for (let tries = 0; tries < count * TRIES && found.length < count; tries++) {
    const [valid] = validInstances(schema, 1, { validator, random });
    if (valid === undefined) break;
    const faulty = mutationsOf(valid, [place], ports, []).flatMap((mutation) =>
      faultyOf(mutation, place, validator),
    );
    const [next] = faulty.sort((a, b) => (used.get(nameOf(a)) ?? 0) - (used.get(nameOf(b)) ?? 0));
    if (next === undefined) continue;
    used.set(nameOf(next), (used.get(nameOf(next)) ?? 0) + 1);
    found.push(next);
  }
  return found;
}

const nameOf = ({ fault: { rule, path } }: InvalidInstance) => `${rule} ${path}`;

interface Mutation {
  readonly rule: string;
  readonly path: Path;
  readonly value: unknown;
}

function faultyOf({ rule, path, value }: Mutation, place: Place, validator: Validator): InvalidInstance[] {
  const findings = validator.findings(place, value);
  if (findings.length === 0) return [];
  const message = findings.map((finding) =>
    [...(finding.path.length > 0 ? [finding.path.join('.')] : []), finding.message].join(': '),
  );
  return [{ value, fault: { rule, path: ['$', ...path].join('.'), message: message.join('; ') } }];
}

/** The value with one thing changed, in every way that the schemas there may have something against. */
function mutationsOf(value: unknown, places: readonly Place[], ports: InstancePorts, path: Path): Mutation[] {
  const type = jsonTypeOf(value);
  const branch = branchesOf(places, ports.accepts).find((one) => one.type === type);
  const nodes = branch?.nodes ?? [];
  const at = (rule: string, ...values: readonly unknown[]) =>
    values.map((changed) => ({ rule, path, value: changed }));
  const wrongTypes = at('type', type === 'string' ? 0 : 'wrong', type === 'null' ? 0 : null);
  const here = [...wrongTypes, ...scalarMutations(value, nodes, at)];
  if (Array.isArray(value)) return [...here, ...listMutations(value, nodes, ports, path, at)];
  return isFields(value) ? [...here, ...objectMutations(value, nodes, ports, path)] : here;
}

type At = (rule: string, ...values: readonly unknown[]) => Mutation[];

function scalarMutations(value: unknown, nodes: readonly Place[], at: At): Mutation[] {
  if (typeof value === 'number') {
    const { min, max } = rangeOf(nodes);
    const beyond = [min - 1, min, max, max + 1].filter(Number.isFinite);
    return [
      ...at('bound', ...beyond),
      ...at('multiple-of', value + 0.5, ...multiplesOf(nodes).map((step) => value + step / 2)),
    ];
  }
  if (typeof value !== 'string') return [];
  const [least, most] = boundsOf(nodes, 'string');
  const lengths = [
    value.slice(0, Math.max(0, least - 1)),
    ...(Number.isFinite(most) ? [value.padEnd(most + 1, 'x')] : []),
  ];
  const isListed = saidOf(nodes, 'enum').length + saidOf(nodes, 'const').length > 0;
  return [
    ...at(isListed ? 'value' : 'length', ...(isListed ? [`${value}-other`] : lengths)),
    ...(saidOf(nodes, 'pattern').length > 0 ? at('pattern', `?${value}`, '?') : []),
    ...(saidOf(nodes, 'format').length > 0 ? at('format', `not ${value}`) : []),
  ];
}

function listMutations(
  value: readonly unknown[],
  nodes: readonly Place[],
  ports: InstancePorts,
  path: Path,
  at: At,
): Mutation[] {
  const [least, most] = boundsOf(nodes, 'array');
  const longer =
    Number.isFinite(most) && value.length > 0 ? [Array.from({ length: most + 1 }, () => value[0])] : [];
  const items = value.flatMap((item, index) =>
    mutationsOf(item, itemAt(nodes, index), ports, [...path, index]).map((mutation) => ({
      ...mutation,
      value: value.map((one, place) => (place === index ? mutation.value : one)),
    })),
  );
  const twice = value.length > 0 ? [[...value, value[0]]] : [];
  return [
    ...at('item-count', ...(least > 0 ? [value.slice(0, least - 1)] : []), ...longer),
    ...at('unique-items', ...twice),
    ...items,
  ];
}

function objectMutations(
  value: Readonly<Record<string, unknown>>,
  nodes: readonly Place[],
  ports: InstancePorts,
  path: Path,
): Mutation[] {
  const missing = [...requiredOf(nodes)].map((name) => {
    const { [name]: _, ...rest } = fieldsOf(value);
    return { rule: 'required', path: [...path, name], value: rest };
  });
  const unknown = {
    rule: 'unknown-member',
    path: [...path, 'unknownMember'],
    value: { ...value, unknownMember: true },
  };
  const members = Object.keys(value).flatMap((name) =>
    mutationsOf(own(value, name), memberAt(nodes, name), ports, [...path, name]).map((mutation) => ({
      ...mutation,
      value: { ...value, [name]: mutation.value },
    })),
  );
  return [...missing, unknown, ...members];
}
