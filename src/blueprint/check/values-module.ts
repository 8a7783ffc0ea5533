/**
 * Modules that a fleet names: their files are there. They are not run before a run: what is in them is their own affair.
 */
import type { ModuleReference } from '../fleet/module.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';

/** A reference that its schema has passed. */
export function checkModule(
  { file }: ModuleReference,
  path: Path,
  hasFile: (path: string) => boolean,
): Finding[] {
  if (hasFile(file)) return [];
  return [{ path: [...path, 'file'], message: `there is no file ${file} (from blueprint.yaml)` }];
}
