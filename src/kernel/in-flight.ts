/**
 * The in-flight barrier: knows what has been set in motion and has not come to rest, so that virtual time may wait for it.
 *
 * Whoever sends something on its way in this process begins an entry under a label and ends it when it has arrived
 * (`begin('a message to kaa-7-1')` … `end(…)`). {@link InFlight.settled} waits until every entry has ended and a turn of the event
 * loop has gone by: what only calls and promises carry on, as the bytes of a message, is then over. For steps that go on in a later
 * turn and have no end that anybody sees, as within aedes, `touch` says that something moved, and some turns without any such
 * movement are waited for. It counts turns, never time, so it does not depend on how busy the machine is. It is not for what waits
 * for a clock.
 */
import { kaaError } from '../errors.js';

/** Turns of the event loop after the last movement. A step of aedes ends in the next turn, which may be after our look. */
const QUIET_TURNS = 2;
/** Turns without movement after which what is in flight will never arrive; some seconds. */
const TURNS_MAX = 3_000_000;
const LABELS_SHOWN = 10;

export class InFlight {
  readonly #turnsMax: number;
  /** How many entries are open, by label. */
  readonly #open = new Map<string, number>();
  #size = 0;
  /** Grows with every step. */
  #steps = 0;
  /** Grows with every step that goes on in a later turn. */
  #movements = 0;
  /** The movements at the last rest. */
  #rest = 0;

  /** @param turnsMax turns of the event loop without movement before the watchdog speaks */
  constructor(turnsMax = TURNS_MAX) {
    this.#turnsMax = turnsMax;
  }

  /** Entries that have not ended. */
  get size(): number {
    return this.#size;
  }

  /** Something is on its way from now on, until `end` with the same label. */
  begin(label: string): void {
    this.#steps++;
    this.#size++;
    this.#open.set(label, (this.#open.get(label) ?? 0) + 1);
  }

  /** One entry of that label has come to rest. */
  end(label: string): void {
    const count = this.#open.get(label);
    if (count === undefined) throw new Error(`"${label}" is not in flight`);
    this.#steps++;
    this.#size--;
    if (count === 1) this.#open.delete(label);
    else this.#open.set(label, count - 1);
  }

  /** Something moved that goes on by itself in the next turn of the event loop, and then is over or tells again. */
  touch(): void {
    this.#steps++;
    this.#movements++;
  }

  /** In flight while the promise is not settled. */
  async during<Result>(label: string, work: () => Promise<Result>): Promise<Result> {
    this.begin(label);
    try {
      return await work();
    } finally {
      this.end(label);
    }
  }

  /** What is in flight, the oldest label first, with how often. */
  labels(): string[] {
    return [...this.#open].map(([label, count]) => (count === 1 ? label : `${label} (${count} times)`));
  }

  /**
   * Settles when everything has come to rest; promises that were pending only on each other have then settled as well.
   * @throws KaaError VIRTUAL_RUN_STUCK, with the labels of what never arrives
   */
  settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      let seen = this.#movements;
      let steps = this.#steps;
      let idle = 0;
      // Nothing has moved since the last rest: a turn settles what is under way.
      let quiet = seen === this.#rest ? QUIET_TURNS - 1 : 0;
      // One turn of the event loop: the machine's input and output, the progress view and signals have their say in it.
      const look = () => {
        quiet = this.#movements === seen ? quiet + 1 : 0;
        idle = this.#steps === steps ? idle + 1 : 0;
        seen = this.#movements;
        steps = this.#steps;
        if (quiet >= QUIET_TURNS && this.#size === 0) {
          this.#rest = seen;
          resolve();
        } else if (idle > this.#turnsMax) reject(kaaError('VIRTUAL_RUN_STUCK', { what: this.#shown() }));
        else setImmediate(look);
      };
      setImmediate(look);
    });
  }

  #shown(): string {
    const labels = this.labels();
    const rest = labels.length - LABELS_SHOWN;
    return labels.slice(0, LABELS_SHOWN).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
  }
}
