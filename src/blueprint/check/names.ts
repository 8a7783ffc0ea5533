/**
 * Names of applications and application versions against each other.
 */
import { fieldsOf } from '../data.js';
import { VERSION_SUFFIX_PATTERN } from '../model.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { type VersionView, versionsOf } from './assembly.js';

interface Named {
  readonly name: string;
  readonly path: Path;
  readonly application?: string;
}

/** Device topics name no tenant and no application: versions must differ in the whole server. [1/KP KP-02] */
export function checkNames(blueprint: unknown): Finding[] {
  const applications = fieldsOf(fieldsOf(blueprint).applications);
  const named = Object.keys(applications).map((name) => ({ name, path: ['applications', name] }));
  const versions = versionsOf(applications);
  return [...collisions('applications', named), ...collisions('application versions', versions)];
}

function collisions(kind: string, named: readonly Named[]): Finding[] {
  const first = new Map<string, Named>();
  return named.flatMap((item) => {
    const earlier = first.get(plainName(item.name));
    if (earlier === undefined) {
      first.set(plainName(item.name), item);
      return [];
    }
    return [{ path: item.path, at: 'key', message: sayCollision(kind, earlier, item) }];
  });
}

function sayCollision(kind: string, earlier: Named, later: Named): string {
  if (earlier.name === later.name)
    return `application "${earlier.application}" has a version of this name too; names of versions are unique in the whole server, since topics name the version alone`;
  return `the ${kind} "${earlier.name}" and "${later.name}" differ only by "-" and "_": Kaa's services mix such names up`;
}

/** The name as Kaa's services tell names apart: a known defect drops `-` and `_`. (What's new 1.1-mr1) */
export const plainName = (name: string) => name.replaceAll(/[-_]/g, '');

/**
 * Versions that Kaa would name otherwise: since 1.2 it composes `<application>-<suffix>`. Older, hand-written names
 * such as `demo_application_v1` stay legal, so this is no problem, only worth knowing.
 */
export function noteComposition(blueprint: unknown): Finding[] {
  const versions = versionsOf(fieldsOf(fieldsOf(blueprint).applications));
  return versions
    .filter((version) => !isComposed(version))
    .map(({ application, name, path }) => ({
      path,
      at: 'key',
      message: `"${name}" is a legal name from before Kaa 1.2; since then Kaa composes "${application}-" and a suffix of a-z and 0-9`,
    }));
}

const isComposed = ({ application, name }: VersionView) =>
  name.startsWith(`${application}-`) &&
  new RegExp(VERSION_SUFFIX_PATTERN).test(name.slice(application.length + 1));
