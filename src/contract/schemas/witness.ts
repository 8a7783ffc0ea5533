/**
 * Evidence for differences: a value that the one schema accepts and the other refuses, told by a validator and not by us.
 *
 * The answer to "is the one included in the other?" is `yes` when there is no difference, `no` when a value shows one, and
 * `unknown` otherwise. So neither answer rests on how well a keyword is understood here.
 */

import type { Finding } from '../../blueprint/problems.js';
import type { Path } from '../../blueprint/source.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Difference } from './inclusion/difference.js';
import { differencesOf } from './inclusion/inclusion.js';
import { instanceOf } from './instances.js';
import { type Place, rootPlace, type SchemaDocument } from './place.js';
import type { Validator } from './validator.js';

/** A value, and what the other schema has against it. */
export interface Witness {
  readonly value: unknown;
  readonly refusal: string;
}

export interface ShownDifference extends Omit<Difference, 'probes'> {
  /** Absent when no value could be found that shows it. */
  readonly witness?: Witness | undefined;
}

export interface Inclusion {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly differences: readonly ShownDifference[];
}

/** Values that are tried when nothing shows a difference. */
const RANDOM_TRIES = 60;

/** Is every instance of the one schema an instance of the other? */
export function inclusionOf(
  one: SchemaDocument,
  other: SchemaDocument,
  validator: Validator,
  random: RandomStream,
): Inclusion {
  const [own, wanted] = [rootPlace(one), rootPlace(other)];
  const found = differencesOf(own, wanted, validator, random);
  if (found.length === 0) return { verdict: 'yes', differences: [] };
  const shown = found.map((difference) => shownBy(difference, own, wanted, validator));
  const all = shown.every(({ witness }) => witness !== undefined)
    ? shown
    : withRandomWitnesses(shown, own, wanted, validator, random);
  const differences = withoutRepeated(all);
  return {
    verdict: differences.some(({ witness }) => witness !== undefined) ? 'no' : 'unknown',
    differences,
  };
}

function shownBy(
  { probes, ...difference }: Difference,
  one: Place,
  other: Place,
  validator: Validator,
): ShownDifference {
  const witnesses = probes.flatMap((value) => {
    if (!validator.accepts(one, value)) return [];
    const findings = validator.findings(other, value);
    const [about] = findings
      .filter((finding) => isAbout(finding, difference))
      .sort((a, b) => awayFrom(a, difference) - awayFrom(b, difference));
    return about === undefined ? [] : [{ value, refusal: sentence(about), faults: findings.length }];
  });
  // The one that shows least besides.
  const [best] = witnesses.sort((a, b) => a.faults - b.faults || sizeOf(a.value) - sizeOf(b.value));
  return { ...difference, witness: best && { value: best.value, refusal: best.refusal } };
}

const sizeOf = (value: unknown) => JSON.stringify(value).length;

/** Whether a finding is at the place of the difference, or around it; a member that is missing is at its own place. */
function isAbout(finding: Finding, difference: { readonly path: Path }): boolean {
  const path = pathOf(finding);
  const shared = Math.min(path.length, difference.path.length);
  return Array.from({ length: shared }, (_, index) => index).every(
    (index) => difference.path[index] === '*' || String(difference.path[index]) === String(path[index]),
  );
}

const pathOf = ({ path, message }: Finding): Path => {
  const [, missing] = /^missing "(.*)"$/.exec(message) ?? [];
  return missing === undefined ? path : [...path, missing];
};

/** How far the place of a finding is from that of the difference. */
const awayFrom = (finding: Finding, { path }: { readonly path: Path }) =>
  Math.abs(pathOf(finding).length - path.length);

const sentence = ({ path, message }: Finding) =>
  path.length === 0 ? message : `${path.join('.')}: ${message}`;

function withRandomWitnesses(
  differences: readonly ShownDifference[],
  one: Place,
  other: Place,
  validator: Validator,
  random: RandomStream,
): ShownDifference[] {
  const shown = [...differences];
  for (let tries = 0; tries < RANDOM_TRIES; tries++) {
    const made = instanceOf([one], { ...validator, random, optional: 0.6 });
    if (made === undefined || !validator.accepts(one, made.value)) continue;
    for (const finding of validator.findings(other, made.value)) {
      const index = shown.findIndex(
        (difference) => difference.witness === undefined && isAbout(finding, difference),
      );
      const difference = shown[index];
      if (difference === undefined) continue;
      shown[index] = { ...difference, witness: { value: made.value, refusal: sentence(finding) } };
    }
  }
  return shown;
}

/** What nothing shows says nothing new where something else at the same place is shown. */
function withoutRepeated(differences: readonly ShownDifference[]): ShownDifference[] {
  const at = (difference: ShownDifference) => JSON.stringify(difference.path);
  const shown = new Set(differences.filter(({ witness }) => witness !== undefined).map(at));
  return differences.filter((difference) => difference.witness !== undefined || !shown.has(at(difference)));
}
