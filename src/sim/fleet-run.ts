/**
 * One run from the first connection to the report: puts the parts together and decides when each phase ends.
 */
import type { Cancel } from '../kernel/clock.js';
import { Connections } from './connection/connections.js';
import { Deadlines } from './connection/deadlines.js';
import type { Behaviour } from './device/behaviour.js';
import { Devices } from './device/devices.js';
import { OperatorActions } from './operator/operator-actions.js';
import { EndpointTable } from './plan/endpoint-table.js';
import type { Plan } from './plan/plan.js';
import { buildReport } from './report/final-report.js';
import { Recorder } from './report/recorder.js';
import type { FleetProgress, FleetReport } from './report/report.js';
import type { Tally } from './report/tally.js';
import type { RunOptions, RunPorts } from './run.js';
import { Sampler } from './schedule/sampler.js';

type Settings = RunOptions & { readonly responseTimeoutMs: number };

interface Parts {
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  readonly tally: Tally;
}

const PROGRESS_MS = 250;
/** How long an aborted run waits for what is outstanding. */
const ABORT_GRACE_MS = 500;

export class FleetRun {
  readonly #plan: Plan;
  readonly #ports: RunPorts;
  readonly #options: Settings;
  readonly #tally: Tally;
  readonly #deadlines: Deadlines;
  readonly #connections: Connections;
  readonly #devices: Devices;
  readonly #sampler: Sampler;
  readonly #operator: OperatorActions;
  readonly #beganAt: number;
  #phase: FleetProgress['phase'] = 'connecting';
  /** Ends the sending phase; undefined in the others. */
  #endSending: (() => void) | undefined;
  /** Called when nothing is outstanding any more; undefined before the last phase. */
  #onQuiet: (() => void) | undefined;
  #sendingMs = 0;

