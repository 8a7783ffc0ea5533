/**
 * Carries out the `operator` actions of the fleets, each so long after the first data sample of the run.
 *
 * What cannot be done is noted, not thrown: the fleet goes on without it.
 */
import type { OperatorAction } from '../../blueprint/fleet/operator.js';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { parseDuration } from '../../kernel/duration.js';
import type { FleetPlan } from '../plan/plan.js';
import type { Operator } from './operator.js';

export interface OperatorPorts {
  readonly clock: Clock;
  /** Undefined: a target whose platform side is out of reach. */
  readonly operator: Operator | undefined;
  readonly onNote: (fleet: string, text: string) => void;
}

export class OperatorActions {
  readonly #ports: OperatorPorts;
  readonly #fleets: readonly FleetPlan[];
  readonly #waiting = new Map<Cancel, FleetPlan>();

  constructor(fleets: readonly FleetPlan[], ports: OperatorPorts) {
    this.#ports = ports;
    this.#fleets = fleets.filter(({ fleet }) => (fleet.operator ?? []).length > 0);
  }

  /** The first data sample has been taken. */
  start(): void {
    const { clock, operator } = this.#ports;
    for (const plan of this.#fleets) {
      const actions = plan.fleet.operator ?? [];
      if (operator === undefined) {
        this.#note(plan, actions.length, 'left out: the target is not the embedded platform');
        continue;
      }
      for (const action of actions) {
        const run = () => {
          this.#waiting.delete(cancel);
          this.#take(plan, action, operator);
        };
        const cancel = clock.schedule(parseDuration(action.after) ?? 0, 'an operator action', run);
        this.#waiting.set(cancel, plan);
      }
    }
  }

  /** Actions are still to come. */
  get isPending(): boolean {
    return this.#waiting.size > 0;
  }

  /** The run ends: what is still to come is left out. */
  stop(): void {
    const missed = new Map<FleetPlan, number>();
    for (const [cancel, plan] of this.#waiting) {
      cancel();
      missed.set(plan, (missed.get(plan) ?? 0) + 1);
    }
    this.#waiting.clear();
    for (const [plan, count] of missed) this.#note(plan, count, 'left out: the run ended before their time');
  }

  #take(plan: FleetPlan, action: OperatorAction, operator: Operator): void {
    for (const token of plan.tokens.slice(0, action.endpoints ?? plan.tokens.length)) {
      void this.#takeFor({ applicationName: plan.applicationName, token }, plan, action, operator);
    }
  }

  async #takeFor(
    endpoint: { readonly applicationName: string; readonly token: string },
    plan: FleetPlan,
    action: OperatorAction,
    operator: Operator,
  ): Promise<void> {
    try {
      if (action.command !== undefined)
        await operator.invokeCommand(endpoint, action.command, action.payload);
      if (action.configuration !== undefined)
        await operator.pushConfiguration(endpoint, action.configuration);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#ports.onNote(
        plan.fleet.fleet,
        `Operator action on ${endpoint.token} of fleet ${plan.fleet.fleet} failed: ${reason}`,
      );
    }
  }

  #note(plan: FleetPlan, count: number, what: string): void {
    const actions = count === 1 ? '1 operator action' : `${count} operator actions`;
    this.#ports.onNote(plan.fleet.fleet, `${actions} of fleet ${plan.fleet.fleet} ${what}.`);
  }
}
