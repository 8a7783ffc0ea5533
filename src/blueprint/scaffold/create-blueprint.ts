/**
 * A new blueprint from a template: rendered in memory, checked, then written as a whole.
 */
import { posix, relative, resolve } from 'node:path';
import { kaaError } from '../../errors.js';
import { checkBlueprint } from '../check/blueprint.js';
import { blueprintSchema, contractSchema, fleetSchema } from '../editor-schemas.js';
import { BLUEPRINT_FILE, type BlueprintFiles, readBlueprintFiles } from '../files.js';
import { schemaTools } from '../json-schema.js';
import type { ServiceCatalog } from '../model.js';
import { refuse } from '../problems.js';
import { requireName } from './names.js';
import { DEFAULT_TEMPLATE, readTemplate } from './templates.js';
import { isAbsentOrEmpty, writeFiles } from './write.js';
import { renameTexts } from './yaml-edit.js';

export interface NewBlueprint {
  /** Name of the solution: a-z, 0-9, "-" and "_". */
  readonly name: string;
  /** Where to write; a folder of that name in the current one when absent. */
  readonly folder?: string | undefined;
  /** One of `listTemplates`; smart-building when absent. */
  readonly template?: string | undefined;
  /** Name of the main application; that of the blueprint when absent. */
  readonly application?: string | undefined;
  /** Write into a folder that is not empty; files of the same name are replaced. */
  readonly force?: boolean | undefined;
  readonly catalog: ServiceCatalog;
}

export interface Scaffolded {
  /** Absolute. */
  readonly folder: string;
  /** What was written or changed, relative to the folder. */
  readonly files: readonly string[];
  /** The commands to type next, in order. */
  readonly next: readonly string[];
}

/** Where a new blueprint keeps the schemas for editors. */
const EDITOR_FOLDER = '.kaa/schemas';

/**
 * Writes a new blueprint. When it fails nothing has changed on disk.
 * @throws KaaError NAME_INVALID, TEMPLATE_UNKNOWN, FOLDER_NOT_EMPTY, BLUEPRINT_INVALID, FILE_NOT_WRITABLE
 */
export async function createBlueprint(
  options: NewBlueprint,
): Promise<Scaffolded & { readonly template: string }> {
  const { name, template = DEFAULT_TEMPLATE, application = name, catalog } = options;
  requireName(name, 'the name of a blueprint');
  requireName(application, 'the name of an application');
  const folder = resolve(options.folder ?? name);
  const source = await readTemplate(template);
  if (!(await isAbsentOrEmpty(folder)) && options.force !== true)
    throw kaaError('FOLDER_NOT_EMPTY', { folder });
  const files = new Map([
    ...renderBlueprint(source, template, { name, application }),
    ...editorFiles(catalog),
  ]);
  const whole = new Map([...(await readBlueprintFiles(folder)), ...files]);
  refuse(checkBlueprint(whole, catalog, schemaTools()).problems, folder);
  await writeFiles(folder, files);
  const place = relative('', folder);
  const cd = place === '' ? [] : [`cd ${quoted(place)}`];
  return { folder, template, files: [...files.keys()], next: [...cd, 'kaa sim run fleets'] };
}

/** The files of a new blueprint, but for the editors' schemas. */
export function renderBlueprint(
  source: BlueprintFiles,
  template: string,
  { name, application }: { readonly name: string; readonly application: string },
): BlueprintFiles {
  const files = renderTemplate(source, template, application);
  const blueprint = renameTexts(files.get(BLUEPRINT_FILE) ?? '', (_value, path, isKey) =>
    !isKey && path.length === 1 && path[0] === 'name' ? name : undefined,
  );
  return new Map([...files, [BLUEPRINT_FILE, blueprint]]);
}

/** A template for another application: its word replaced in texts and in names of files. */
function renderTemplate(files: BlueprintFiles, template: string, application: string): BlueprintFiles {
  return new Map(
    [...files].map(([path, text]) => {
      const target = (path === 'gitignore' ? '.gitignore' : path).replaceAll(template, application);
      return [target, path.endsWith('.yaml') ? renderYaml(path, text, template, application) : replace(text)];
    }),
  );

  function replace(text: string): string {
    return text.replaceAll(template, application);
  }
}

function renderYaml(path: string, text: string, template: string, application: string): string {
  const renamed = renameTexts(text, (value) => value.replaceAll(template, application));
  // What is left are comments, and the line that tells editors where the schema is.
  const depth = posix.relative(posix.dirname(path), '.');
  return renamed
    .replace(/(\$schema=)[./]*schemas\//, `$1${depth === '' ? '' : `${depth}/`}${EDITOR_FOLDER}/`)
    .replaceAll(new RegExp(`(#.*)${template}`, 'g'), `$1${application}`);
}

/** The schemas that editors read, as files of a blueprint. */
export function editorFiles(catalog: ServiceCatalog): [string, string][] {
  const print = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`;
  return [
    [`${EDITOR_FOLDER}/blueprint.schema.json`, print(blueprintSchema(catalog))],
    [`${EDITOR_FOLDER}/contract.schema.json`, print(contractSchema())],
    [`${EDITOR_FOLDER}/fleet.schema.json`, print(fleetSchema())],
  ];
}

/** A path as a shell takes it. */
export const quoted = (path: string) =>
  /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
