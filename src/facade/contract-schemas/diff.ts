/**
 * `kaa contract diff` from names to the report: what OLD and NEW are, their files, the comparison, the exceptions.
 *
 * A name is a folder with a blueprint.yaml, else an application version of the blueprint, else a git revision. It needs nothing
 * that runs.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { EXCEPTIONS_FILE } from '../../blueprint/check/contracts.js';
import { BLUEPRINT_FILE, readBlueprintFiles, readIfThere } from '../../blueprint/files.js';
import { type SchemaTools, schemaTools } from '../../blueprint/json-schema.js';
import { findBlueprint } from '../../blueprint/load.js';
import { formatProblem } from '../../blueprint/problems.js';
import { diffSides } from '../../contract/schemas/diff/diff.js';
import { PAIRINGS, type Pairing } from '../../contract/schemas/diff/direction.js';
import {
  type PlacedException,
  readExceptions,
  withExceptions,
} from '../../contract/schemas/diff/exceptions.js';
import { type DiffReport, diffReport } from '../../contract/schemas/diff/report.js';
import type { Side, SideVersion } from '../../contract/schemas/diff/side.js';
import { createValidator } from '../../contract/schemas/validator.js';
import { kaaError } from '../../errors.js';
import { createRandom } from '../../kernel/random.js';
import { filesOfRevision } from './git.js';
import { sideOf } from './side.js';

export interface DiffContractsOptions {
  /** A folder, an application version, or a git revision. */
  readonly old: string;
  readonly new: string;
  /** Folder of the blueprint that versions and revisions are about; searched from the current folder upward when absent. */
  readonly blueprint?: string | undefined;
  /** Only this application version, where both sides have it. */
  readonly appVersion?: string | undefined;
  /** Pairings that must work; both when absent. */
  readonly pairings?: readonly Pairing[] | undefined;
  /** A file with exceptions; contracts/exceptions.yaml of the newer side when absent. */
  readonly exceptions?: string | undefined;
}

export interface ContractDiff {
  readonly report: DiffReport;
  /** Folder that the files of the newer side are relative to. */
  readonly folder: string;
}

/**
 * What changed between two versions of a contract, and what it breaks.
 * @throws KaaError SCHEMA_VERSION_UNKNOWN, GIT_MISSING, GIT_REVISION_UNKNOWN, EXCEPTIONS_INVALID, BLUEPRINT_INVALID
 */
export async function diffContracts(options: DiffContractsOptions): Promise<ContractDiff> {
  const tools = schemaTools();
  const folder = await ownFolder(options.blueprint);
  const old = await meantBy(options.old, folder, tools);
  const current = await meantBy(options.new, folder, tools);
  const sides = comparable(old, current, options.appVersion);
  const place = current.folder ?? folder ?? resolve('.');
  const { exceptions, file } = await exceptionsOf(options.exceptions, place, tools);
  const pairings = options.pairings ?? PAIRINGS;
  const found = diffSides({
    ...sides,
    pairings,
    validator: createValidator(tools),
    // Evidence is the same for the same schemas.
    random: createRandom(1).stream('contract/diff'),
  });
  const covered = withExceptions(found.findings, exceptions);
  const names = { old: sides.old.name, new: sides.new.name };
  const report = diffReport(names, { pairings, compared: found.compared, ...covered, exceptionsFile: file });
  return { report, folder: place };
}

/** The blueprint that versions and revisions are about; undefined when there is none, which folders do not need. */
async function ownFolder(blueprint: string | undefined): Promise<string | undefined> {
  if (blueprint !== undefined) return await findBlueprint(blueprint);
  return await findBlueprint().catch(() => undefined);
}

/** A side, and whether it was named by its application version. */
interface Meant {
  readonly side: Side;
  readonly version?: SideVersion | undefined;
  readonly folder?: string | undefined;
}

async function meantBy(text: string, own: string | undefined, tools: SchemaTools): Promise<Meant> {
  const folder = await blueprintFolder(text);
  if (folder !== undefined)
    return { side: sideOf(nameOf(text), await readBlueprintFiles(folder), tools), folder };
  let versions: readonly string[] = [];
  if (own !== undefined) {
    const side = sideOf(text, await readBlueprintFiles(own), tools);
    const version = side.versions.find(({ name }) => name === text);
    if (version !== undefined) return { side, version, folder: own };
    versions = side.versions.map(({ name }) => name);
  }
  if (looksLikePath(text)) throw kaaError('BLUEPRINT_MISSING', { folder: resolve(text) });
  const files = await filesOfRevision({ text, folder: own ?? resolve('.'), versions });
  return { side: sideOf(text, files, tools) };
}

async function blueprintFolder(text: string): Promise<string | undefined> {
  const place = basename(text) === BLUEPRINT_FILE ? dirname(resolve(text)) : resolve(text);
  const entry = await stat(join(place, BLUEPRINT_FILE)).catch(() => undefined);
  return entry?.isFile() === true ? place : undefined;
}

/** A folder that is named by dots alone says nothing. */
const nameOf = (text: string) => (/^[./]+$/.test(text) ? basename(resolve(text)) : text);

const looksLikePath = (text: string) => /^(\.{0,2}\/|\.{1,2}$|~)/.test(text) || text.endsWith('/');

/** Versions are compared with versions, whole sides with whole sides. */
function comparable(
  old: Meant,
  current: Meant,
  appVersion: string | undefined,
): { old: Side; new: Side; pairs?: readonly (readonly [SideVersion, SideVersion])[] } {
  const named = [old.version, current.version];
  if (named.every((version) => version === undefined)) {
    if (appVersion === undefined) return { old: old.side, new: current.side };
    const known = [...old.side.versions, ...current.side.versions].map(({ name }) => name);
    if (!known.includes(appVersion)) throw unknownVersion(appVersion, known);
    const only = (side: Side): Side => ({
      ...side,
      versions: side.versions.filter(({ name }) => name === appVersion),
    });
    return { old: only(old.side), new: only(current.side) };
  }
  const pick = ({ side, version }: Meant, like: Meant): SideVersion => {
    const wanted = version?.name ?? appVersion ?? like.version?.name ?? '';
    const found = side.versions.find(({ name }) => name === wanted);
    if (found === undefined)
      throw unknownVersion(
        wanted,
        side.versions.map(({ name }) => name),
      );
    return found;
  };
  return { old: old.side, new: current.side, pairs: [[pick(old, current), pick(current, old)]] };
}

const unknownVersion = (version: string, known: readonly string[]) =>
  kaaError('SCHEMA_VERSION_UNKNOWN', { version, versions: [...new Set(known)].join(', ') });

/** @throws KaaError EXCEPTIONS_INVALID */
async function exceptionsOf(
  named: string | undefined,
  folder: string,
  tools: SchemaTools,
): Promise<{ readonly exceptions: readonly PlacedException[]; readonly file?: string }> {
  const path = named ?? join(folder, EXCEPTIONS_FILE);
  const read = await readIfThere(path);
  const file = named ?? relative('.', path).split(sep).join('/');
  if (read === undefined) {
    if (named === undefined) return { exceptions: [] };
    throw kaaError('EXCEPTIONS_INVALID', { file, problems: '  there is no such file' });
  }
  const { fault } = read;
  const { problems, exceptions } =
    fault === undefined
      ? readExceptions(file, read.text, tools)
      : { problems: [{ file, path: '', ...fault }], exceptions: [] };
  if (problems.length === 0) return { exceptions, file };
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`).join('\n');
  throw kaaError('EXCEPTIONS_INVALID', { file, problems: lines }, { details: { problems } });
}
