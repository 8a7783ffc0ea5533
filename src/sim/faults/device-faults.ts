/**
 * The faults of the devices at work in a run: what is done to data samples, batteries that die, and reboots.
 *
 * For fleets that have none there is nothing here.
 */
import type { FaultKind, FaultOptions } from '../../blueprint/fleet/faults.js';
import type { Clock } from '../../kernel/clock.js';
import { parseDuration } from '../../kernel/duration.js';
import type { Random } from '../../kernel/random.js';
import type { FleetPlan } from '../plan/plan.js';
import { type FaultPlan, planFaults } from './fault-plan.js';
import { Strikes } from './strikes.js';
import { TimedFault } from './timed-fault.js';
import { type OnFault, type ValueFaults, valueFaultsOf } from './values.js';

export interface DeviceFaultPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly fleets: readonly FleetPlan[];
  readonly onFault: OnFault;
  /** Switches the endpoint off, for so long or for ever. @returns false when there is nothing to switch off */
  readonly off: (endpoint: number, forMs: number | undefined, cause: FaultKind) => boolean;
}

export class DeviceFaults {
  /** By place of the fleet; undefined when no fleet has any. */
  readonly values: readonly (ValueFaults | undefined)[] | undefined;
  readonly #timed: readonly TimedFault[];
  readonly #clock: Clock;

  constructor(ports: DeviceFaultPorts) {
    const { fleets, random, onFault } = ports;
    this.#clock = ports.clock;
    const values = fleets.map((plan) => valueFaultsOf(plan.fleet, { fleet: ownerOf(plan), random, onFault }));
    this.values = values.some((faults) => faults !== undefined) ? values : undefined;
    this.#timed = fleets.flatMap((plan) =>
      (planFaults(plan.fleet.faults, 'device') ?? []).flatMap((fault) => timedFault(fault, plan, ports)),
    );
  }

  /** From now on time counts. */
  start(): void {
    const startedAt = this.#clock.now();
    for (const timed of this.#timed) timed.start(startedAt);
  }

  /** Endpoints that have states are still to be rebooted. */
  get mayRestart(): boolean {
    return this.#timed.some(({ restarts, isPending }) => restarts && isPending);
  }

  stop(): void {
    for (const timed of this.#timed) timed.stop();
  }
}

const ownerOf = ({ fleet, first, tokens }: FleetPlan) => ({ name: fleet.fleet, first, tokens });

function timedFault(fault: FaultPlan, plan: FleetPlan, ports: DeviceFaultPorts): TimedFault[] {
  const { clock, random, onFault, off } = ports;
  const fleet = ownerOf(plan);
  const strikes = new Strikes(fault, fleet, random);
  const hit = (endpoint: number, forMs: number | undefined) => {
    if (off(endpoint, forMs, fault.kind)) onFault(endpoint, fault.kind);
  };
  if (fault.kind === 'battery') {
    const lasts = (fault.options as FaultOptions<'battery'>).lasts;
    const [shortest, longest] = [lasts].flat().map((span) => parseDuration(span) ?? 0) as [number, number?];
    const onStrike = ([endpoint]: readonly number[]) => {
      hit(endpoint as number, undefined);
      return 0;
    };
    const delayOf = (endpoint: number) =>
      shortest + strikes.stream(endpoint, 'lasts').float() * ((longest ?? shortest) - shortest);
    return [new TimedFault(strikes, { clock, fleet, onStrike, delayOf })];
  }
  if (fault.kind !== 'reboot') return [];
  const takesMs = parseDuration((fault.options as FaultOptions<'reboot'>).takes) ?? 0;
  const onStrike = (endpoints: readonly number[]) => {
    for (const endpoint of endpoints) hit(endpoint, takesMs);
    return takesMs;
  };
  const restarts = plan.fleet.behaviour !== undefined;
  return [new TimedFault(strikes, { clock, fleet, onStrike, restarts })];
}
