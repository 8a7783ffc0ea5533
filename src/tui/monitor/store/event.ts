/**
 * What can happen to the monitor: news of the platform, keys, and what the process tells.
 */
import type { StreamItem } from '../../../operator/events.js';
import type { EndpointDetail } from '../../../operator/monitor/endpoint-detail.js';
import type { Figures, FoundDiagnostic, RowPage } from '../../../operator/monitor/figures.js';
import type { FleetProgress } from '../../../sim/report/report.js';
import type { Notice } from './state.js';

/** A key as screens know it: `up`, `enter`, `escape`, `backspace`, `ctrl-c`, or the character that was typed. */
export type Key = string;

/** The streams of the journal that screens ask for. */
export type StreamName = 'messages' | 'trace' | 'contracts';

export type MonitorEvent =
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'connected'; readonly url: string }
  | {
      readonly type: 'lost';
      readonly reason: string;
      readonly attempt: number;
      readonly retryInMs: number;
    }
  | { readonly type: 'figures'; readonly figures: Figures }
  | { readonly type: 'rows'; readonly offset: number; readonly page: RowPage }
  | {
      readonly type: 'endpoint';
      readonly endpointId: string;
      readonly detail?: EndpointDetail | undefined;
      readonly problem?: string | undefined;
    }
  | { readonly type: 'stream-began'; readonly stream: StreamName }
  | { readonly type: 'stream'; readonly stream: StreamName; readonly items: readonly StreamItem[] }
  | { readonly type: 'diagnostics'; readonly items: readonly FoundDiagnostic[] }
  | { readonly type: 'run'; readonly progress: FleetProgress }
  | { readonly type: 'poked'; readonly notice: Notice }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'key'; readonly key: Key };

/** What a key asks of the world outside the state. */
export type Intent =
  | { readonly type: 'quit' }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'save'; readonly text: string; readonly name: string }
  | { readonly type: 'poke' };
