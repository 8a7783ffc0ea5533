/**
 * Notices that nobody sends any more: a run that ends after so many data samples would otherwise wait for ever when all its
 * endpoints have come into states that send none.
 *
 * It is told when no endpoint is about to take a data sample, and asks whether that can change. It asks again as long as
 * nobody sends, since what can change it may come to nothing.
 */
import type { Cancel, Clock } from '../kernel/clock.js';

export interface SilencePorts {
  readonly clock: Clock;
  /** So long nobody must have been about to take a data sample: what is on its way may change that. */
  readonly waitMs: number;
  /** No endpoint is about to take a data sample. */
  readonly isSilent: () => boolean;
  /** Nothing is to come by which one could be. */
  readonly isForGood: () => boolean;
  /** Told once. */
  readonly onForGood: () => void;
}

export class Silence {
  readonly #ports: SilencePorts;
  #cancel: Cancel | undefined;

  constructor(ports: SilencePorts) {
    this.#ports = ports;
  }

  /** It may have begun. */
  notice(): void {
    if (this.#cancel !== undefined || !this.#ports.isSilent()) return;
    const { clock, waitMs } = this.#ports;
    this.#cancel = clock.schedule(waitMs, 'whether anybody sends still', () => this.#ask());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #ask(): void {
    this.#cancel = undefined;
    if (this.#ports.isSilent() && this.#ports.isForGood()) this.#ports.onForGood();
    else this.notice();
  }
}
