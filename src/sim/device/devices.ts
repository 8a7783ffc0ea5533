/**
 * What endpoints do of their own accord and on being spoken to: metadata, data samples, results, applied configurations, software.
 *
 * The one place that knows the resource paths of the extensions, on the fleet's side.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Outgoing, Push } from '../connection/kp1-client.js';
import type { DeviceView } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Recorder } from '../report/recorder.js';
import type { Behaviour } from './behaviour.js';
import { CommandExecutor } from './command-executor.js';
import { ConfigurationApplier, type ConfigurationPush } from './configuration-applier.js';
import { Delays } from './delays.js';
import { CEX, CMX, CMX_OTA, DCX, EPMX } from './extension-instances.js';
import { Machines } from './machines.js';
import type { PoweredPart } from './power.js';
import { SoftwareUpdater } from './software-updater.js';

export interface DevicePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  /** False when the endpoint has no connection. */
  readonly send: (outgoing: Outgoing) => boolean;
  readonly setPeriod: (endpoint: number, periodMs: number) => void;
  /** The endpoint has come into a state, and takes the data samples of that state. */
  readonly setMode: (endpoint: number, state: string) => void;
  /** Switches the endpoint off for so long. */
  readonly reboot: (endpoint: number, forMs: number, cause: string) => void;
}

const SAMPLES_PATH = '/json';
const COMMAND_PATH = '/command/';
const CONFIGURATION_PATH = '/config/json';
const APPLIED_PATH = '/applied/json';

interface Message {
  readonly extension: string;
  readonly path: string;
  readonly body: unknown;
}

export class Devices implements PoweredPart {
  readonly #ports: DevicePorts;
  readonly #delays: Delays;
  readonly #machines: Machines;
  readonly #commands: CommandExecutor;
  readonly #configurations: ConfigurationApplier;
  readonly #software: SoftwareUpdater;

  constructor(ports: DevicePorts) {
    this.#ports = ports;
    this.#delays = new Delays(ports.clock);
    this.#machines = new Machines(ports);
    const sendApplied = ({ endpoint, extension, namePath }: ConfigurationPush, body: unknown) =>
      this.#send(endpoint, 'applied', { extension, path: `${APPLIED_PATH}${namePath}`, body });
    const common = { ...ports, delays: this.#delays, machines: this.#machines, sendApplied };
    this.#commands = new CommandExecutor({
      ...common,
      sendResult: (endpoint, type, body) =>
        this.#send(endpoint, 'result', { extension: CEX, path: `/result/${type}`, body }),
    });
    this.#software = new SoftwareUpdater({
      ...common,
      ask: (endpoint, body) =>
        this.#send(endpoint, 'poll', { extension: CMX_OTA, path: CONFIGURATION_PATH, body }),
    });
    this.#configurations = new ConfigurationApplier({ ...common, software: this.#software });
  }

  /** Commands and configurations that are begun and not done. Software takes its time: nobody waits for it. */
  get executing(): number {
    return this.#delays.size;
  }

  /** Nothing is begun that is not done, and no state will be over by time. */
  get isIdle(): boolean {
    return this.executing === 0 && this.#software.isIdle && this.#machines.isIdle;
  }

  /** From now on time counts. */
  start(): void {
    this.#machines.start();
  }

  /** States that were over before `limitMs` after the start are left, then none is by time. */
  stopTime(limitMs?: number): void {
    this.#machines.stop(limitMs);
  }

  /** Breaks off what is being executed. */
  stop(): void {
    this.#delays.stop();
    this.#machines.stop();
    this.#software.stop();
  }

  /** The endpoint as generators see it at that time; undefined when its fleet keeps nothing. */
  deviceOf(endpoint: number, elapsed: number): DeviceView | undefined {
    return this.#machines.view(endpoint, elapsed);
  }

  /** A data sample has been taken. @param due milliseconds since the start */
  sampled(endpoint: number, sample: unknown, due: number): void {
    this.#machines.sampled(endpoint, sample as Readonly<Record<string, unknown>>, due);
  }

  /** The endpoints can speak: they say what they are and which software they have. */
  connected(endpoints: readonly number[]): void {
    for (const endpoint of endpoints) {
      this.#software.connected(endpoint);
      this.#sendMetadata(endpoint);
    }
  }

  /** The endpoint speaks through another gateway from now on: whatever it says tells the platform so. */
  moved(endpoint: number): void {
    if (this.#sendMetadata(endpoint)) return;
    this.#send(endpoint, 'metadata', { extension: EPMX, path: '/get/keys', body: {} });
  }

  /** The endpoint has no power: what it was doing is lost. */
  off(endpoint: number): void {
    this.#delays.drop(endpoint);
    this.#commands.forget(endpoint);
    this.#software.off(endpoint);
    this.#machines.off(endpoint);
  }

  /** The endpoint has power again. */
  on(endpoint: number): void {
    this.#machines.on(endpoint);
    this.#software.on(endpoint);
  }

  /**
   * A batch of data samples, always an array. [2/DCP DCP-01..03]
   * @param dueAt milliseconds since the epoch
   * @param fault what was done to one of them on purpose
   */
  sendSamples(endpoint: number, samples: readonly unknown[], dueAt?: number, fault?: string): void {
    this.#ports.send({
      kind: 'samples',
      endpoint,
      token: this.#ports.table.token(endpoint),
      extension: DCX,
      resourcePath: SAMPLES_PATH,
      payload: JSON.stringify(samples),
      samples: samples.length,
      dueAt,
      fault,
    });
  }

  /** A message of the platform that is no answer. */
  receive({ endpoint, extension, resourcePath, payload }: Push): void {
    const problem = this.#dispatch(endpoint, extension, resourcePath, payload);
    if (problem === undefined) return;
    const { fleet, token } = this.#ports.table.name(endpoint);
    this.#ports.recorder.unexpected(fleet, token, `${extension}${resourcePath}`, problem);
  }

  /** Metadata that the fleet declares, after connecting; it adds to what is there. [10/EPMP EPMP-31..33] */
  #sendMetadata(endpoint: number): boolean {
    const { table, behaviours } = this.#ports;
    const factory = behaviours[table.fleetPlace(endpoint)]?.metadata;
    if (factory === undefined) return false;
    const generator = factory(table.origin(endpoint, `metadata/${table.token(endpoint)}`));
    const body = generator.next({ ...this.#machines.moment(endpoint), elapsed: 0 });
    return this.#send(endpoint, 'metadata', { extension: EPMX, path: '/update/keys', body });
  }

  #dispatch(endpoint: number, extension: string, path: string, payload: Uint8Array): string | undefined {
    if (extension === CEX && path.startsWith(COMMAND_PATH)) {
      return this.#commands.receive(endpoint, path.slice(COMMAND_PATH.length), payload);
    }
    const isConfiguration = path === CONFIGURATION_PATH || path.startsWith(`${CONFIGURATION_PATH}/`);
    if (isConfiguration && (extension === CMX || extension === CMX_OTA)) {
      const namePath = path.slice(CONFIGURATION_PATH.length);
      return this.#configurations.receive({ endpoint, extension, namePath }, payload);
    }
    return 'a push that no endpoint of a fleet understands';
  }

  #send(endpoint: number, kind: Outgoing['kind'], { extension, path, body }: Message): boolean {
    return this.#ports.send({
      kind,
      endpoint,
      token: this.#ports.table.token(endpoint),
      extension,
      resourcePath: path,
      payload: JSON.stringify(body),
      samples: 0,
      dueAt: undefined,
      fault: undefined,
    });
  }
}
