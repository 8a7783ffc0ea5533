/**
 * The metadata that the endpoints of a fleet send, against the version's schema and the access list of epmx.
 */
import { type Fields, fieldsOf, isFields, own } from '../data.js';
import type { VersionSchemas } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Assembly, VersionView } from './assembly.js';
import { memberFindings } from './members.js';

export function checkMetadata(
  fleet: Fields,
  version: VersionView,
  schemas: VersionSchemas,
  assembly: Assembly,
): Finding[] {
  const metadata = fieldsOf(fleet.metadata);
  // What is there may have been declared for the endpoint before; only what is sent can be wrong here.
  const unknown =
    schemas.metadata === undefined
      ? []
      : memberFindings(metadata, schemas.metadata, ['metadata'], `metadata of "${version.name}"`, false);
  const named = new Set(unknown.map(({ path }) => path.at(-1)));
  const refused = Object.keys(metadata)
    .filter((key) => !named.has(key))
    .flatMap((key) => refusal(key, version, assembly));
  return [...unknown, ...refused];
}

/** Writing a key that epmx does not let an endpoint write is answered with an error. [10/EPMP EPMP-29, EPMP-35] */
function refusal(key: string, version: VersionView, assembly: Assembly): Finding[] {
  const lists = Object.entries(assembly.configs).flatMap(([instance, applications]) => {
    if (own(assembly.services, instance)?.service !== 'epmx') return [];
    const versions = fieldsOf(fieldsOf(own(applications, version.application)).versions);
    const keys = fieldsOf(own(versions, version.name))['metadata-keys'];
    return isFields(keys) ? [{ instance, keys }] : [];
  });
  return lists.flatMap(({ instance, keys }): Finding[] => {
    const finding = { path: ['metadata', key], at: 'key' as const };
    const file = `config/${instance}.yaml`;
    if (!Object.hasOwn(keys, key)) {
      const names = Object.keys(keys);
      return [
        {
          ...finding,
          message: `the metadata-keys of "${version.name}" in ${file} leave out "${key}"; there are: ${listNames(names)}`,
          suggestion: nearest(key, names),
        },
      ];
    }
    if (fieldsOf(keys[key])['write-enabled'] !== false) return [];
    return [
      { ...finding, message: `endpoints may not write "${key}": it has write-enabled: false in ${file}` },
    ];
  });
}
