/**
 * The link faults of a fleet: messages that are delayed or lost, connections that break or carry nothing for a while.
 *
 * Messages are struck one by one, in either direction, by the endpoint that they are for. A connection is struck as often as
 * one endpoint would be: that with a connection of its own, and behind a gateway the first that the plan gives it.
 */

import type { Cancel, Clock } from '../../kernel/clock.js';
import { parseDuration } from '../../kernel/duration.js';
import type { Random } from '../../kernel/random.js';
import type { Kp1Client } from '../connection/kp1-client.js';
import type { Line } from '../connection/line.js';
import type { FleetPlan } from '../plan/plan.js';
import type { Recorder } from '../report/recorder.js';
import { type FaultPlan, faultsOf, planFaults } from './fault-plan.js';
import { FaultyLink } from './link.js';
import { type FaultedFleet, Strikes } from './strikes.js';
import { TimedFault } from './timed-fault.js';

export interface LinkFaultPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: Recorder;
}

export class LinkFaults {
  readonly #ports: LinkFaultPorts;
  readonly #fleet: FleetPlan;
  readonly #losses: readonly Strikes[];
  readonly #delays: readonly { readonly strikes: Strikes; readonly byMs: number }[];
  readonly #timed: readonly TimedFault[];
  /** By client of the fleet. */
  readonly #links: FaultyLink[] = [];
  /** Milliseconds since the epoch; undefined while nothing strikes. */
  #startedAt: number | undefined;
  #lines: readonly Line[] = [];
  /** The ends of disconnections. */
  readonly #ends = new Set<Cancel>();

  private constructor(fleet: FleetPlan, faults: readonly FaultPlan[], ports: LinkFaultPorts) {
    const named = { name: fleet.fleet.fleet, first: fleet.first, tokens: fleet.tokens };
    const strikesOf = (fault: FaultPlan) => new Strikes(fault, named, ports.random);
    this.#fleet = fleet;
    this.#ports = ports;
    this.#losses = faultsOf(faults, 'loss').map(strikesOf);
    this.#delays = faultsOf(faults, 'delay').map((fault) => ({
      strikes: strikesOf(fault),
      byMs: parseDuration(fault.options.by) ?? 0,
    }));
    // Connections are struck, so only the endpoint that stands for each of them has a time.
    const anchors = { ...named, tokens: fleet.tokens.slice(0, fleet.clients) };
    this.#timed = [
      ...faultsOf(faults, 'disconnect').map((fault) => this.#disconnect(fault, anchors)),
      ...faultsOf(faults, 'halfOpen').map((fault) => this.#halfOpen(fault, anchors)),
    ];
  }

  /** Undefined when the fleet has none. */
  static of(fleet: FleetPlan, ports: LinkFaultPorts): LinkFaults | undefined {
    const faults = planFaults(fleet.fleet.faults, 'link');
    return faults && new LinkFaults(fleet, faults, ports);
  }

  /** What lies between the fleet's next client and its session. */
  link(client: Kp1Client, endpointOf: (token: string) => number | undefined): FaultyLink {
    const { clock } = this.#ports;
    const link = new FaultyLink({
      clock,
      client,
      endpointOf,
      harmOf: (endpoint, direction) => this.#harmOf(endpoint, direction),
    });
    this.#links.push(link);
    return link;
  }

  /** From now on they strike. @param lines by number of the client in the run */
  start(lines: readonly Line[]): void {
    this.#lines = lines;
    this.#startedAt = this.#ports.clock.now();
    for (const fault of this.#timed) fault.start(this.#startedAt);
  }

  /** Nothing strikes any more; what has been struck comes back in its time. */
  stop(): void {
    this.#startedAt = undefined;
    for (const fault of this.#timed) fault.stop();
  }

  /** What has been struck stays so. */
  close(): void {
    this.stop();
    for (const cancel of this.#ends) cancel();
    this.#ends.clear();
  }

  #harmOf(endpoint: number, direction: 'out' | 'in'): number {
    if (this.#startedAt === undefined) return 0;
    const { clock, recorder } = this.#ports;
    const elapsed = clock.now() - this.#startedAt;
    for (const strikes of this.#losses) {
      if (!strikes.strikes(endpoint, elapsed)) continue;
      recorder.fault(endpoint, 'loss', direction);
      return Infinity;
    }
    let harmMs = 0;
    for (const { strikes, byMs } of this.#delays) {
      if (!strikes.strikes(endpoint, elapsed)) continue;
      recorder.fault(endpoint, 'delay', direction);
      harmMs += byMs;
    }
    return harmMs;
  }

  #disconnect(fault: FaultPlan<'disconnect'>, fleet: FaultedFleet): TimedFault {
    const { clock, random, recorder } = this.#ports;
    const forMs = parseDuration(fault.options.for) ?? 0;
    const how = { goodbye: fault.options.will !== true };
    const strike = (anchor: number) => {
      const line = this.#lineOf(anchor);
      if (!line?.isOpen) return;
      recorder.fault(anchor, 'disconnect');
      line.hold('fault', how);
      const cancel = clock.schedule(forMs, 'the end of a disconnection', () => {
        this.#ends.delete(cancel);
        line.release('fault');
      });
      this.#ends.add(cancel);
    };
    const onStrike = (anchors: readonly number[]) => {
      for (const anchor of anchors) strike(anchor);
      return forMs;
    };
    return new TimedFault(new Strikes(fault, fleet, random), { clock, fleet, onStrike });
  }

  #halfOpen(fault: FaultPlan<'halfOpen'>, fleet: FaultedFleet): TimedFault {
    const { clock, random, recorder } = this.#ports;
    const forMs = parseDuration(fault.options.for) ?? 0;
    const onStrike = (anchors: readonly number[]) => {
      for (const anchor of anchors) {
        if (!this.#lineOf(anchor)?.isOpen) continue;
        recorder.fault(anchor, 'halfOpen');
        this.#links[anchor - this.#fleet.first]?.block(forMs);
      }
      return forMs;
    };
    return new TimedFault(new Strikes(fault, fleet, random), { clock, fleet, onStrike });
  }

  /** Endpoint `first + n` is the first of client `firstClient + n`. */
  #lineOf(anchor: number): Line | undefined {
    return this.#lines[this.#fleet.firstClient + anchor - this.#fleet.first];
  }
}
