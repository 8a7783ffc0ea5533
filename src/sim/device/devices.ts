/**
 * What an endpoint does of its own accord and on being spoken to: metadata, data samples, results, applied configurations.
 *
 * The one place that knows the resource paths of the extensions, on the fleet's side.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Outgoing, Push } from '../connection/kp1-client.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Recorder } from '../report/recorder.js';
import type { Behaviour } from './behaviour.js';
import { CommandExecutor } from './command-executor.js';
import { ConfigurationApplier } from './configuration-applier.js';
import { CEX, CMX, CMX_OTA, DCX, EPMX } from './extension-instances.js';

export interface DevicePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  /** False when the endpoint has no connection. */
  readonly send: (outgoing: Omit<Outgoing, 'token'>) => boolean;
  readonly setPeriod: (endpoint: number, periodMs: number) => void;
}

const COMMAND_PATH = '/command/';
const CONFIGURATION_PATH = '/config/json';

export class Devices {
  readonly #ports: DevicePorts;
  readonly #commands: CommandExecutor;
  readonly #configurations: ConfigurationApplier;

  constructor(ports: DevicePorts) {
    this.#ports = ports;
    this.#commands = new CommandExecutor({
      ...ports,
      sendResult: (endpoint, type, results) =>
        this.#send(endpoint, 'result', { extension: CEX, path: `/result/${type}`, body: results }),
    });
    this.#configurations = new ConfigurationApplier({
      ...ports,
      sendApplied: ({ endpoint, extension, namePath }, body) =>
        this.#send(endpoint, 'applied', { extension, path: `/applied/json${namePath}`, body }),
    });
  }

  /** Commands that are being executed. */
  get executing(): number {
    return this.#commands.executing;
  }

  /** Metadata that the fleet declares, once after connecting; it adds to what is there. [10/EPMP EPMP-31..33] */
  sendMetadata(endpoint: number): void {
    const { table, behaviours, clock } = this.#ports;
    const factory = behaviours[table.fleetPlace(endpoint)]?.metadata;
    if (factory === undefined) return;
    const generator = factory(table.origin(endpoint, `metadata/${table.token(endpoint)}`));
    const body = generator.next({ at: clock.now(), elapsed: 0, sample: {} });
    this.#send(endpoint, 'metadata', { extension: EPMX, path: '/update/keys', body });
  }

  /** A batch of data samples, always an array. [2/DCP DCP-01..03] */
  sendSamples(endpoint: number, samples: readonly unknown[]): void {
    this.#send(endpoint, 'samples', {
      extension: DCX,
      path: '/json',
      body: samples,
      samples: samples.length,
    });
  }

  /** A message of the platform that is no answer. */
  receive({ endpoint, extension, resourcePath, payload }: Push): void {
    const problem = this.#dispatch(endpoint, extension, resourcePath, payload);
    if (problem === undefined) return;
    const { fleet, token } = this.#ports.table.name(endpoint);
    this.#ports.recorder.unexpected(fleet, token, `${extension}${resourcePath}`, problem);
  }

  /** Breaks off what is being executed. */
  stop(): void {
    this.#commands.stop();
  }

  #dispatch(endpoint: number, extension: string, path: string, payload: Uint8Array): string | undefined {
    if (extension === CEX && path.startsWith(COMMAND_PATH)) {
      return this.#commands.receive(endpoint, path.slice(COMMAND_PATH.length), payload);
    }
    const isConfiguration = path === CONFIGURATION_PATH || path.startsWith(`${CONFIGURATION_PATH}/`);
    if (isConfiguration && (extension === CMX || extension === CMX_OTA)) {
      const namePath = path.slice(CONFIGURATION_PATH.length);
      return this.#configurations.receive({ endpoint, extension, namePath, payload });
    }
    return 'a push that no endpoint of a fleet understands';
  }

  #send(
    endpoint: number,
    kind: Outgoing['kind'],
    message: {
      readonly extension: string;
      readonly path: string;
      readonly body: unknown;
      readonly samples?: number;
    },
  ): boolean {
    return this.#ports.send({
      kind,
      endpoint,
      extension: message.extension,
      resourcePath: message.path,
      payload: JSON.stringify(message.body),
      samples: message.samples ?? 0,
    });
  }
}
