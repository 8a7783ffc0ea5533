/**
 * Between the platform and the store: keeps the figures coming, asks for what the open screen shows, and finds the platform
 * again when it has gone.
 *
 * What is asked for follows from the state alone ({@link wantsOf}), so a screen asks by being open and nobody switches
 * anything off.
 */
import type { Clock } from '../../kernel/clock.js';
import type { EventFilter, StreamItem } from '../../operator/events.js';
import type { RowQuery } from '../../operator/monitor/figures.js';
import type { MonitorSource, Watched } from '../../operator/monitor/source.js';
import { pause } from './pause.js';
import type { MonitorEvent, StreamName } from './store/event.js';
import type { MonitorState } from './store/state.js';
import { rowsWanted, type Wants, wantsOf } from './wants.js';

/** Waits between attempts to find the platform again, in milliseconds; the last one repeats. */
export const RETRY_MS = [250, 500, 1000, 2000, 5000] as const;
/** A platform that is silent for so long is taken for gone. */
const SILENT_MS = 10_000;
/** What a stream brings is handed on together, so often at most. */
const GATHER_MS = 50;

export interface DriverPorts {
  readonly source: MonitorSource;
  readonly state: () => MonitorState;
  /** What is needed of the platform, where it does not follow from the screen. */
  readonly wants?: (() => Wants) | undefined;
  readonly dispatch: (event: MonitorEvent) => void;
}

interface OpenStream {
  readonly key: string;
  readonly abort: AbortController;
}

export class MonitorDriver {
  readonly #ports: DriverPorts;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #streams = new Map<StreamName, OpenStream>();
  readonly #asking = new Set<string>();
  #watched: Watched | undefined;
  #running: Promise<void> | undefined;
  #told = { rows: '', endpoint: '', diagnostics: -1 };
  #ticks = 0;

  constructor(ports: DriverPorts) {
    this.#ports = ports;
    this.#clock = ports.source.clock;
  }

  /** Begins; `first` saves looking for the platform a second time. */
  start(first?: Watched): void {
    this.#running = this.#run(first);
  }

  /** The platform that is watched now; undefined while it is looked for. */
  get watched(): Watched | undefined {
    return this.#watched;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  /** The state may have changed: asks for what its screen needs now. */
  sync(): void {
    const watched = this.#watched;
    if (watched === undefined) return;
    const state = this.#ports.state();
    const wants = this.#wants();
    this.#syncStream(watched, 'messages', wants.messages);
    this.#syncStream(watched, 'trace', wants.trace);
    this.#syncStream(watched, 'contracts', wants.contracts);
    this.#syncTables(watched, state, wants);
  }

  #wants(): Wants {
    return this.#ports.wants?.() ?? wantsOf(this.#ports.state());
  }

