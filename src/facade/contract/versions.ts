/**
 * Which application versions a contract test is about.
 */
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import { fleetVersions } from './fleet-bench.js';

/**
 * The one that is named; else every version that fleets speak for, or the one that a device can be meant to speak: that with a
 * contract, or the only one.
 * @throws KaaError CONTRACT_VERSION_NEEDED, CONTRACT_VERSION_UNKNOWN, FLEETS_NOT_FOUND, BLUEPRINT_INVALID
 */
export async function versionsUnderTest(
  blueprint: LoadedBlueprint,
  subject: { readonly kind: string; readonly fleets?: string | undefined },
  named: string | undefined,
): Promise<readonly string[]> {
  const all = Object.values(blueprint.applications).flatMap(({ versions }) => Object.keys(versions));
  const versions = all.join(', ');
  if (named !== undefined) {
    if (all.includes(named)) return [named];
    throw kaaError('CONTRACT_VERSION_UNKNOWN', { version: named, versions });
  }
  if (subject.kind === 'fleets') return await fleetVersions(blueprint, subject.fleets);
  const withContract = all.filter((version) => blueprint.contracts?.[version] !== undefined);
  const meant = withContract.length > 0 ? withContract : all;
  if (meant.length === 1) return meant;
  throw kaaError('CONTRACT_VERSION_NEEDED', { versions });
}
