/**
 * Hot reload: watches the files of a blueprint and has the running platform take what was edited.
 *
 * Watched are blueprint.yaml, `config/*.yaml` and the schema files that versions name; whatever else changes in these
 * folders does not matter. Several changes in a row are looked at once, a moment after the first.
 */
import { watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { schemaReferences } from '../blueprint/check/assembly.js';
import { BLUEPRINT_FILE, CONFIG_FOLDER } from '../blueprint/files.js';
import { loadBlueprint as load } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import type { Cancel, Clock } from '../kernel/clock.js';
import { serviceCatalog } from '../platform/catalog.js';
import type { Platform } from '../platform/platform.js';
import { changeLine } from '../platform/reload/changes.js';

/** What came of an edit. */
export type Reload =
  /** A line for each change: `applied: …` or `needs a restart: …`. */
  | { readonly ok: true; readonly lines: readonly string[] }
  /** The edit is refused, and the platform goes on as before. */
  | { readonly ok: false; readonly error: Error };

/** Calls back with the name of what changed in a folder, if the system tells; returns how to stop. */
export type WatchFolder = (folder: string, onChange: (name: string | undefined) => void) => () => void;

export interface ReloadPorts {
  readonly clock: Clock;
  readonly onReload: (reload: Reload) => void;
  /** Told once when changes cannot be noticed, with the reason. */
  readonly onBlind?: ((reason: string) => void) | undefined;
  /** The system's own when absent. */
  readonly watchFolder?: WatchFolder | undefined;
}

const RIGHT_AGAIN = 'applied: the blueprint is right again, and says nothing new';

/** Editors write a file in several steps. */
const SETTLE_MS = 200;

export interface Reloader {
  /** Looks at the files now, and has the platform take what was edited. */
  check(): Promise<void>;
  stop(): void;
}

/** Starts watching the blueprint of a platform. */
export function watchBlueprint(platform: Platform, ports: ReloadPorts): Reloader {
  return new BlueprintWatch(platform, ports);
}

class BlueprintWatch implements Reloader {
  readonly #platform: Platform;
  readonly #ports: ReloadPorts;
  readonly #watchFolder: WatchFolder;
  /** How to stop watching, by folder. */
  readonly #watched = new Map<string, () => void>();
  /** What needs a restart is said once, as long as it stays so. */
  readonly #said = new Set<string>();
  /** Why the last edit was refused, which is said once; undefined when it was taken. */
  #refusal: string | undefined;
  #pending: Cancel | undefined;
  #checking: Promise<void> = Promise.resolve();
  #isBlind = false;
  #isStopped = false;

  constructor(platform: Platform, ports: ReloadPorts) {
    this.#platform = platform;
    this.#ports = ports;
    this.#watchFolder = ports.watchFolder ?? systemWatch;
    this.#watchFolders();
  }

  /** One after the other: two at once could take their edits in the wrong order. */
  check(): Promise<void> {
    this.#checking = this.#checking.then(() => this.#look());
    return this.#checking;
  }

  stop(): void {
    this.#isStopped = true;
    this.#pending?.();
    for (const stop of this.#watched.values()) stop();
    this.#watched.clear();
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return;
    const reload = await this.#taken();
    if (this.#isStopped) return;
    this.#watchFolders();
    if (reload !== undefined) this.#ports.onReload(reload);
  }

  /** Undefined when there is nothing new to say. */
  async #taken(): Promise<Reload | undefined> {
    try {
      const { folder } = this.#platform.blueprint;
      const edited = await load({ path: folder, catalog: serviceCatalog() });
      const lines = this.#platform.updateBlueprint(edited).map(changeLine);
      const fresh = lines.filter((line) => !this.#said.has(line));
      this.#said.clear();
      for (const line of lines) if (line.startsWith('needs')) this.#said.add(line);
      const wasRefused = this.#refusal !== undefined;
      this.#refusal = undefined;
      if (fresh.length > 0) return { ok: true, lines: fresh };
      // Whoever has mended an edit waits for a word, also where that leads back to what is running.
      return wasRefused ? { ok: true, lines: [RIGHT_AGAIN] } : undefined;
    } catch (thrown) {
      const error = thrown as Error;
      if (this.#refusal === error.message) return undefined;
      this.#refusal = error.message;
      return { ok: false, error };
    }
  }

  /** Folders come and go with what the blueprint names. */
  #watchFolders(): void {
    const { blueprint } = this.#platform;
    const wanted = foldersOf(blueprint);
    for (const folder of this.#watched.keys()) {
      if (!wanted.has(folder)) this.#forget(folder);
    }
    for (const [folder, isRelevant] of wanted) {
      if (this.#watched.has(folder)) continue;
      try {
        const onChange = (name: string | undefined) => {
          if (name !== undefined) this.#forget(join(folder, name));
          if (name === undefined || isRelevant(name)) this.#schedule();
        };
        this.#watched.set(folder, this.#watchFolder(folder, onChange));
      } catch (error) {
        this.#blind(folder, error as NodeJS.ErrnoException);
      }
    }
  }

  /** A folder that was deleted and made again is another one to the system. */
  #forget(folder: string): void {
    this.#watched.get(folder)?.();
    this.#watched.delete(folder);
  }

  /** A folder that is not there shows up as a change of the one above it. */
  #blind(folder: string, { code, message }: NodeJS.ErrnoException): void {
    if (code === 'ENOENT' && folder !== this.#platform.blueprint.folder) return;
    if (this.#isBlind) return;
    this.#isBlind = true;
    this.#ports.onBlind?.(message);
  }

  #schedule(): void {
    if (this.#isStopped || this.#pending !== undefined) return;
    this.#pending = this.#ports.clock.schedule(SETTLE_MS, 'look at the edited blueprint', () => {
      this.#pending = undefined;
      void this.check();
    });
  }
}

/** Each folder with what matters in it. */
function foldersOf(blueprint: LoadedBlueprint): Map<string, (name: string) => boolean> {
  const { folder } = blueprint;
  const schemas = new Set(schemaReferences(blueprint).map(({ file }) => dirname(resolve(folder, file))));
  const config = join(folder, CONFIG_FOLDER);
  return new Map(
    [...new Set([folder, config, ...schemas])].map((place) => [
      place,
      (name: string) =>
        (schemas.has(place) && name.endsWith('.json')) ||
        (place === folder && (name === BLUEPRINT_FILE || name === CONFIG_FOLDER)) ||
        (place === config && /\.ya?ml$/.test(name)),
    ]),
  );
}

const systemWatch: WatchFolder = (folder, onChange) => {
  const watcher = watch(folder, { persistent: false }, (_event, name) => onChange(name ?? undefined));
  // A folder that is deleted takes its watcher with it.
  watcher.on('error', () => watcher.close());
  return () => watcher.close();
};
