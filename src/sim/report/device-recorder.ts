/**
 * Writes down what endpoints do of themselves: each event once into the journal and once into the figures.
 */
import type { Journal } from '../../kernel/journal.js';
import type { DeviceFigures } from './device-figures.js';

/** The cause of a state after the power was off. */
export const RESTART = 'restart';

/** The cause why endpoints are off that are not there, by the stages of their fleet. */
export const STAGES = 'stages';

export class DeviceRecorder {
  readonly #journal: Journal;
  readonly #figures: DeviceFigures;
  readonly #nameOf: (endpoint: number) => { readonly fleet: string; readonly token: string };

  constructor(
    journal: Journal,
    figures: DeviceFigures,
    nameOf: (endpoint: number) => { readonly fleet: string; readonly token: string },
  ) {
    this.#journal = journal;
    this.#figures = figures;
    this.#nameOf = nameOf;
  }

  /** @param from undefined at the beginning, which is no event */
  stateEntered(endpoint: number, from: string | undefined, to: string, cause: string): void {
    const name = this.#nameOf(endpoint);
    this.#figures.entered(name.fleet, to);
    // Back in the state that it was in: that it was off is told elsewhere.
    if (from === undefined || (from === to && cause === RESTART)) return;
    this.#figures.transitions++;
    this.#journal.append({ type: 'sim.state-changed', ...name, from, to, cause });
  }

  /** @param forMs undefined: until something switches it on */
  poweredOff(endpoint: number, cause: string, forMs: number | undefined): void {
    // Who comes and goes in stages is not there: nothing has happened to it.
    if (cause !== STAGES) this.#figures.powerOffs++;
    const lasting = forMs === undefined ? {} : { forMs };
    this.#journal.append({ type: 'sim.powered-off', ...this.#nameOf(endpoint), cause, ...lasting });
  }

  poweredOn(endpoint: number): void {
    this.#journal.append({ type: 'sim.powered-on', ...this.#nameOf(endpoint) });
  }

  /** It was being executed when the endpoint lost its power. */
  commandLost(endpoint: number, commandType: string, commandId: number): void {
    this.#figures.commandsLost++;
    const event = { type: 'sim.command-lost', commandType, commandId } as const;
    this.#journal.append({ ...event, ...this.#nameOf(endpoint) });
  }

  softwareUpdate(endpoint: number, version: string, outcome: 'started' | 'done' | 'failed'): void {
    this.#figures.software[outcome]++;
    this.#journal.append({ type: 'sim.software-update', ...this.#nameOf(endpoint), version, outcome });
  }
}
