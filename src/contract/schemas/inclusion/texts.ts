/** Lengths, patterns and formats of texts: `minLength`, `maxLength`, `pattern`, `format`. */
import type { Branch } from '../branches.js';
import { boundsOf, saidOf } from '../facts.js';
import { keywordsOf, type Place } from '../place.js';
import { type Check, type Difference, differenceAt, probesOf, type Tools } from './difference.js';

export const textDifferences: Check = (branch, other, tools) => {
  if (branch.type !== 'string') return [];
  return [
    ...lengthDifferences(branch, other, tools),
    ...saidDifference(branch, other, 'pattern', tools),
    ...saidDifference(branch, other, 'format', tools),
  ];
};

function lengthDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const { minLength, maxLength } = keywordsOf(other);
  const [least, most] = boundsOf(branch.nodes, 'string');
  const said = (keyword: string, one: number, limit: number, further: Record<string, number>) => {
    const probes = probesOf(branch, tools, further);
    if (branch.values !== undefined && probes.length === 0) return [];
    const own = one === 0 || !Number.isFinite(one) ? undefined : one;
    return [differenceAt(branch, other, { family: 'length', keyword, one: own, other: limit, probes })];
  };
  return [
    ...(typeof minLength === 'number' && least < minLength
      ? said('minLength', least, minLength, { maxLength: minLength - 1 })
      : []),
    ...(typeof maxLength === 'number' && most > maxLength
      ? said('maxLength', most, maxLength, { minLength: maxLength + 1 })
      : []),
  ];
}

/** Patterns that every text fits. With `$` they would refuse line ends. */
const FREE = ['', '^', '$', '.*', '^.*'];

/** Whether one expression is inside another is not decided, but for equal ones. */
function saidDifference(
  branch: Branch,
  other: Place,
  keyword: 'pattern' | 'format',
  tools: Tools,
): Difference[] {
  const wanted = keywordsOf(other)[keyword];
  const own = saidOf<string>(branch.nodes, keyword);
  if (typeof wanted !== 'string' || own.includes(wanted)) return [];
  if (keyword === 'pattern' && FREE.includes(wanted)) return [];
  const probes = probesOf(branch, tools, { not: { [keyword]: wanted } });
  if (branch.values !== undefined && probes.length === 0) return [];
  const others = branch.values === undefined ? probesOf(branch, tools) : [];
  const one = own.length === 0 ? undefined : own.join(' and ');
  return [
    differenceAt(branch, other, {
      family: keyword,
      keyword,
      one,
      other: wanted,
      probes: [...probes, ...others],
    }),
  ];
}
