/**
 * Snapshots of a running local platform, asked for over its REST. Folders are those of the machine that it runs on.
 */
import { kaaError } from '../errors.js';
import type { Rest } from './rest.js';

/** What a snapshot holds; `savedAt` is ISO 8601. */
export interface SavedSnapshot {
  readonly folder: string;
  readonly savedAt: string;
  readonly endpoints: number;
  readonly timeSeries: number;
}

/** Writing and checking a large state takes its time. */
const TIMEOUT_MS = 10 * 60_000;

/** @param folder a whole path @throws KaaError REST_UNREACHABLE, REST_REFUSED, SNAPSHOT_REFUSED */
export async function saveSnapshotOf(rest: Rest, folder: string): Promise<SavedSnapshot> {
  return await ask(rest, 'save', { folder });
}

/** @param folder a whole path @throws KaaError REST_UNREACHABLE, REST_REFUSED, SNAPSHOT_REFUSED */
export async function loadSnapshotInto(rest: Rest, folder: string): Promise<SavedSnapshot> {
  return await ask(rest, 'load', { folder });
}

/** @throws KaaError REST_UNREACHABLE, REST_REFUSED, SNAPSHOT_REFUSED */
export async function resetState(rest: Rest): Promise<{ readonly endpoints: number }> {
  return await ask(rest, 'reset', {});
}

async function ask<Answer>(rest: Rest, action: string, body: object): Promise<Answer> {
  const path = `/kaa/snapshot/${action}`;
  try {
    const answer = await rest.call({ method: 'POST', path, body, timeoutMs: TIMEOUT_MS });
    return answer.body as Answer;
  } catch (error) {
    const { details } = error as { details?: { status?: unknown; message?: unknown } };
    if (details?.status !== 400) throw error;
    throw kaaError('SNAPSHOT_REFUSED', { reason: String(details.message) }, { cause: error });
  }
}
