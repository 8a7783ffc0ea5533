/**
 * What a monitor watches: one running platform, by its REST. Figures and messages come as streams, tables and details when
 * asked for; what is done to the platform goes the same way as the commands of the command line.
 *
 * Whoever watches need not know where the platform is: {@link MonitorSource.open} finds it anew each time, since a platform
 * that was restarted may be somewhere else.
 */
import type { Clock } from '../../kernel/clock.js';
import { type EventFilter, journalStream, type StreamItem } from '../events.js';
import type { Rest } from '../rest.js';
import { type EndpointDetail, endpointDetail } from './endpoint-detail.js';
import {
  diagnostics,
  endpointRows,
  type Figures,
  type FoundDiagnostic,
  type RowPage,
  type RowQuery,
  watchFigures,
} from './figures.js';

/** A platform that is watched: good until its figures end. */
export interface Watched {
  readonly url: string;
  readonly rest: Rest;
  /** Once a second; ends when the platform does. */
  figures(signal: AbortSignal): AsyncIterable<Figures>;
  stream(filter: EventFilter, signal: AbortSignal): AsyncIterable<StreamItem>;
  endpoints(query: RowQuery): Promise<RowPage>;
  endpoint(endpointId: string): Promise<EndpointDetail | undefined>;
  diagnostics(): Promise<readonly FoundDiagnostic[]>;
}

export interface MonitorSource {
  readonly clock: Clock;
  /** Finds the platform. @throws KaaError PLATFORM_NOT_RUNNING and those of {@link Rest} */
  open(): Promise<Watched>;
}

/** A source on REST; `connect` says which. */
export function restSource(clock: Clock, connect: () => Promise<Rest>): MonitorSource {
  return {
    clock,
    async open() {
      const rest = await connect();
      return {
        url: rest.url,
        rest,
        figures: (signal) => watchFigures(rest, signal),
        stream: (filter, signal) => journalStream(rest, filter, signal),
        endpoints: (query) => endpointRows(rest, query),
        endpoint: (endpointId) => endpointDetail(rest, endpointId),
        diagnostics: () => diagnostics(rest),
      };
    },
  };
}
