/** Types, and lists of values: `type`, `enum`, `const`. */

import type { Branch } from '../branches.js';
import { isInteger } from '../facts.js';
import type { Place } from '../place.js';
import { keywordsOf } from '../place.js';
import { type Check, type Difference, differenceAt, probesOf, type Tools } from './difference.js';

export const typeDifferences: Check = (branch, other, tools) => {
  const wrong = typeDifference(branch, other, tools);
  return wrong === undefined ? valueDifferences(branch, other, tools) : [wrong];
};

function typeDifference(branch: Branch, other: Place, tools: Tools): Difference | undefined {
  const { type } = keywordsOf(other);
  if (type === undefined) return undefined;
  const wanted = [type].flat();
  if (wanted.includes(branch.type)) return undefined;
  const isWhole = isInteger(branch.nodes) || (branch.values?.every(Number.isInteger) ?? false);
  const takesWhole = branch.type === 'number' && wanted.includes('integer');
  if (takesWhole && isWhole) return undefined;
  const one = isWhole ? 'integer' : branch.type;
  const further = takesWhole ? { not: { type: 'integer' } } : undefined;
  return differenceAt(branch, other, {
    family: 'type',
    keyword: 'type',
    one: [one],
    other: wanted,
    isUnsaid: !branch.nodes.some((node) => saysValues(node)),
    probes: probesOf(branch, tools, further),
  });
}

const saysValues = (node: Place) => ['type', 'enum', 'const'].some((keyword) => keyword in keywordsOf(node));

function valueDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const keywords = keywordsOf(other);
  const keyword = 'const' in keywords ? 'const' : 'enum';
  const allowed = 'const' in keywords ? [keywords.const] : keywords.enum;
  if (!Array.isArray(allowed)) return [];
  const said = { family: 'values', keyword, other: allowed } as const;
  if (branch.values === undefined) {
    const isUnsaid = branch.nodes.every((node) => !('type' in keywordsOf(node)));
    return [differenceAt(branch, other, { ...said, isUnsaid, probes: probesOf(branch, tools) })];
  }
  const texts = allowed.map((value) => JSON.stringify(value));
  const refused = branch.values.filter((value) => !texts.includes(JSON.stringify(value)));
  return refused.length === 0
    ? []
    : [differenceAt(branch, other, { ...said, one: refused, probes: refused.slice(0, 6) })];
}
