/**
 * `GET /kaa/status`: how a local platform is. Kaa itself has nothing of the kind.
 */
import { type Rest, statusOf } from './rest.js';

export interface PlatformStatus {
  readonly blueprint: { readonly name: string; readonly tenant: string };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly endpoints: { readonly total: number; readonly connected: number };
  readonly clients: { readonly connected: number };
  readonly messages: Readonly<Record<string, number>>;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly reason: string;
    readonly remedy: string;
    readonly count: number;
  }[];
}

const TIMEOUT_MS = 3000;

/** How a platform is; undefined when what is there does not tell. @throws KaaError REST_UNREACHABLE */
export async function platformStatus(rest: Rest): Promise<PlatformStatus | undefined> {
  try {
    return (await rest.call({ path: '/kaa/status', timeoutMs: TIMEOUT_MS })).body as PlatformStatus;
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return undefined;
  }
}
