/**
 * What a version promises to do, before and after: expectations that are gone, looser, tighter or new.
 *
 * Only what is compared beyond doubt is called looser or tighter: times, counts and sizes. Anything else that differs has changed,
 * and nobody is told that it does no harm.
 */
import { isFields } from '../../../blueprint/data.js';
import { parseDuration } from '../../../kernel/duration.js';
import { pairingOf } from './direction.js';
import { short } from './explain.js';
import type { DiffFinding, DiffPlace } from './report.js';
import type { Rule, Turn } from './rules.js';
import type { Context } from './schema-changes.js';
import type { SideVersion } from './side.js';

/** Every change of the contracts of a version. */
export function expectationChanges(old: SideVersion, current: SideVersion, context: Context): DiffFinding[] {
  const [before, after] = [promisesOf(old), promisesOf(current)];
  if (old.contract === undefined || current.contract === undefined) {
    const count = before.size + after.size;
    if (count === 0) return [];
    const isGone = current.contract === undefined;
    const change: Change = isGone
      ? {
          turn: 'loosened',
          rule: 'expectation-removed',
          message: `the contract is gone, with all that it promised (${count})`,
        }
      : {
          turn: 'tightened',
          rule: 'expectation-added',
          message: `there is a contract now (${count} promises)`,
        };
    return [findingOf('$', change, placeOf('$', old, current), context)];
  }
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  return ids.flatMap((id) => {
    const change = changeBetween(before.get(id), after.get(id));
    return change === undefined ? [] : [findingOf(id, change, placeOf(id, old, current), context)];
  });
}

/** By ID; steps of scenarios as `scenario.step`, what does not hold as `without.ID`. */
function promisesOf({ contract }: SideVersion): Map<string, unknown> {
  const { expect = {}, scenarios = {}, without = [] } = contract?.contract ?? {};
  const withoutText = ({ description: _, ...rest }: { description?: unknown }) => rest;
  return new Map<string, unknown>([
    ...Object.entries(expect).map(([id, promise]) => [id, withoutText(promise)] as const),
    ...Object.entries(scenarios).map(([id, scenario]) => [id, withoutText(scenario)] as const),
    ...without.map((id) => [`without.${id}`, true] as const),
  ]);
}

interface Change {
  readonly turn: Turn | undefined;
  readonly rule: Rule;
  readonly message: string;
}

function changeBetween(before: unknown, after: unknown): Change | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (before === undefined)
    return { turn: 'tightened', rule: 'expectation-added', message: `is promised now: ${short(after)}` };
  if (after === undefined)
    return {
      turn: 'loosened',
      rule: 'expectation-removed',
      message: `is not promised any more: ${short(before)}`,
    };
  const changes = leavesOf(before, after, []);
  const said = changes
    .map(({ path, was, is }) => `${path.join('.')}: ${short(was)} before, ${short(is)} now`)
    .join('; ');
  const turns = new Set(changes.map(turnOf));
  const [turn] = turns;
  if (turns.size > 1 || turn === undefined)
    return { turn: undefined, rule: 'expectation-changed', message: said };
  return { turn, rule: `expectation-${turn}`, message: said };
}

interface Leaf {
  readonly path: readonly string[];
  readonly was: unknown;
  readonly is: unknown;
}

function leavesOf(was: unknown, is: unknown, path: readonly string[]): Leaf[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (!isFields(was) || !isFields(is)) return [{ path, was, is }];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => leavesOf(was[key], is[key], [...path, key]));
}

/** Whether more of it promises less. */
const MORE_IS_LESS: Readonly<Record<string, boolean>> = {
  within: true,
  every: true,
  atMost: true,
  bytes: true,
  perSecond: true,
  atLeast: false,
};

function turnOf({ path, was, is }: Leaf): Turn | undefined {
  const name = path.at(-1) ?? '';
  if (path.includes('when') || !Object.hasOwn(MORE_IS_LESS, name)) return undefined;
  const [before, after] = [amount(was), amount(is)];
  if (before === undefined || after === undefined) return undefined;
  return after > before === MORE_IS_LESS[name] ? 'loosened' : 'tightened';
}

const amount = (value: unknown) =>
  typeof value === 'string' ? parseDuration(value) : typeof value === 'number' ? value : undefined;

function findingOf(
  id: string,
  { turn, rule, message }: Change,
  place: DiffPlace,
  context: Context,
): DiffFinding {
  const isWithout = id.startsWith('without.');
  // What a version does without is a promise taken back, and the other way round.
  const meant = isWithout && turn !== undefined ? opposite(turn) : turn;
  const { names } = context;
  const isLess = meant === 'loosened';
  return {
    severity: isLess ? 'break' : 'warning',
    rule: isWithout ? (isLess ? 'expectation-removed' : 'expectation-added') : rule,
    certain: meant !== undefined,
    ...{ appVersion: context.appVersion, subject: 'contract', flow: 'produced', place },
    pairing: pairingOf('produced', meant ?? 'loosened'),
    path: isWithout ? id.slice('without.'.length) : id,
    message: isWithout ? (isLess ? 'is not promised any more' : 'is promised now') : message,
    consequence: isLess
      ? `endpoints of ${names.new} may do what a back end of ${names.old} does not expect`
      : `endpoints of ${names.old} have never promised this to a back end of ${names.new}: test them against the new contract`,
  };
}

const opposite = (turn: Turn): Turn => (turn === 'loosened' ? 'tightened' : 'loosened');

function placeOf(id: string, old: SideVersion, current: SideVersion): DiffPlace {
  const contract = current.contract ?? old.contract;
  const position = current.contract?.places[id] ?? (current.contract ? undefined : old.contract?.places[id]);
  return {
    file: contract?.file ?? 'blueprint.yaml',
    ...(position ?? { line: 1, column: 1 }),
    side: current.contract === undefined ? 'old' : 'new',
  };
}
