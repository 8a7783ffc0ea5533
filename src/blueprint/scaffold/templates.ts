/**
 * The templates that come with kaa: whole blueprints, each in a folder of `templates/`.
 *
 * A template runs as it stands. Its main application has the name of the template, and that word appears for nothing else, so
 * that a copy is made by replacing it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { kaaError } from '../../errors.js';
import { packageFile } from '../../package-file.js';
import { fieldsOf, textOf } from '../data.js';
import { BLUEPRINT_FILE, type BlueprintFiles } from '../files.js';
import { nearest } from '../nearest.js';
import { parseSource } from '../source.js';

const folderOf = (template = '') => packageFile(`templates/${template}`);

/** The template when nobody names another. */
export const DEFAULT_TEMPLATE = 'smart-building';

export interface TemplateInfo {
  readonly name: string;
  readonly description: string;
}

/** The templates, the default one first. */
export async function listTemplates(): Promise<readonly TemplateInfo[]> {
  const names = await templateNames();
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folderOf(name), BLUEPRINT_FILE), 'utf8');
      const { description } = fieldsOf(parseSource(BLUEPRINT_FILE, text).data);
      return { name, description: textOf(description) ?? '' };
    }),
  );
}

/**
 * All files of a template by path.
 * @throws KaaError TEMPLATE_UNKNOWN
 */
export async function readTemplate(template: string): Promise<BlueprintFiles> {
  const names = await templateNames();
  if (!names.includes(template)) {
    const meant = nearest(template, names);
    const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    throw kaaError('TEMPLATE_UNKNOWN', { template, nearest: hint });
  }
  const folder = folderOf(template);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
  return new Map(paths.map((path, index) => [path, texts[index] as string]));
}

async function templateNames(): Promise<string[]> {
  const entries = await readdir(folderOf(), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort(
    (a, b) => Number(b === DEFAULT_TEMPLATE) - Number(a === DEFAULT_TEMPLATE) || (a < b ? -1 : 1),
  );
}
