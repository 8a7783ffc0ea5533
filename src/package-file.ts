/**
 * Files that come with kaa and are no code: templates, pages, the conformance blueprint. Where this module itself lies is the
 * bundler's affair, so they are found from the package, by its name.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The path of a file of the package. @param path relative to its root, with forward slashes */
export const packageFile = (path: string): string =>
  join(createRequire(import.meta.url).resolve('kaa-cli/package.json'), '..', path);
