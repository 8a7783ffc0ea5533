/**
 * `GET /kaa/status`: how a local platform is. Kaa itself has nothing of the kind.
 */
import { type Rest, statusOf } from './rest.js';

export interface PlatformStatus {
  readonly blueprint: { readonly name: string; readonly tenant: string };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly uptimeMs: number;
  /** How often it has come back from a restart. */
  readonly restarts: number;
  /** Faults that are armed, and how often those that are kept have struck. */
  readonly faults: { readonly armed: number; readonly struck: number };
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

/**
 * How a platform is; undefined when what is there has no status to tell, as any Kaa but the local platform.
 * @throws KaaError REST_UNREACHABLE, REST_UNAUTHORIZED
 */
export async function platformStatus(rest: Rest): Promise<PlatformStatus | undefined> {
  try {
    return (await rest.call({ path: '/kaa/status', timeoutMs: TIMEOUT_MS })).body as PlatformStatus;
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined || status === 401 || status === 403) throw error;
    return undefined;
  }
}