  async #run(first: Watched | undefined): Promise<void> {
    let attempt = 0;
    let given = first;
    while (!this.#abort.signal.aborted) {
      const reason = await this.#watch(given, () => {
        attempt = 0;
      });
      given = undefined;
      this.#watched = undefined;
      for (const name of [...this.#streams.keys()]) this.#endStream(name);
      if (this.#abort.signal.aborted) return;
      const retryInMs = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] as number;
      attempt++;
      this.#ports.dispatch({ type: 'lost', reason, attempt, retryInMs });
      await pause(this.#clock, retryInMs, this.#abort.signal);
    }
  }

  /** Watches until the platform is gone. @returns why it is */
  async #watch(first: Watched | undefined, onLive: () => void): Promise<string> {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    this.#abort.signal.addEventListener('abort', giveUp, { once: true });
    let isSilent = false;
    const guard = () =>
      this.#clock.schedule(SILENT_MS, 'figures that should have come', () => {
        isSilent = true;
        abort.abort();
      });
    let cancel = guard();
    try {
      const watched = first ?? (await this.#ports.source.open());
      for await (const figures of watched.figures(abort.signal)) {
        cancel();
        cancel = guard();
        if (this.#watched === undefined) {
          this.#watched = watched;
          this.#told = { rows: '', endpoint: '', diagnostics: -1 };
          onLive();
          this.#ports.dispatch({ type: 'connected', url: watched.url });
        }
        this.#ports.dispatch({ type: 'figures', figures });
        this.#tick();
      }
      return isSilent
        ? `the platform has not answered for ${SILENT_MS / 1000} s`
        : 'the platform has stopped';
    } catch (error) {
      return firstLine(error);
    } finally {
      cancel();
      this.#abort.signal.removeEventListener('abort', giveUp);
    }
  }

  /** Once a second: what tables show has changed, as far as anybody knows. */
  #tick(): void {
    this.#ticks++;
    this.#told = { ...this.#told, rows: '', endpoint: this.#ticks % 2 === 0 ? '' : this.#told.endpoint };
    this.sync();
  }

  #syncStream(watched: Watched, name: StreamName, filter: EventFilter | undefined): void {
    const open = this.#streams.get(name);
    const key = filter === undefined ? '' : JSON.stringify({ ...filter, since: undefined });
    if ((open?.key ?? '') === key) return;
    this.#endStream(name);
    if (filter !== undefined) void this.#read(watched, name, filter, key);
  }

  #endStream(name: StreamName): void {
    this.#streams.get(name)?.abort.abort();
    this.#streams.delete(name);
  }

  async #read(watched: Watched, name: StreamName, filter: EventFilter, key: string): Promise<void> {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.#abort.signal]);
    this.#streams.set(name, { key, abort });
    this.#ports.dispatch({ type: 'stream-began', stream: name });
    let waiting: StreamItem[] = [];
    const hand = () => {
      const items = waiting;
      waiting = [];
      if (items.length > 0 && !abort.signal.aborted)
        this.#ports.dispatch({ type: 'stream', stream: name, items });
    };
    try {
      for await (const item of watched.stream(filter, signal)) {
        if (waiting.length === 0) this.#clock.schedule(GATHER_MS, 'messages that came together', hand);
        waiting.push(item);
      }
    } catch (error) {
      // A platform that is gone is told of by the figures.
      if (this.#watched === watched) this.#note(error);
    } finally {
      hand();
    }
  }

  #syncTables(watched: Watched, state: MonitorState, wants: Wants): void {
    const { rows } = wants;
    const table = rows === undefined ? '' : `${rows.filter} ${rows.sort}`;
    if (rows !== undefined && (table !== this.#told.rows || rowsWanted(state))) {
      this.#told.rows = table;
      this.#ask('rows', () => this.#askRows(watched, rows));
    }
    const { endpointId, diagnostics } = wants;
    if (endpointId !== undefined && endpointId !== this.#told.endpoint) {
      this.#told.endpoint = endpointId;
      this.#ask('endpoint', async () => this.#ports.dispatch(await detailOf(watched, endpointId)));
    }
    if (diagnostics !== undefined && diagnostics !== this.#told.diagnostics) {
      this.#told.diagnostics = diagnostics;
      this.#ask('diagnostics', async () =>
        this.#ports.dispatch({ type: 'diagnostics', items: await watched.diagnostics() }),
      );
    }
  }

  async #askRows(watched: Watched, rows: RowQuery): Promise<void> {
    const page = await watched.endpoints(rows);
    const now = this.#wants().rows;
    // Asked for something else in the meantime: these are not the rows of the table any more.
    if (now?.filter === rows.filter && now.sort === rows.sort)
      this.#ports.dispatch({ type: 'rows', offset: rows.offset, page });
    else this.#told.rows = '';
  }

  /** One question of a kind at a time; what could not be asked is asked with the next figures. */
  #ask(kind: string, question: () => Promise<void>): void {
    if (this.#asking.has(kind)) return;
    this.#asking.add(kind);
    question()
      .catch((error: unknown) => this.#note(error))
      .finally(() => this.#asking.delete(kind));
  }

  #note(error: unknown): void {
    if (this.#abort.signal.aborted || this.#watched === undefined) return;
    this.#ports.dispatch({ type: 'notice', notice: { tone: 'bad', text: firstLine(error) } });
  }
}

async function detailOf(watched: Watched, endpointId: string): Promise<MonitorEvent> {
  try {
    const detail = await watched.endpoint(endpointId);
    const problem = detail === undefined ? 'this endpoint is not registered any more' : undefined;
    return { type: 'endpoint', endpointId, detail, problem };
  } catch (error) {
    return { type: 'endpoint', endpointId, problem: firstLine(error) };
  }
}

const firstLine = (error: unknown) => (error as Error).message.split('\n')[0] as string;
