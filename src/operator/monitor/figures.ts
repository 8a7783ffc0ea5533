/**
 * The figures of a running platform, by REST: one report a second. Only the local platform has them.
 */
import { serverSentData } from '../events.js';
import { path, type Rest } from '../rest.js';

export interface GroupCount {
  readonly name: string;
  readonly total: number;
  readonly connected: number;
}

export interface ExtensionCount {
  readonly name: string;
  readonly received: number;
  readonly answered: number;
  readonly pushed: number;
  readonly refused: number;
  readonly failures: number;
}

export interface ErrorCount {
  readonly statusCode: number;
  readonly extension?: string;
  readonly reason: string;
  readonly count: number;
}

/** Milliseconds; null when nothing was answered. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly count: number;
}

/** One report. Instants are milliseconds since the epoch; counts are from the platform's start unless they say otherwise. */
export interface Figures {
  readonly at: number;
  /** When the counts of `events`, `errors` and `extensions` begin. */
  readonly since: number;
  readonly startedAt: number;
  readonly blueprint: { readonly name: string; readonly tenant: string };
  readonly clients: number;
  readonly endpoints: { readonly total: number; readonly connected: number };
  readonly versions: readonly GroupCount[];
  readonly fleets: readonly GroupCount[];
  readonly messages: {
    readonly received: number;
    readonly sent: number;
    readonly ignored: number;
    readonly refused: number;
    readonly undelivered: number;
  };
  /** Data samples received. */
  readonly samples: number;
  readonly timeSeries: { readonly points: number; readonly dropped: number };
  /** Events of the journal by type. */
  readonly events: Readonly<Record<string, number>>;
  /** Of the last ten seconds. */
  readonly responseTimeMs: Percentiles;
  readonly errors: readonly ErrorCount[];
  readonly extensions: readonly ExtensionCount[];
  readonly journal: { readonly length: number; readonly dropped: number; readonly oldestAt: number };
  readonly diagnostics: { readonly kinds: number; readonly total: number };
  readonly memory: { readonly heapUsedBytes: number; readonly heapLimitBytes: number };
}

export interface EndpointRow {
  readonly endpointId: string;
  readonly token?: string;
  readonly tokenState?: string;
  readonly application: string;
  readonly appVersion: string;
  readonly fleet?: string;
  readonly connected: boolean;
  readonly lastSeenAt: number | null;
  readonly received: number;
  readonly sent: number;
  readonly errors: number;
  readonly perMinute: number;
}

export interface RowQuery {
  /** Words that must all be in a row; `connected`, `away` and `errors` are words too. */
  readonly filter: string;
  /** A member of {@link EndpointRow}; with `-` before it from high to low. */
  readonly sort: string;
  readonly offset: number;
  readonly limit: number;
}

export interface RowPage {
  readonly content: readonly EndpointRow[];
  readonly totalElements: number;
}

export interface FoundDiagnostic {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  readonly count: number;
  readonly client?: string;
  readonly topic?: string;
  readonly token?: string;
  readonly endpointId?: string;
}

/** A report at once, then one every second, until the platform ends the stream or the signal aborts it. */
export async function* watchFigures(rest: Rest, signal: AbortSignal): AsyncGenerator<Figures> {
  const texts = rest.stream({ path: '/kaa/figures' }, signal);
  for await (const data of serverSentData(texts)) yield JSON.parse(data) as Figures;
}

/** The endpoints with how much each sends: those of one page. */
export async function endpointRows(rest: Rest, query: RowQuery): Promise<RowPage> {
  return (await rest.call({ path: '/kaa/figures/endpoints', query: { ...query } })).body as RowPage;
}

/** What was ignored or refused, most frequent first. */
export async function diagnostics(rest: Rest): Promise<readonly FoundDiagnostic[]> {
  const { body } = await rest.call({ path: path`/kaa/diagnostics` });
  return (body as { readonly content: readonly FoundDiagnostic[] }).content;
}
