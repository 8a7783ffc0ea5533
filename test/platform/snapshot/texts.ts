/**
 * Snapshots as they would be on disk, without a disk.
 */
import type { Platform } from '../../../src/platform/platform.js';
import type { Snapshot } from '../../../src/platform/snapshot/schema.js';
import { snapshotTexts } from '../../../src/platform/snapshot/text.js';

/** The files by name, each as one text. */
export function filesOf(snapshot: Snapshot): Record<string, string> {
  return Object.fromEntries(
    [...snapshotTexts(snapshot)].map(({ name, parts }) => [name, [...parts].join('')]),
  );
}

/** The files as they are read again. */
export function asRead(files: Readonly<Record<string, string>>): Map<string, string | string[]> {
  return new Map(
    Object.entries(files).map(([name, text]) => [
      name,
      name.endsWith('.ndjson') ? text.split('\n').filter((line) => line !== '') : text,
    ]),
  );
}

export const captured = (platform: Platform) => filesOf(platform.state.capture('0.0.0'));
