/**
 * Software updates on the endpoints' side: offered through cmx_ota, they are downloaded and installed, the endpoint reboots, and
 * what has become of it is reported as an applied configuration. [7/CMP CMP-19, CMP-24..27; reference 5.4]
 *
 * Endpoints of fleets without `software` apply what is offered at once. One update runs at a time: of those that come
 * meanwhile the last one follows.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import type { ConfigurationRequest } from '../../kp1/payloads.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { ConfigurationRef, Recorder } from '../report/recorder.js';
import type { Behaviour } from './behaviour.js';
import type { ConfigurationPush } from './configuration-applier.js';
import { Delays } from './delays.js';
import type { Machines } from './machines.js';
import type { SoftwareRule, Status } from './rules.js';
import { drawMs } from './span.js';

export interface SoftwarePorts {
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  readonly machines: Machines;
  readonly clock: Clock;
  readonly reboot: (endpoint: number, forMs: number, cause: string) => void;
  /** Sends a request for the software that may follow. */
  readonly ask: (endpoint: number, request: ConfigurationRequest) => void;
  /** False when the endpoint has no connection. */
  readonly sendApplied: (push: ConfigurationPush, status: Status & { readonly configId: string }) => boolean;
}

interface Offer {
  readonly push: ConfigurationPush;
  readonly ref: ConfigurationRef;
}

/** What an endpoint is about. */
interface Update {
  readonly current: Offer;
  next: Offer | undefined;
  /** False: there was nothing to install. */
  readonly isReal: boolean;
  /** Installed or failed; to be told as soon as the endpoint can. */
  status: Status | undefined;
}

const OK: Status = { statusCode: 200 };

export class SoftwareUpdater {
  readonly #ports: SoftwarePorts;
  /** By endpoint; only those that are updating. */
  readonly #updates = new Map<number, Update>();
  readonly #streams = new Map<number, RandomStream>();
  readonly #delays: Delays;

  constructor(ports: SoftwarePorts) {
    this.#ports = ports;
    this.#delays = new Delays(ports.clock);
  }

  /** A version is offered to an endpoint. */
  offer(push: ConfigurationPush, ref: ConfigurationRef): void {
    const { endpoint } = push;
    const rule = this.#rule(endpoint);
    const offer = { push, ref };
    const running = this.#updates.get(endpoint);
    const version = this.#ports.machines.find(endpoint)?.view.software.version;
    if (rule === undefined || (running === undefined && version === ref.configId))
      this.#finish({ current: offer, next: undefined, isReal: false, status: OK });
    else if (running === undefined) this.#begin(offer, rule);
    else if (running.current.ref.configId !== ref.configId) running.next = offer;
  }

  /** The endpoint can speak: tells its version, and what has become of an update. */
  connected(endpoint: number): void {
    const running = this.#updates.get(endpoint);
    if (running?.status !== undefined) this.#finish(running);
    else if (this.#rule(endpoint)?.isReported === true) this.#ask(endpoint);
  }

  /** The endpoint has lost its power: what is not installed is lost, and will be offered again. */
  off(endpoint: number): void {
    this.#delays.drop(endpoint);
    if (this.#updates.get(endpoint)?.status === undefined) this.#updates.delete(endpoint);
  }

  /** The endpoint is back: where its connection is open all the time, it speaks now. */
  on(endpoint: number): void {
    const running = this.#updates.get(endpoint);
    if (running?.status !== undefined) this.#finish(running);
  }

  /** No update is under way. */
  get isIdle(): boolean {
    return this.#updates.size === 0;
  }

  /** Updates that are not over will never be. */
  stop(): void {
    this.#delays.stop();
    this.#updates.clear();
  }

  #begin(offer: Offer, rule: SoftwareRule): void {
    const { endpoint } = offer.push;
    const stream = this.#stream(endpoint);
    const update: Update = { current: offer, next: undefined, isReal: true, status: undefined };
    this.#updates.set(endpoint, update);
    this.#tell(update, 'started');
    const installMs = drawMs(rule.download, () => stream) + drawMs(rule.install, () => stream);
    this.#delays.after(endpoint, installMs, 'the installation of software', () => {
      const hasFailed = rule.failureRate > 0 && stream.chance(rule.failureRate);
      this.#installed(update, rule, hasFailed);
    });
  }

  #installed(update: Update, rule: SoftwareRule, hasFailed: boolean): void {
    const { push, ref } = update.current;
    update.status = hasFailed ? { statusCode: 500, reasonPhrase: 'simulated failure of the update' } : OK;
    if (hasFailed || rule.reboot === undefined) {
      this.#finish(update);
      return;
    }
    const forMs = drawMs(rule.reboot, () => this.#stream(push.endpoint));
    this.#ports.reboot(push.endpoint, forMs, `software ${ref.configId}`);
  }

  /** Stays as it is when the endpoint cannot speak: it tells when it can. */
  #finish(update: Update): void {
    const { push, ref } = update.current;
    const { recorder, machines, sendApplied } = this.#ports;
    const status = update.status as Status;
    const isDone = status.statusCode === OK.statusCode;
    const device = machines.find(push.endpoint);
    const isNew = device !== undefined && device.view.software.version !== ref.configId;
    if (isDone && isNew) device.view.software = { version: ref.configId };
    if (!sendApplied(push, { configId: ref.configId, ...status })) {
      this.#updates.set(push.endpoint, update);
      return;
    }
    recorder.configurationApplied(push.endpoint, ref, status);
    this.#tell(update, isDone ? 'done' : 'failed');
    this.#updates.delete(push.endpoint);
    if (update.next !== undefined) this.offer(update.next.push, update.next.ref);
  }

  #tell({ current, isReal }: Update, outcome: 'started' | 'done' | 'failed'): void {
    const { push, ref } = current;
    if (isReal) this.#ports.recorder.device.softwareUpdate(push.endpoint, ref.configId, outcome);
  }

  /** A question that says what the endpoint has: the answer is what may follow. [7/CMP CMP-09, CMP-29] */
  #ask(endpoint: number): void {
    const version = this.#ports.machines.find(endpoint)?.view.software.version;
    if (version !== undefined) this.#ports.ask(endpoint, { configId: version, observe: true });
  }

  #stream(endpoint: number): RandomStream {
    const { random, table } = this.#ports;
    const known = this.#streams.get(endpoint) ?? random.stream(`software/${table.token(endpoint)}`);
    this.#streams.set(endpoint, known);
    return known;
  }

  #rule(endpoint: number): SoftwareRule | undefined {
    return this.#ports.behaviours[this.#ports.table.fleetPlace(endpoint)]?.software;
  }
}
