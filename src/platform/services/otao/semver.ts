/**
 * The order of semantic versions: 1.0.0-rc.1 < 1.0.0 < 1.0.1 < 1.10.0. Build data after "+" does not count.
 *
 * Lenient, as software versions are typed by people: missing numbers are 0, a leading "v" is skipped.
 */

/** Negative when `a` comes before `b`, positive when after, 0 when neither. */
export function compareVersions(a: string, b: string): number {
  const [aNumbers, aPre] = parse(a);
  const [bNumbers, bPre] = parse(b);
  const byNumber = compareLists(aNumbers, bNumbers);
  if (byNumber !== 0) return byNumber;
  if (aPre.length === 0 || bPre.length === 0) return bPre.length - aPre.length;
  return compareLists(aPre, bPre);
}

type Identifier = number | string;

function parse(version: string): [numbers: Identifier[], pre: Identifier[]] {
  const [text = ''] = version.replace(/^v/, '').split('+');
  const dash = text.indexOf('-');
  const core = dash < 0 ? text : text.slice(0, dash);
  const numbers = core.split('.').map(identifier);
  while (numbers.length < 3) numbers.push(0);
  return [
    numbers,
    dash < 0
      ? []
      : text
          .slice(dash + 1)
          .split('.')
          .map(identifier),
  ];
}

const identifier = (text: string): Identifier => (/^[0-9]+$/.test(text) ? Number(text) : text);

/** Numbers come before texts; of two lists that begin alike the shorter comes first. */
function compareLists(a: readonly Identifier[], b: readonly Identifier[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const left = a[i];
    const right = b[i];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left === 'number') return -1;
    if (typeof right === 'number') return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
