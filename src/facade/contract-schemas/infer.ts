/**
 * `kaa contract infer`: schemas learned from the events of a journal, as values or as files.
 */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LearnedEvent, Learner } from '../../contract/schemas/infer/learner.js';
import {
  type InferOptions,
  type InferredSchema,
  inferredSchema,
} from '../../contract/schemas/infer/schema.js';
import { kaaError } from '../../errors.js';
import { serviceCatalog } from '../../platform/catalog.js';
import { loadBlueprint } from '../blueprints.js';

export interface InferSchemasOptions extends InferOptions {
  /** The journal, from its beginning: a file's (`readJournal`) or a running platform's. */
  readonly events: AsyncIterable<LearnedEvent>;
  /** The only one that is spoken of when absent. */
  readonly appVersion?: string | undefined;
  /** To know extension instances with names of their own; the current folder and those above it are searched when absent. */
  readonly blueprint?: string | undefined;
}

export interface InferredSchemas {
  readonly appVersion: string;
  /** By kind: `data-sample`, `metadata`, `configuration`, `command.<type>.payload`, `command.<type>.result`. */
  readonly schemas: Readonly<Record<string, InferredSchema>>;
  readonly observations: Readonly<Record<string, number>>;
  /** Messages of the version that were refused, and so not learned from. */
  readonly refused: number;
  readonly unreadable: number;
}

/** @throws KaaError INFER_NOTHING_SEEN, INFER_VERSION_NEEDED */
export async function inferSchemas(options: InferSchemasOptions): Promise<InferredSchemas> {
  const learner = new Learner(await servicesOf(options.blueprint));
  for await (const event of options.events) learner.add(event);
  const versions = learner.result();
  const seen = [...versions].filter(([, { kinds }]) => kinds.size > 0).map(([name]) => name);
  if (options.appVersion === undefined && seen.length > 1)
    throw kaaError('INFER_VERSION_NEEDED', { versions: seen.join(', ') });
  const appVersion = options.appVersion ?? seen[0] ?? '';
  const learned = versions.get(appVersion);
  if (learned === undefined || learned.kinds.size === 0)
    throw kaaError('INFER_NOTHING_SEEN', {
      version: appVersion || 'any application version',
      seen: seen.join(', ') || 'none',
    });
  const kinds = [...learned.kinds].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    appVersion,
    schemas: Object.fromEntries(
      kinds.map(([kind, observed]) => [kind, inferredSchema(`${kind} of ${appVersion}`, observed, options)]),
    ),
    observations: Object.fromEntries(kinds.map(([kind, { count }]) => [kind, count])),
    refused: learned.refused,
    unreadable: learned.unreadable,
  };
}

/** Extension instances by name: those of a plain installation, and those of the blueprint where there is one. */
async function servicesOf(path: string | undefined): Promise<Record<string, string>> {
  const plain = Object.entries(serviceCatalog().defaultInstances).map(
    ([name, { service }]) => [name, service] as const,
  );
  const blueprint =
    path === undefined ? await loadBlueprint().catch(() => undefined) : await loadBlueprint(path);
  const own = Object.entries(blueprint?.services ?? {}).map(
    ([name, { service }]) => [name, service] as const,
  );
  return Object.fromEntries([...plain, ...own]);
}

/**
 * Writes the schemas below a folder, laid out as in a scaffold: `<version>/data-sample.json`, `<version>/commands/<type>.payload.json`.
 * Nothing is written when one of the files is there already, unless `force` says so.
 * @returns the files @throws KaaError SCHEMA_FILE_EXISTS, REPORT_NOT_WRITABLE
 */
export async function writeSchemas(
  { appVersion, schemas }: InferredSchemas,
  folder: string,
  force: boolean,
): Promise<readonly string[]> {
  const files = Object.entries(schemas).map(([kind, schema]) => ({
    file: join(folder, appVersion, fileOf(kind)),
    schema,
  }));
  for (const { file } of files)
    if (!force && (await isThere(file))) throw kaaError('SCHEMA_FILE_EXISTS', { file });
  for (const { file, schema } of files) {
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`, { flag: force ? 'w' : 'wx' });
    } catch (error) {
      throw kaaError('REPORT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
    }
  }
  return files.map(({ file }) => file);
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** `command.reboot.payload` is `commands/reboot.payload.json`. */
const fileOf = (kind: string) => `${kind.replace(/^command\./, 'commands/')}.json`;
