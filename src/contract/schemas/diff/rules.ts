/**
 * The rules of `kaa contract diff`: what can have changed, each under a name that stays.
 *
 * Most come in pairs. *Tightened* is what the newer schema no longer accepts, *loosened* what it newly accepts; who is hurt by which
 * is for `direction.ts`.
 */
import type { Family } from '../inclusion/difference.js';
import type { ShownDifference } from '../witness.js';

export type Turn = 'tightened' | 'loosened';

/** By family: the rule for what was tightened, and for what was loosened. */
const RULES = {
  type: ['type-narrowed', 'type-widened'],
  values: ['enum-value-removed', 'enum-value-added'],
  bound: ['bound-tightened', 'bound-loosened'],
  'multiple-of': ['multiple-of-tightened', 'multiple-of-loosened'],
  length: ['length-tightened', 'length-loosened'],
  pattern: ['pattern-added', 'pattern-removed'],
  format: ['format-added', 'format-removed'],
  required: ['required-added', 'required-removed'],
  property: ['property-removed', 'property-added'],
  'other-properties': ['object-closed', 'object-opened'],
  'property-count': ['property-count-tightened', 'property-count-loosened'],
  'property-name': ['property-names-tightened', 'property-names-loosened'],
  dependency: ['dependency-added', 'dependency-removed'],
  item: ['item-removed', 'item-added'],
  'item-count': ['item-count-tightened', 'item-count-loosened'],
  'unique-items': ['unique-items-added', 'unique-items-removed'],
  contains: ['contains-tightened', 'contains-loosened'],
  alternatives: ['alternative-removed', 'alternative-added'],
  exclusion: ['exclusion-added', 'exclusion-removed'],
  condition: ['condition-tightened', 'condition-loosened'],
  nothing: ['nothing-allowed', 'nothing-allowed-before'],
  'not-comparable': ['not-comparable', 'not-comparable'],
} as const satisfies Record<Family, readonly [string, string]>;

/** Rules that are not about a difference alone. */
const OTHER_RULES = [
  ...[
    'type-changed',
    'const-changed',
    'pattern-changed',
    'format-changed',
    'values-restricted',
    'values-freed',
  ],
  ...['property-constrained', 'property-freed', 'schema-added', 'schema-removed'],
  ...['version-added', 'version-removed', 'command-added', 'command-removed'],
  ...['metadata-key-added', 'metadata-key-removed', 'metadata-key-writable', 'metadata-key-read-only'],
  ...[
    'expectation-added',
    'expectation-removed',
    'expectation-tightened',
    'expectation-loosened',
    'expectation-changed',
  ],
] as const;

export type Rule = (typeof RULES)[Family][number] | (typeof OTHER_RULES)[number];

/** All rules, for the documentation and for exceptions. */
export const ALL_RULES: readonly string[] = [...new Set([...Object.values(RULES).flat(), ...OTHER_RULES])];

/** @param types what both schemas say of the type there, where they say it */
export function ruleOf(
  { family, one, keyword, isUnsaid, path }: ShownDifference,
  turn: Turn,
  types: { readonly one?: readonly string[]; readonly other?: readonly string[] },
): Rule {
  const [tightened, loosened] = RULES[family];
  const last = path.at(-1);
  if (isUnsaid && family !== 'property' && last !== undefined && last !== '*')
    return turn === 'tightened' ? 'property-constrained' : 'property-freed';
  if (family === 'type' && areApart(types.one, types.other)) return 'type-changed';
  if (family === 'pattern' && one !== undefined) return 'pattern-changed';
  if (family === 'format' && one !== undefined) return 'format-changed';
  if (family === 'values' && one === undefined)
    return turn === 'tightened' ? 'values-restricted' : 'values-freed';
  if (family === 'values' && keyword === 'const') return 'const-changed';
  return turn === 'tightened' ? tightened : loosened;
}

function areApart(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const wide = (types: readonly string[]) => types.map((type) => (type === 'integer' ? 'number' : type));
  return !wide(one).some((type) => wide(other).includes(type));
}
