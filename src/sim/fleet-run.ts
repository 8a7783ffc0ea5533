/**
 * One run from the first connection to the report: puts the parts together and decides when each phase ends.
 */
import type { Cancel } from '../kernel/clock.js';
import type { Connections } from './connection/connections.js';
import type { Deadlines } from './connection/deadlines.js';
import type { Course } from './course.js';
import type { Behaviour } from './device/behaviour.js';
import type { Devices } from './device/devices.js';
import type { Power } from './device/power.js';
import { guardedClock } from './guard.js';
import type { OperatorActions } from './operator/operator-actions.js';
import { buildParts, type RunHooks } from './parts.js';
import type { Plan } from './plan/plan.js';
import { buildReport } from './report/final-report.js';
import type { PlatformSide } from './report/platform-side.js';
import { repeatedly } from './report/progress.js';
import type { FleetProgress, FleetReport } from './report/report.js';
import type { Tally } from './report/tally.js';
import type { RunOptions, RunPorts } from './run.js';
import type { Sampler } from './schedule/sampler.js';

type Settings = RunOptions & { readonly responseTimeoutMs: number };

interface Inputs {
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  readonly tally: Tally;
  /** Undefined: the platform is elsewhere. */
  readonly platformSide: PlatformSide | undefined;
}

/** How long an aborted run waits for what is outstanding. */
const ABORT_GRACE_MS = 500;

export class FleetRun {
  readonly #plan: Plan;
  readonly #ports: RunPorts;
  readonly #options: Settings;
  readonly #tally: Tally;
  readonly #platformSide: PlatformSide | undefined;
  readonly #deadlines: Deadlines;
  readonly #connections: Connections;
  readonly #devices: Devices;
  readonly #sampler: Sampler;
  readonly #power: Power;
  readonly #course: Course;
  readonly #operator: OperatorActions;
  readonly #beganAt: number;
  readonly #beganAtReal: number;
  #phase: FleetProgress['phase'] = 'connecting';
  /** Ends the sending phase; undefined in the others. */
  #endSending: (() => void) | undefined;
  /** Called when nothing is outstanding any more; undefined before the last phase. */
  #onQuiet: (() => void) | undefined;
  #sendingMs = 0;
  /** What ends the run without a report. */
  #failure: { readonly error: unknown } | undefined;

  constructor(plan: Plan, ports: RunPorts, options: Settings, { behaviours, tally, platformSide }: Inputs) {
    this.#platformSide = platformSide;
    this.#plan = plan;
    this.#ports = ports;
    this.#options = options;
    this.#tally = tally;
    this.#beganAt = ports.clock.now();
    this.#beganAtReal = ports.pace?.now() ?? 0;
    const hooks: RunHooks = {
      onTaken: (count) => this.#onSampleTaken(count),
      onSettled: () => this.#checkQuiet(),
      onLost: (endpoints) => this.#onLost(endpoints),
      onDeserted: () => this.#endSending?.(),
      onFailure: (error) => this.#fail(error),
    };
    const clock = guardedClock(ports.clock, hooks.onFailure);
    const parts = buildParts({ plan, ports: { ...ports, clock }, options, behaviours, tally, hooks });
    this.#deadlines = parts.deadlines;
    this.#connections = parts.connections;
    this.#devices = parts.devices;
    this.#sampler = parts.sampler;
    this.#power = parts.power;
    this.#course = parts.course;
    this.#operator = parts.operator;
  }

  async execute(): Promise<FleetReport> {
    const stopProgress = this.#reportProgress();
    try {
      this.#platformSide?.start(this.#ports.journal, this.#tally);
      this.#course.prepare();
      await this.#connections.open(() => this.#isAborted);
      this.#phase = 'running';
      await this.#send();
      this.#phase = 'finishing';
      await this.#settle();
    } finally {
      stopProgress();
      this.#platformSide?.stop();
      this.#devices.stop();
      this.#power.stop();
      await this.#connections.close();
      this.#deadlines.stop();
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#report();
  }

  /** The first failure ends the run. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#endSending?.();
    this.#onQuiet?.();
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
          this.#devices.stopTime(durationMs);
          resolve();
        });
      }
      this.#ports.onSending?.();
      this.#devices.start();
      this.#sampler.start();
      this.#connections.start();
      this.#course.start();
      if (this.#hasNothingToSend) resolve();
    });
    if (this.#endSending !== undefined) signal?.removeEventListener('abort', this.#endSending);
    this.#endSending = undefined;
    cancel?.();
    this.#sampler.stop();
    this.#devices.stopTime();
    this.#operator.stop();
    this.#connections.calm();
    this.#course.stop();
    this.#sendingMs = clock.now() - startedAt;
  }

  get #hasNothingToSend(): boolean {
    if (
      this.#isAborted ||
      this.#failure !== undefined ||
      this.#options.samples === 0 ||
      this.#connections.isGone
    )
      return true;
    const isOver = this.#sampler.isIdle && this.#devices.isIdle && !this.#course.isPending;
    return isOver && this.#options.durationMs === undefined && this.#options.signal === undefined;
  }

  #onSampleTaken(count: number): void {
    if (count === 1) this.#operator.start();
    if (count === this.#options.samples) this.#endSending?.();
  }

  #onLost(endpoints: readonly number[]): void {
    for (const endpoint of endpoints) this.#sampler.remove(endpoint);
    if (this.#connections.isGone) this.#endSending?.();
    this.#checkQuiet();
  }

  /** Waits until nothing is outstanding: commands get one response timeout, then their results another. */
  async #settle(): Promise<void> {
    if (this.#failure !== undefined) return;
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
    if (this.#connections.outstanding === 0 && this.#devices.executing === 0) this.#onQuiet();
  }

  #reportProgress(): Cancel {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return () => {};
    const { clock, pace = clock } = this.#ports;
    return repeatedly(pace, () => onProgress(this.#progress()));
  }

  #progress(): FleetProgress {
    const tally = this.#tally;
    const { clock, pace } = this.#ports;
    return {
      phase: this.#phase,
      elapsedMs: clock.now() - this.#beganAt,
      realElapsedMs: pace && pace.now() - this.#beganAtReal,
      durationMs: this.#options.durationMs,
      endpoints: this.#plan.endpoints,
      connected: tally.connections.speaking,
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
      thresholds: this.#options.thresholds ?? [],
      platformSide: this.#platformSide,
      eventLoop: this.#ports.eventLoop,
      speed: this.#ports.speed ?? 1,
      hasFigures: this.#options.hasFigures ?? false,
    });
  }
}
