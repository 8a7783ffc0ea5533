/**
 * Which metadata keys endpoints may read and write, before and after: what a platform would now refuse. [10/EPMP EPMP-06, EPMP-07]
 */
import type { Path } from '../../../blueprint/source.js';
import { consequenceOf, type Flow, pairingOf } from './direction.js';
import type { DiffFinding } from './report.js';
import type { Rule, Turn } from './rules.js';
import type { Context } from './schema-changes.js';
import type { MetadataKeys, SideVersion } from './side.js';

type Access = 'none' | 'read' | 'write';

function accessOf(list: MetadataKeys | undefined, key: string): Access {
  if (list === undefined) return 'write';
  if (!Object.hasOwn(list.keys, key)) return 'none';
  return list.keys[key] === true ? 'write' : 'read';
}

/** Keys that endpoints may read and not write are written by the platform. */
export function metadataFlow(old: SideVersion, current: SideVersion, path: Path): Flow {
  const [key] = path;
  if (key === undefined || key === '*') return 'produced';
  const isWritten = [old, current].some(
    ({ metadataKeys }) => accessOf(metadataKeys, String(key)) === 'write',
  );
  return isWritten ? 'produced' : 'consumed';
}

/** Keys whose access has changed. */
export function metadataKeyChanges(old: SideVersion, current: SideVersion, context: Context): DiffFinding[] {
  const lists = [old.metadataKeys, current.metadataKeys];
  if (lists.every((list) => list === undefined)) return [];
  const listed = lists.flatMap((list) => Object.keys(list?.keys ?? {}));
  const named = [old, current].flatMap(({ schemas }) =>
    Object.keys((schemas.metadata?.schema as { properties?: object } | undefined)?.properties ?? {}),
  );
  const keys = [...new Set([...listed, ...named])];
  return keys.flatMap((key) => keyChange(key, old, current, context) ?? []);
}

const LEVEL: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 };

function keyChange(
  key: string,
  old: SideVersion,
  current: SideVersion,
  context: Context,
): DiffFinding | undefined {
  const [before, after] = [accessOf(old.metadataKeys, key), accessOf(current.metadataKeys, key)];
  if (before === after) return undefined;
  const turn: Turn = LEVEL[after] < LEVEL[before] ? 'tightened' : 'loosened';
  const list = current.metadataKeys ?? old.metadataKeys;
  return {
    severity: 'break',
    rule: ruleFor(before, after),
    certain: true,
    ...{ appVersion: context.appVersion, subject: 'metadata', flow: 'produced', path: `$.${key}` },
    pairing: pairingOf('produced', turn),
    message: `endpoints ${BEFORE[before]} this key, and ${NOW[after]} it now`,
    consequence: consequenceOf('produced', turn, context.names),
    place: {
      file: list?.file ?? 'config/epmx.yaml',
      ...(list?.locate(key) ?? { line: 1, column: 1 }),
      side: current.metadataKeys === undefined ? 'old' : 'new',
    },
  };
}

const BEFORE: Readonly<Record<Access, string>> = {
  none: 'could not use',
  read: 'could only read',
  write: 'could write',
};
const NOW: Readonly<Record<Access, string>> = {
  none: 'cannot use',
  read: 'can only read',
  write: 'can write',
};

function ruleFor(before: Access, after: Access): Rule {
  if (after === 'none') return 'metadata-key-removed';
  if (before === 'none') return 'metadata-key-added';
  return after === 'read' ? 'metadata-key-read-only' : 'metadata-key-writable';
}
