/**
 * What extension instances remember beyond the process, all of them together: captured, and put back.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Extension, WakeUp } from '../extensions/extension.js';
import type { WakeUps } from './wake-ups.js';

interface Remembering {
  readonly name: string;
  readonly extension: Extension;
  readonly state: unknown;
}

export class Memories<Instance extends Remembering> {
  readonly #instances: ReadonlyMap<string, Instance>;
  readonly #clock: Clock;
  readonly #wakeUps: WakeUps;
  readonly #wake: (instance: Instance, endpointId: string, wakeUp: WakeUp) => void;

  /** @param wake called for what is due after a restore */
  constructor(
    instances: ReadonlyMap<string, Instance>,
    clock: Clock,
    wakeUps: WakeUps,
    wake: (instance: Instance, endpointId: string, wakeUp: WakeUp) => void,
  ) {
    this.#instances = instances;
    this.#clock = clock;
    this.#wakeUps = wakeUps;
    this.#wake = wake;
  }

  /** How an instance remembers; undefined when there is none such, or it remembers nothing. */
  of(instance: string): Extension['memory'] {
    return this.#instances.get(instance)?.extension.memory;
  }

  /** As plain data by the name of the instance; those that remember nothing are left out. */
  capture(): Record<string, unknown> {
    const saved: [string, unknown][] = [];
    for (const { name, extension, state } of this.#instances.values()) {
      if (extension.memory !== undefined) saved.push([name, extension.memory.save(state)]);
    }
    return Object.fromEntries(saved);
  }

  /** Puts captured memories in place of all that there are, with their timers; an instance that is left out forgets. */
  restore(saved: Readonly<Record<string, unknown>>): void {
    this.#wakeUps.clear();
    for (const instance of this.#instances.values()) {
      const { name, extension, state } = instance;
      const memory = Object.hasOwn(saved, name) ? saved[name] : undefined;
      for (const { endpointId, ...wakeUp } of extension.memory?.load(state, memory, this.#clock.now()) ?? [])
        this.#wake(instance, endpointId, wakeUp);
    }
  }
}
