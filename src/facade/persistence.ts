/**
 * What a platform begins with and leaves behind: a snapshot that is taken in when it starts, and one that is written when it
 * stops.
 */
import { resolve } from 'node:path';
import { kaaError } from '../errors.js';
import type { Platform } from '../platform/platform.js';
import type { SnapshotInfo } from '../platform/snapshot/door.js';
import { HEADER_FILE } from '../platform/snapshot/text.js';
import { checkTarget, readSnapshotFiles } from './snapshot-files.js';
import { savePlatform } from './snapshots.js';

export interface PersistenceOptions {
  /** Begin with the snapshot in this folder. */
  readonly importFolder?: string | undefined;
  /** Write a snapshot to this folder when the platform stops. */
  readonly exportFolder?: string | undefined;
}

export interface Persistence {
  /** The seed of the platform that the snapshot is of: what is made anew goes on as it would have there. */
  readonly seed: number | undefined;
  /** Where the platform begins from; undefined when from the blueprint alone. */
  readonly importedFrom: string | undefined;
  /** Takes the snapshot in, and adds what the blueprint declares and the snapshot lacks. */
  restore(platform: Platform): Promise<void>;
  /** Undefined when no folder is named. */
  export(platform: Platform): Promise<SnapshotInfo | undefined>;
}

/**
 * Finds what is to be taken in, and whether something can be written, before a platform is built.
 *
 * A folder to begin with that is not there is a mistake, unless the snapshot is to be written there too: then this is
 * the first start.
 * @throws KaaError SNAPSHOT_NOT_FOUND, SNAPSHOT_NOT_READABLE, SNAPSHOT_FOLDER_TAKEN, SNAPSHOT_NOT_WRITABLE
 */
export async function openPersistence(options: PersistenceOptions): Promise<Persistence> {
  const { importFolder, exportFolder } = options;
  if (exportFolder !== undefined) await checkTarget(exportFolder);
  const found = importFolder === undefined ? undefined : await readSnapshotFiles(importFolder);
  const isFirstStart =
    importFolder !== undefined &&
    exportFolder !== undefined &&
    resolve(importFolder) === resolve(exportFolder);
  if (importFolder !== undefined && found === undefined && !isFirstStart)
    throw kaaError('SNAPSHOT_NOT_FOUND', { folder: resolve(importFolder) });
  return {
    seed: seedIn(found?.texts.get(HEADER_FILE)),
    importedFrom: found?.folder,
    async restore(platform) {
      if (found === undefined) return;
      await platform.state.restore(found.texts, found.folder);
      platform.state.complete();
    },
    async export(platform) {
      return exportFolder === undefined ? undefined : await savePlatform(platform, exportFolder);
    },
  };
}

/** A header that is not right is refused later, by the platform. */
function seedIn(header: unknown): number | undefined {
  try {
    const { seed } = JSON.parse(String(header)) as { seed?: unknown };
    return Number.isInteger(seed) ? (seed as number) : undefined;
  } catch {
    return undefined;
  }
}
