/**
 * What a session has under way, as virtual time sees it: messages that wait for PUBACK, and its end.
 */
import type { InFlight } from '../../kernel/in-flight.js';

export class Flights {
  readonly #inFlight: InFlight;
  readonly #client: string;
  readonly #label: string;
  #open = 0;

  constructor(inFlight: InFlight, client: string) {
    this.#inFlight = inFlight;
    this.#client = client;
    this.#label = `PUBLISH of ${client}`;
  }

  start(): void {
    this.#open++;
    this.#inFlight.begin(this.#label);
  }

  land(): void {
    // The library may tell of a message again when its connection is over.
    if (this.#open === 0) return;
    this.#open--;
    this.#inFlight.end(this.#label);
  }

  /** No PUBACK is waited for any more. */
  close(): void {
    while (this.#open > 0) this.land();
  }

  closing(work: () => Promise<void>): Promise<void> {
    return this.#inFlight.during(`the end of ${this.#client}`, work);
  }
}
