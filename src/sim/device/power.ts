/**
 * Endpoints that are switched off and on again: by a command, a configuration, new software, or a fault.
 *
 * Without power an endpoint sends and hears nothing, and forgets what it was doing. Back again it is in its first state;
 * variables, configuration and software are as they were.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Recorder } from '../report/recorder.js';

export interface PowerPorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** What of the endpoint stops and goes on again, in this order. */
  readonly parts: readonly PoweredPart[];
}

/** A part of the run that endpoints without power are no longer part of. */
export interface PoweredPart {
  off(endpoint: number): void;
  on(endpoint: number): void;
}

export class Power {
  readonly #ports: PowerPorts;
  /** Endpoints that are off, with what will switch them on. */
  readonly #off = new Map<number, Cancel | undefined>();

  constructor(ports: PowerPorts) {
    this.#ports = ports;
  }

  isOff(endpoint: number): boolean {
    return this.#off.has(endpoint);
  }

  /**
   * Switches an endpoint off; one that is off already stays off for as long as it is told now.
   * @param forMs undefined: until somebody switches it on
   */
  off(endpoint: number, forMs: number | undefined, cause: string): void {
    const isNew = !this.#off.has(endpoint);
    this.#off.get(endpoint)?.();
    const on = () => this.on(endpoint);
    this.#off.set(
      endpoint,
      forMs === undefined ? undefined : this.#ports.clock.schedule(forMs, 'an endpoint without power', on),
    );
    if (!isNew) return;
    this.#ports.recorder.device.poweredOff(endpoint, cause, forMs);
    for (const part of this.#ports.parts) part.off(endpoint);
  }

  /** Nothing happens when it is on. */
  on(endpoint: number): void {
    if (!this.#off.has(endpoint)) return;
    this.#off.get(endpoint)?.();
    this.#off.delete(endpoint);
    this.#ports.recorder.device.poweredOn(endpoint);
    for (const part of this.#ports.parts) part.on(endpoint);
  }

  /** Somebody will be switched on by time. */
  get isPending(): boolean {
    return [...this.#off.values()].some((cancel) => cancel !== undefined);
  }

  /** Nobody is switched on any more. */
  stop(): void {
    for (const [endpoint, cancel] of this.#off) {
      cancel?.();
      this.#off.set(endpoint, undefined);
    }
  }
}
