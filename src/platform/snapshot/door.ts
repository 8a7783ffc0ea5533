/**
 * What may be asked of the state of a running platform from outside. Files are the business of whoever implements it.
 */

export interface SnapshotInfo {
  /** The folder, as a whole path. */
  readonly folder: string;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly endpoints: number;
  readonly timeSeries: number;
}

/** Failures are KaaErrors whose code begins with SNAPSHOT. */
export interface SnapshotDoor {
  save(folder: string): Promise<SnapshotInfo>;
  load(folder: string): Promise<SnapshotInfo>;
  reset(): Promise<{ readonly endpoints: number }>;
}
