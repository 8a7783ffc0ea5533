/**
 * Endpoints that ask for what others are told: the commands that their fleet knows, configurations, and software.
 *
 * Over HTTP nothing is pushed, so this is how they learn of it. The answer is what a push would be. (reference §3.1)
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { isSuccess } from '../../kp1/error-response.js';
import { CEX, CMX, CMX_OTA } from '../device/extension-instances.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { FleetPlan } from '../plan/plan.js';
import { Scheduler } from '../schedule/scheduler.js';
import { planConnection } from './connection-plan.js';
import type { Outgoing } from './kp1-client.js';

export interface PollerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  readonly send: (outgoing: Outgoing) => boolean;
}

interface Question {
  readonly extension: string;
  readonly resourcePath: string;
}

export class Poller {
  readonly #ports: PollerPorts;
  readonly #scheduler: Scheduler;
  readonly #periods = new Map<FleetPlan, number>();
  readonly #questions = new Map<FleetPlan, readonly Question[]>();
  /** By extension and endpoint: the configuration that it has reported as applied. */
  readonly #applied = new Map<string, string>();

  private constructor(fleets: readonly FleetPlan[], ports: PollerPorts) {
    const { clock, random, table } = ports;
    this.#ports = ports;
    this.#scheduler = new Scheduler(clock, table.size, (endpoint, due) => this.#tick(endpoint, due));
    for (const fleet of fleets) {
      const periodMs = planConnection(fleet.fleet).pollMs ?? 0;
      this.#periods.set(fleet, periodMs);
      this.#questions.set(fleet, questionsOf(fleet));
      for (const [place, token] of fleet.tokens.entries()) {
        this.#scheduler.set(fleet.first + place, random.stream(`poll/${token}`).float() * periodMs);
      }
    }
  }

  /** Undefined when no fleet asks. */
  static of(fleets: readonly FleetPlan[], ports: PollerPorts): Poller | undefined {
    const asking = fleets.filter(({ fleet }) => fleet.connection?.poll !== undefined);
    return asking.length === 0 ? undefined : new Poller(asking, ports);
  }

  start(): void {
    this.#scheduler.start(this.#ports.clock.now());
  }

  stop(): void {
    this.#scheduler.stop();
  }

  /** What an endpoint reports as applied is what it says it has when it asks. [7/CMP CMP-08] */
  noteApplied({ endpoint, extension, resourcePath, payload }: Outgoing): void {
    if (resourcePath !== APPLIED_PATH || !this.#questions.has(this.#ports.table.fleet(endpoint))) return;
    const { configId, statusCode } = JSON.parse(payload) as { configId?: string; statusCode?: number };
    if (configId !== undefined && isSuccess(statusCode ?? 200))
      this.#applied.set(`${extension}/${endpoint}`, configId);
  }

  #tick(endpoint: number, due: number): void {
    const { table } = this.#ports;
    const fleet = table.fleet(endpoint);
    const token = table.token(endpoint);
    this.#scheduler.set(endpoint, due + (this.#periods.get(fleet) ?? 0));
    for (const question of this.#questions.get(fleet) ?? []) {
      const configId = this.#applied.get(`${question.extension}/${endpoint}`);
      const payload = JSON.stringify(configId === undefined ? {} : { configId });
      this.#ports.send({ kind: 'poll', endpoint, token, ...question, payload, samples: 0 });
    }
  }
}

const CONFIGURATION_PATH = '/config/json';
const APPLIED_PATH = '/applied/json';

function questionsOf({ fleet }: FleetPlan): Question[] {
  const commands = Object.keys(fleet.commands ?? {}).map((type) => ({
    extension: CEX,
    resourcePath: `/command/${type}`,
  }));
  return [
    ...commands,
    ...(fleet.configuration === undefined ? [] : [{ extension: CMX, resourcePath: CONFIGURATION_PATH }]),
    ...(fleet.software === undefined ? [] : [{ extension: CMX_OTA, resourcePath: CONFIGURATION_PATH }]),
  ];
}
