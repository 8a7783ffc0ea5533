/**
 * What endpoints did of themselves, counted: states, power, software updates. Bounded by what fleet files name.
 */

/** In the report only where there was something to count. */
export interface DeviceReport {
  /** By fleet, then by state: how often an endpoint came into it, beginnings included. */
  readonly states?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How often an endpoint went from one state to another. */
  readonly transitions?: number;
  /** How often an endpoint was switched off. */
  readonly powerOffs?: number;
  readonly software?: { readonly started: number; readonly done: number; readonly failed: number };
}

export class DeviceFigures {
  readonly software = { started: 0, done: 0, failed: 0 };
  transitions = 0;
  powerOffs = 0;
  /** Commands that were being executed when their endpoints lost their power. */
  commandsLost = 0;
  readonly #states = new Map<string, Map<string, number>>();

  entered(fleet: string, state: string): void {
    const states = this.#states.get(fleet) ?? new Map<string, number>();
    this.#states.set(fleet, states.set(state, (states.get(state) ?? 0) + 1));
  }

  /** What a person should know besides the figures. */
  notes(): string[] {
    const { started, done, failed } = this.software;
    const unfinished = started - done - failed;
    return [
      ...(this.commandsLost > 0
        ? [`Commands that were lost since their endpoints were switched off: ${this.commandsLost}.`]
        : []),
      ...(unfinished > 0 ? [`Software updates that were not over when the run ended: ${unfinished}.`] : []),
    ];
  }

  report(): DeviceReport {
    const states = [...this.#states].map(([fleet, counts]) => [fleet, Object.fromEntries(counts)] as const);
    return {
      ...(states.length > 0 && { states: Object.fromEntries(states), transitions: this.transitions }),
      ...(this.powerOffs > 0 && { powerOffs: this.powerOffs }),
      ...(this.software.started > 0 && { software: { ...this.software } }),
    };
  }
}
