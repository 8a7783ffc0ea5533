/**
 * Data samples on their way into messages: each endpoint's are gathered until its batch is full.
 */
import type { FaultKind } from '../../blueprint/fleet/faults.js';

/**
 * @param samples at least one
 * @param dueAt when the message was due, milliseconds since the epoch; undefined when it was not due at all, as at the end
 * @param fault what was done to one of them on purpose
 */
export type SendSamples = (
  endpoint: number,
  samples: readonly unknown[],
  dueAt: number | undefined,
  fault: FaultKind | undefined,
) => void;

export class Outbox {
  readonly #send: SendSamples;
  /** By endpoint; undefined when nothing waits. */
  readonly #batches: (unknown[] | undefined)[];
  /** Of the batches in which there is one. */
  readonly #faults = new Map<number, FaultKind>();

  constructor(size: number, send: SendSamples) {
    this.#send = send;
    this.#batches = new Array(size);
  }

  add(
    endpoint: number,
    sample: unknown,
    size: number,
    dueAt: number | undefined,
    fault: FaultKind | undefined,
  ): void {
    const waiting = this.#batches[endpoint];
    if (size === 1 && waiting === undefined) {
      this.#send(endpoint, [sample], dueAt, fault);
      return;
    }
    if (fault !== undefined) this.#faults.set(endpoint, fault);
    const batch = waiting ?? [];
    this.#batches[endpoint] = batch;
    if (batch.push(sample) >= size) this.flush(endpoint, dueAt);
  }

  /** Sends what waits, full or not. */
  flush(endpoint: number, dueAt?: number): void {
    const batch = this.#batches[endpoint];
    if (batch === undefined) return;
    this.#batches[endpoint] = undefined;
    const fault = this.#faults.size === 0 ? undefined : this.#faults.get(endpoint);
    this.#faults.delete(endpoint);
    this.#send(endpoint, batch, dueAt, fault);
  }

  /** Forgets what waits. @returns how many data samples that were */
  drop(endpoint: number): number {
    const dropped = this.#batches[endpoint]?.length ?? 0;
    this.#batches[endpoint] = undefined;
    this.#faults.delete(endpoint);
    return dropped;
  }
}
