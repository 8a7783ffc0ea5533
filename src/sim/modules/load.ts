/**
 * Loading the modules that fleets name, before a run: nothing is loaded for fleets that name none.
 *
 * JavaScript is imported as it is; TypeScript goes through jiti, which is loaded only then. For a TypeScript module `kaa-cli`
 * is there without being installed beside it. A module may do whatever code may do: kaa gives it nothing, and stops it
 * from nothing.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import type { ModuleReference } from '../../blueprint/fleet/module.js';
import { modulesIn } from '../../blueprint/fleet/modules-in.js';
import { kaaError } from '../../errors.js';
import type { ModuleLibrary } from '../generators/generator.js';
import { sayError } from './call.js';
import { defineBehaviour, defineGenerator } from './define.js';

type Exports = Readonly<Record<string, unknown>>;

/** Where a fleet's modules are. */
export interface ModuleUser {
  readonly fleet: Fleet;
  /** Of the blueprint; the current folder when absent. */
  readonly folder?: string | undefined;
}

/**
 * The modules of these fleets; each file is loaded once.
 * @throws KaaError MODULE_UNUSABLE when a file does not load or has no such function
 */
export async function loadModules(
  users: readonly ModuleUser[],
): Promise<(user: ModuleUser) => ModuleLibrary> {
  const loaded = new Map<string, Exports>();
  for (const user of users) {
    for (const reference of modulesIn(user.fleet)) {
      const path = pathOf(user, reference);
      if (!loaded.has(path)) loaded.set(path, await load(path, reference.file));
      functionOf(loaded.get(path) as Exports, reference);
    }
  }
  return (user) => (reference) => functionOf(loaded.get(pathOf(user, reference)) ?? {}, reference);
}

const pathOf = ({ folder = '.' }: ModuleUser, { file }: ModuleReference) => resolve(folder, file);

async function load(path: string, file: string): Promise<Exports> {
  if (!(await isFile(path))) throw kaaError('MODULE_UNUSABLE', { file, reason: 'there is no such file' });
  try {
    return /\.[mc]?ts$/.test(path) ? await loadTypeScript(path) : await import(pathToFileURL(path).href);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    const said = isMissing ? `it imports what is not there: ${sayError(error, path)}` : sayError(error, path);
    const reason = isMissing ? said : `it threw ${said} while it was loaded`;
    throw kaaError('MODULE_UNUSABLE', { file, reason }, { cause: error });
  }
}

const isFile = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

/** Nothing is written beside the module: what was compiled is not kept. */
async function loadTypeScript(path: string): Promise<Exports> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(fileURLToPath(import.meta.url), {
    fsCache: false,
    virtualModules: { 'kaa-cli': { defineBehaviour, defineGenerator } },
  });
  return await jiti.import(path);
}

/** @throws KaaError MODULE_UNUSABLE */
function functionOf(exports: Exports, { file, export: name = 'default' }: ModuleReference): unknown {
  const found = exports[name];
  if (typeof found === 'function') return found;
  const others = Object.keys(exports)
    .filter((key) => typeof exports[key] === 'function')
    .sort();
  const list = others.length === 0 ? 'no functions' : others.join(', ');
  throw kaaError('MODULE_UNUSABLE', {
    file,
    reason: `its export "${name}" is ${found === undefined ? 'not there' : 'no function'}; it exports ${list}`,
  });
}
