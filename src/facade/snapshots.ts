/**
 * Snapshots of a running platform: saved to a folder, loaded from one, and the way back to what the blueprint declares.
 */
import { readFileSync } from 'node:fs';
import { kaaError } from '../errors.js';
import { packageFile } from '../package-file.js';
import type { Platform } from '../platform/platform.js';
import type { SnapshotDoor, SnapshotInfo } from '../platform/snapshot/door.js';
import type { Snapshot } from '../platform/snapshot/schema.js';
import type { SnapshotTexts } from '../platform/snapshot/text.js';
import { readSnapshotFiles, saveSnapshot } from './snapshot-files.js';

/** What is read of a snapshot on disk before there is a platform that could check it. */
export interface FoundSnapshot {
  readonly folder: string;
  readonly texts: SnapshotTexts;
}

/** The version of kaa, as its package says. */
export function kaaVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

/** @throws KaaError SNAPSHOT_FOLDER_TAKEN, SNAPSHOT_NOT_WRITABLE */
export async function savePlatform(platform: Platform, folder: string): Promise<SnapshotInfo> {
  const snapshot = platform.state.capture(kaaVersion());
  return infoOf(snapshot, await saveSnapshot(snapshot, folder));
}

/**
 * Puts a snapshot in place of the state of a platform; the state stays when the snapshot is refused.
 * @throws KaaError SNAPSHOT_NOT_FOUND, SNAPSHOT_NOT_READABLE, SNAPSHOT_NEWER, SNAPSHOT_INVALID, SNAPSHOT_FOREIGN
 */
export async function loadPlatform(platform: Platform, folder: string): Promise<SnapshotInfo> {
  const found = await readSnapshotFiles(folder);
  if (found === undefined) throw kaaError('SNAPSHOT_NOT_FOUND', { folder });
  return infoOf(await platform.state.restore(found.texts, found.folder), found.folder);
}

/** What REST is given, so that commands reach a running platform. */
export function snapshotDoor(platform: Platform, reset: () => Promise<void>): SnapshotDoor {
  return {
    save: (folder) => savePlatform(platform, folder),
    load: (folder) => loadPlatform(platform, folder),
    async reset() {
      await reset();
      return { endpoints: platform.services.epr.size };
    },
  };
}

function infoOf({ header, endpoints, timeSeries }: Snapshot, folder: string): SnapshotInfo {
  return {
    folder,
    savedAt: header.savedAt,
    endpoints: endpoints.length,
    timeSeries: timeSeries.length,
  };
}
