/**
 * Every requirement of the Kaa RFCs that the local Kaa is held to; the one source for `kaa conformance` and
 * docs/fidelity.md.
 */
import { CEP } from './requirements/cep.js';
import { CMP } from './requirements/cmp.js';
import { DCP } from './requirements/dcp.js';
import { EPMP } from './requirements/epmp.js';
import { KP } from './requirements/kp.js';
import type { Requirement, RfcName } from './requirements/requirement.js';

export type { Level, Requirement, RfcName, Who } from './requirements/requirement.js';

/** In the order in which they are listed and tested. */
export const REQUIREMENTS: readonly Requirement[] = [...KP, ...DCP, ...CMP, ...EPMP, ...CEP];

/** What each RFC is about. */
export const RFC_TITLES: Readonly<Record<RfcName, string>> = {
  '1/KP': 'Kaa protocol',
  '2/DCP': 'Data collection',
  '7/CMP': 'Configuration management',
  '10/EPMP': 'Endpoint metadata',
  '11/CEP': 'Commands',
};

export interface Selection {
  readonly selected: readonly Requirement[];
  /** Patterns that no requirement matches. */
  readonly unmatched: readonly string[];
}

/** The requirements that patterns such as `CEP-10` and `CMP-*` name, in any case; all without patterns. */
export function selectRequirements(patterns: readonly string[]): Selection {
  if (patterns.length === 0) return { selected: REQUIREMENTS, unmatched: [] };
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcherOf(pattern) }));
  return {
    selected: REQUIREMENTS.filter(({ id }) => matchers.some(({ matches }) => matches(id))),
    unmatched: matchers
      .filter(({ matches }) => !REQUIREMENTS.some(({ id }) => matches(id)))
      .map(({ pattern }) => pattern),
  };
}

function matcherOf(pattern: string): (id: string) => boolean {
  const literal = (part: string) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 'i');
  return (id) => expression.test(id);
}
