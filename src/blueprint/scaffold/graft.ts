/**
 * Taking a version out of one blueprint and putting it into another, or into the same one under a new name.
 *
 * With the version come its schemas, its contract, its settings in `config/`, and its fleets. Names that must differ (versions, fleets,
 * tokens, IDs) are changed on the way. Pure: texts in, changed texts out.
 */
import { contractReferences, schemaReferences } from '../check/assembly.js';
import { BLUEPRINT_FILE, type BlueprintFiles, CONFIG_FOLDER } from '../files.js';
import type { Path } from '../source.js';
import { parseSource } from '../source.js';
import { graftFleets } from './graft-fleets.js';
import { entryAt, indent, insertEntry, type Rename, renameTexts } from './yaml-edit.js';

export interface VersionName {
  readonly application: string;
  readonly version: string;
}

export interface Graft {
  readonly source: BlueprintFiles;
  readonly from: VersionName;
  readonly to: VersionName;
  readonly suffix: string;
  /** The application is there already. */
  readonly isFurtherVersion: boolean;
}

export interface Grafted {
  /** New and changed files. */
  readonly changed: BlueprintFiles;
  /** The fleet files among them. */
  readonly fleets: readonly string[];
}

/** The changed files of a target that takes over a version; nothing is written. */
export function graft(target: BlueprintFiles, plan: Graft): Grafted {
  const blueprint = graftBlueprint(target, plan);
  const fleets = graftFleets(target, plan);
  return {
    changed: new Map([
      [BLUEPRINT_FILE, blueprint],
      ...graftConfigs(target, plan),
      ...graftSchemas(target, plan),
      ...graftContracts(target, plan),
      ...fleets,
    ]),
    fleets: fleets.map(([file]) => file),
  };
}

function graftBlueprint(target: BlueprintFiles, plan: Graft): string {
  const { from, to, isFurtherVersion } = plan;
  const text = plan.source.get(BLUEPRINT_FILE) ?? '';
  const path = isFurtherVersion
    ? ['applications', from.application, 'versions', from.version]
    : ['applications', from.application];
  const entry = renameTexts(entryAt(text, path) ?? '', both(renameVersion(plan), renameEndpoints(plan)));
  const place = isFurtherVersion ? ['applications', to.application, 'versions'] : ['applications'];
  return insertEntry(target.get(BLUEPRINT_FILE) ?? '', place, entry, !isFurtherVersion);
}

/** Names of the version and its application, whole, and as a folder in a path. */
export function renameVersion({ from, to }: Graft): Rename {
  return (value) => {
    if (value === from.version) return to.version;
    if (value === from.application) return to.application;
    return value.includes('/') ? renamePath(value, from.version, to.version) : undefined;
  };
}

const renamePath = (path: string, from: string, to: string) =>
  path
    .split('/')
    .map((level) => (level === from || level.startsWith(`${from}.`) ? to + level.slice(from.length) : level))
    .join('/');

/**
 * Tokens must differ within an application and endpoint IDs in the platform. A new application gets tokens of its own as
 * well, so that a token alone names an endpoint on the command line.
 */
function renameEndpoints({ suffix, isFurtherVersion, to }: Graft): Rename {
  return (value, path, isKey) => {
    if (isKey || path.at(-3) !== 'endpoints') return undefined;
    if (path.at(-1) === 'token')
      return isFurtherVersion ? `${value}-${suffix}` : `${to.application}-${value}`;
    return path.at(-1) === 'endpointId' ? `${value}-${to.version}` : undefined;
  };
}

const both =
  (...renames: Rename[]): Rename =>
  (...parameters) => {
    for (const rename of renames) {
      const renamed = rename(...parameters);
      if (renamed !== undefined) return renamed;
    }
    return undefined;
  };

function graftConfigs(target: BlueprintFiles, plan: Graft): [string, string][] {
  const { source, from, to, isFurtherVersion } = plan;
  const files = [...source].filter(([path]) => path.startsWith(`${CONFIG_FOLDER}/`));
  return files.flatMap(([file, text]): [string, string][] => {
    const application: Path = ['kaa', 'applications', from.application];
    const entry = entryAt(text, isFurtherVersion ? [...application, 'versions', from.version] : application);
    if (entry === undefined) return [];
    const renamed = renameTexts(entry, renameVersion(plan));
    const present = target.get(file);
    const place = ['kaa', 'applications', ...(isFurtherVersion ? [to.application, 'versions'] : [])];
    return [
      [file, present === undefined ? newConfig(text, place, renamed) : insertEntry(present, place, renamed)],
    ];
  });
}

/** A configuration file of one entry, with the comment that opens the file it comes from. */
function newConfig(source: string, place: readonly string[], entry: string): string {
  const comment = /^(?:#.*\n)*/.exec(source)?.[0] ?? '';
  const frame = place.map((name, depth) => `${indent(`${name}:`, 2 * depth)}\n`).join('');
  return `${comment}${frame}${indent(entry, 2 * place.length)}\n`;
}

/** Schema files in a folder of the version's name; those that versions share stay where they are. */
function graftSchemas(target: BlueprintFiles, { source, from, to }: Graft): [string, string][] {
  const blueprint = parseSource(BLUEPRINT_FILE, source.get(BLUEPRINT_FILE) ?? '').data;
  const named = schemaReferences(blueprint).filter(({ version }) => version === from.version);
  return named.flatMap(({ file }): [string, string][] => {
    const text = source.get(file);
    const path = renamePath(file, from.version, to.version);
    return text === undefined || target.has(path) ? [] : [[path, text]];
  });
}

/** The contract says whose it is, so two versions never share one. */
function graftContracts(target: BlueprintFiles, plan: Graft): [string, string][] {
  const { source, from, to } = plan;
  const { data } = parseSource(BLUEPRINT_FILE, source.get(BLUEPRINT_FILE) ?? '');
  const named = contractReferences(data).filter(({ version }) => version === from.version);
  return named.flatMap(({ file }): [string, string][] => {
    const text = source.get(file);
    const path = renamePath(file, from.version, to.version);
    return text === undefined || target.has(path) ? [] : [[path, renameTexts(text, renameVersion(plan))]];
  });
}