  constructor(plan: Plan, ports: RunPorts, options: Settings, { behaviours, tally }: Parts) {
    const { clock, random, journal, transport } = ports;
    this.#plan = plan;
    this.#ports = ports;
    this.#options = options;
    this.#tally = tally;
    this.#beganAt = clock.now();
    const table = new EndpointTable(plan, random);
    const recorder = new Recorder(journal, tally, (endpoint) => table.name(endpoint));
    this.#deadlines = new Deadlines(clock, options.responseTimeoutMs);
    const common = { clock, random, table, behaviours, recorder };
    this.#devices = new Devices({
      ...common,
      send: (outgoing) => this.#connections.send(outgoing),
      setPeriod: (endpoint, periodMs) => {
        if (!plan.isPaced) this.#sampler.setPeriod(endpoint, periodMs);
      },
    });
    this.#sampler = new Sampler({
      ...common,
      limit: options.samples,
      send: (endpoint, samples) => this.#devices.sendSamples(endpoint, samples),
      onTaken: (count) => this.#onSampleTaken(count),
    });
    this.#connections = new Connections({
      ...common,
      plan,
      transport,
      deadlines: this.#deadlines,
      credentials: options.credentials ?? {},
      onPush: (push) => this.#devices.receive(push),
      onSettled: () => this.#checkQuiet(),
      onOpened: (endpoints) => {
        for (const endpoint of endpoints) this.#devices.sendMetadata(endpoint);
      },
      onLost: (endpoints) => this.#onLost(endpoints),
    });
    const onNote = (fleet: string, text: string) => recorder.note(fleet, text);
    this.#operator = new OperatorActions(plan.fleets, { clock, operator: ports.operator, onNote });
  }

  async execute(): Promise<FleetReport> {
    const stopProgress = this.#reportProgress();
    try {
      await this.#connections.open(() => this.#isAborted);
      this.#phase = 'running';
      await this.#send();
      this.#phase = 'finishing';
      await this.#settle();
    } finally {
      stopProgress();
      this.#devices.stop();
      await this.#connections.close();
      this.#deadlines.stop();
    }
    return this.#report();
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  /** Sends until the duration is over, the data samples are taken, the run is aborted, or nobody can send. */
  async #send(): Promise<void> {
    const { clock } = this.#ports;
    const { durationMs, signal } = this.#options;
    const startedAt = clock.now();
    let cancel: Cancel | undefined;
    await new Promise<void>((resolve) => {
      this.#endSending = () => resolve();
      signal?.addEventListener('abort', this.#endSending, { once: true });
      if (durationMs !== undefined) {
        cancel = clock.schedule(durationMs, 'the end of the sending phase', () => {
          // A busy machine may be behind: what was due is sent all the same.
          this.#sampler.stop(durationMs);
          resolve();
        });
      }
      this.#sampler.start();
      if (this.#hasNothingToSend) resolve();
    });
    if (this.#endSending !== undefined) signal?.removeEventListener('abort', this.#endSending);
    this.#endSending = undefined;
    cancel?.();
    this.#sampler.stop();
    this.#operator.stop();
    this.#sendingMs = clock.now() - startedAt;
  }

  get #hasNothingToSend(): boolean {
    if (this.#isAborted || this.#options.samples === 0 || this.#tally.connected === 0) return true;
    return (
      this.#sampler.isIdle && this.#options.durationMs === undefined && this.#options.signal === undefined
    );
  }

  #onSampleTaken(count: number): void {
    if (count === 1) this.#operator.start();
    if (count === this.#options.samples) this.#endSending?.();
  }

  #onLost(endpoints: readonly number[]): void {
    for (const endpoint of endpoints) this.#sampler.remove(endpoint);
    if (this.#tally.connected === 0) this.#endSending?.();
    this.#checkQuiet();
  }

  /** Waits until nothing is outstanding: commands get one response timeout, then their results another. */
  async #settle(): Promise<void> {
    const { clock } = this.#ports;
    const { signal, responseTimeoutMs } = this.#options;
    let cancel: Cancel | undefined;
    const wait = (ms: number, then: () => void) => {
      cancel?.();
      cancel = clock.schedule(ms, 'the last answers of a run', then);
    };
    const hurry = () => wait(Math.min(ABORT_GRACE_MS, responseTimeoutMs), () => this.#onQuiet?.());
    await new Promise<void>((resolve) => {
      this.#onQuiet = () => resolve();
      signal?.addEventListener('abort', hurry, { once: true });
      if (this.#isAborted) hurry();
      else
        wait(responseTimeoutMs, () => {
          this.#devices.stop();
          wait(responseTimeoutMs, resolve);
          this.#checkQuiet();
        });
      this.#checkQuiet();
    });
    signal?.removeEventListener('abort', hurry);
    cancel?.();
    this.#onQuiet = undefined;
  }

  #checkQuiet(): void {
    if (this.#onQuiet === undefined) return;
    if (this.#deadlines.size === 0 && this.#devices.executing === 0) this.#onQuiet();
  }

  #reportProgress(): Cancel {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return () => {};
    let cancel: Cancel = () => {};
    const tell = () => {
      onProgress(this.#progress());
      cancel = this.#ports.clock.schedule(PROGRESS_MS, 'the progress display', tell);
    };
    tell();
    return () => {
      cancel();
      onProgress(this.#progress());
    };
  }

  #progress(): FleetProgress {
    const tally = this.#tally;
    return {
      phase: this.#phase,
      elapsedMs: this.#ports.clock.now() - this.#beganAt,
      durationMs: this.#options.durationMs,
      endpoints: this.#plan.endpoints,
      connected: tally.connected,
      samples: tally.sampleCounts(),
      latencyMs: tally.latency(),
      commandsAnswered: tally.commands.answered,
      configurationsApplied: tally.configurations.applied,
    };
  }

  #report(): FleetReport {
    return buildReport(this.#tally, {
      plan: this.#plan,
      target: this.#ports.transport.name,
      sendingMs: this.#sendingMs,
      isInterrupted: this.#isAborted,
    });
  }
}
