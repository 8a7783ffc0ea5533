/**
 * Snapshots in one line, for people: where they are, and how much is in them.
 */
import type { SnapshotInfo } from '../../index.js';
import { count } from '../../tui/format.js';
import type { Style } from './style.js';

/** Where a snapshot was written, and how much is in it. */
export function savedLine(info: SnapshotInfo, style: Style): string {
  return `${style.green('✓')} Saved ${contentOf(info)} to ${info.folder}`;
}

/** Which snapshot the platform goes on with. */
export function loadedLine(info: SnapshotInfo, style: Style): string {
  return `${style.green('✓')} Loaded ${contentOf(info)} from ${info.folder}, saved at ${info.savedAt}`;
}

const contentOf = ({ endpoints, timeSeries }: SnapshotInfo) =>
  `${count(endpoints)} ${endpoints === 1 ? 'endpoint' : 'endpoints'} and ${count(timeSeries)} time series`;
