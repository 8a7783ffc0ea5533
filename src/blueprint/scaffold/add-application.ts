/**
 * One more application in a blueprint, or one more version of an application that is there.
 *
 * An application comes from a template. A further version is a copy of the newest one, to be changed, unless a template is
 * named. The files that are there keep their comments and layout; all is checked before anything is written.
 */
import { relative, resolve } from 'node:path';
import { versionsOf } from '../check/assembly.js';
import { type CheckedBlueprint, checkBlueprint } from '../check/blueprint.js';
import { own } from '../data.js';
import { BLUEPRINT_FILE, type BlueprintFiles, readBlueprintFiles } from '../files.js';
import { schemaTools } from '../json-schema.js';
import { findBlueprint } from '../load.js';
import type { ServiceCatalog } from '../model.js';
import { refuse } from '../problems.js';
import { quoted, type Scaffolded } from './create-blueprint.js';
import { type Graft, graft } from './graft.js';
import { requireFree, requireName, requireSuffix } from './names.js';
import { DEFAULT_TEMPLATE, readTemplate } from './templates.js';
import { writeFiles } from './write.js';

export interface NewApplication {
  /** A folder of the blueprint or one in it; the current one when absent. */
  readonly blueprintFolder?: string | undefined;
  /** a-z, 0-9, "-" and "_". When the blueprint has it already, it gets a further version. */
  readonly application: string;
  /** What follows the application's name in that of the version, a-z and 0-9: v1, v2, … when absent. */
  readonly suffix?: string | undefined;
  /** Where to take it from. Absent: smart-building; for a further version, the newest one. */
  readonly template?: string | undefined;
  readonly catalog: ServiceCatalog;
}

export interface AddedApplication extends Scaffolded {
  readonly application: string;
  readonly version: string;
  /** True when the application was there before. */
  readonly isFurtherVersion: boolean;
}

/**
 * Adds to a blueprint. When it fails nothing has changed on disk.
 * @throws KaaError NAME_INVALID, NAME_TAKEN, TEMPLATE_UNKNOWN, BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID (before or after
 * the change), FILE_NOT_WRITABLE
 */
export async function addApplication(options: NewApplication): Promise<AddedApplication> {
  const { application, template, catalog } = options;
  requireName(application, 'the name of an application');
  if (options.suffix !== undefined) requireSuffix(options.suffix);
  const folder = await findBlueprint(options.blueprintFolder);
  const files = await readBlueprintFiles(folder);
  const tools = schemaTools();
  const before = checkBlueprint(files, catalog, tools);
  refuse(before.problems, folder);

  const { versions, version, suffix } = nameVersion(before, application, options.suffix);
  const isFurtherVersion = versions !== undefined;
  const newest = versions?.at(-1);
  const plan: Graft =
    newest !== undefined && template === undefined
      ? {
          source: files,
          from: { application, version: newest },
          to: { application, version },
          suffix,
          isFurtherVersion,
        }
      : {
          source: await readTemplate(template ?? DEFAULT_TEMPLATE),
          from: templateNames(template ?? DEFAULT_TEMPLATE),
          to: { application, version },
          suffix,
          isFurtherVersion,
        };
  const { changed, fleets } = graft(files, plan);
  const whole: BlueprintFiles = new Map([...files, ...changed]);
  refuse(checkBlueprint(whole, catalog, tools).problems, folder);
  await writeFiles(folder, changed);
  return {
    folder,
    application,
    version,
    isFurtherVersion,
    files: [...changed.keys()],
    next: nextCommands(folder, fleets),
  };
}

/** The version that a template is about, and the application that it is named after. */
const templateNames = (template: string) => ({ application: template, version: `${template}-v1` });

function nameVersion({ blueprint }: CheckedBlueprint, application: string, wanted: string | undefined) {
  const existing = own(blueprint.applications, application);
  const versions = existing && Object.keys(existing.versions);
  const suffix = wanted ?? nextSuffix(versions ?? []);
  const version = `${application}-${suffix}`;
  if (existing === undefined)
    requireFree(application, 'Application', Object.keys(blueprint.applications), BLUEPRINT_FILE);
  const taken = versionsOf(blueprint.applications).map(({ name }) => name);
  requireFree(version, 'Application version', taken, BLUEPRINT_FILE);
  return { versions, version, suffix };
}

/** One more than the highest number of the versions there are, hand-written names such as `demo_v3` included. */
function nextSuffix(versions: readonly string[]): string {
  const numbers = versions.map((name) => Number(/v([0-9]{1,9})$/.exec(name)?.[1] ?? 0));
  return `v${Math.max(0, ...numbers) + 1}`;
}

function nextCommands(folder: string, fleets: readonly string[]): string[] {
  const place = relative('', resolve(folder));
  const cd = place === '' ? [] : [`cd ${quoted(place)}`];
  return [...cd, ...fleets.map((file) => `kaa sim run ${quoted(file)}`)];
}
