/**
 * Builds the local platform of a blueprint from its services, and starts and stops it.
 *
 * Building opens nothing: `start` opens KPC, in memory and on the ports that are asked for. This is a composition root: it only
 * constructs, connects and hands on; what a service does is in the service's folder.
 *
 *     transports ─► kpc ─► esp/host ─► extensions ─► events ─► services
 */
import type { Duplex } from 'node:stream';
import type { LoadedBlueprint } from '../blueprint/model.js';
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import { type CommandRequest, Commands, type InvokedCommand } from './commands.js';
import { openCore } from './core.js';
import { Counters } from './counters.js';
import { declare } from './declare.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { EventBus } from './esp/events.js';
import type { ExtensionHost } from './esp/host.js';
import type { PlatformCall } from './extensions/extension.js';
import type { FaultRegister } from './faults/register.js';
import type { Communication } from './kpc/communication.js';
import type { ListenPorts, OpenAddresses } from './kpc/kpc.js';
import type { KpcSettings } from './kpc/settings.js';
import { Listening } from './listening.js';
import {
  type ConfigurationAssignment,
  changeToken,
  disconnect,
  issueToken,
  type TokenChange,
  type TokenRequest,
  unregister,
} from './management.js';
import type { PlatformPorts } from './ports.js';
import { recordEvents } from './recorder.js';
import { type EndpointInfo, type EndpointSpec, endpointInfos, registerEndpoint } from './registration.js';
import { applyBlueprint } from './reload/apply.js';
import type { BlueprintChange } from './reload/changes.js';
import { RestMount } from './rest/mount.js';
import type { EndpointToken } from './services/cm/cm.js';
import { openServices, type Services } from './services/services.js';
import type { SnapshotDoor } from './snapshot/door.js';
import { PlatformState } from './snapshot/state.js';

export type { EndpointInfo, EndpointSpec };

export class Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events = new EventBus();
  readonly seed: number;
  readonly counters: Counters;
  /** Registers and stores: read them as you like; to change something, use the methods of the platform. */
  readonly services: Services;
  /** Faults that are armed on purpose: see `faults/fault.ts`. */
  readonly faults: FaultRegister;
  /** All of it as one value: captured, replaced, set back. */
  readonly state: PlatformState;
  /** What REST may do with snapshots on disk; set by whoever runs the platform. */
  snapshots: SnapshotDoor | undefined;
  /** The fleet that declares an endpoint; set by whoever registers fleets. */
  fleetOf: (endpointId: string) => string | undefined = () => undefined;
  readonly #communication: Communication;
  readonly #host: ExtensionHost;
  readonly #commands: Commands;
  readonly #diagnostics: Diagnostics;
  readonly #listening: Listening;
  readonly #rest: RestMount;
  #blueprint: LoadedBlueprint;

  constructor(blueprint: LoadedBlueprint, ports: PlatformPorts) {
    const { clock, random, journal } = ports;
    const shared = { clock, random, journal, events: this.events };
    this.#blueprint = blueprint;
    this.clock = clock;
    this.random = random;
    this.journal = journal;
    this.seed = random.seed;
    this.counters = new Counters(clock, journal);
    const speakerOf = (endpointId: string) => this.#communication.inHand.speakerOf(endpointId);
    this.#diagnostics = new Diagnostics(journal, { ...ports, speakerOf });
    recordEvents(this.events, journal);
    this.services = openServices(blueprint, shared);
    const { communication, faults, host } = openCore(blueprint, { ...shared, services: this.services });
    this.#communication = communication;
    this.faults = faults;
    this.#host = host;
    this.#rest = new RestMount(this);
    this.#listening = new Listening({
      ...shared,
      settings: blueprint.services.kpc?.settings as KpcSettings,
      communication,
      authenticate: (connection) => this.services.ccm.authenticate(connection),
      elsewhere: (request, response) => this.#rest.handle(request, response),
      blueprintFolder: blueprint.folder,
      inFlight: ports.inFlight,
    });
    this.#commands = new Commands(this.events, (id, call) => this.#host.invoke('cex', id, call));
    this.state = new PlatformState({
      ...shared,
      seed: random.seed,
      services: this.services,
      memories: this.#host.memories,
      communication: this.#communication,
      commands: this.#commands,
      blueprint: () => this.#blueprint,
      declare: () => declare(this, this.#blueprint),
    });
    declare(this, blueprint);
  }

  /**
   * Opens KPC in memory; with ports also on those.
   * @throws KaaError PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY, LISTEN_FAILED, CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE
   */
  async start(listen?: ListenPorts): Promise<void> {
    try {
      await this.#listening.open(listen);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** What it serves; an edit of the files counts once `updateBlueprint` has taken it. */
  get blueprint(): LoadedBlueprint {
    return this.#blueprint;
  }

  /**
   * Takes what can be taken from an edited blueprint, and says what was and what needs a restart.
   * @throws KaaError CONFIGURATION_INVALID; nothing was taken then
   */
  updateBlueprint(edited: LoadedBlueprint): BlueprintChange[] {
    const { blueprint, changes } = applyBlueprint(this, this.#blueprint, edited);
    this.#blueprint = blueprint;
    return changes;
  }

  /** Where it listens; nothing when only in memory. */
  get addresses(): OpenAddresses {
    return this.#listening.addresses;
  }

  /** A connection in memory, as a client's end of a socket. */
  connect(): Duplex {
    return this.#listening.connect();
  }

  /** A client without MQTT or HTTP around its messages; undefined during a restart. */
  readonly direct: Listening['direct'] = (client) => this.#listening.direct(client);

  /** 1/KP over HTTP in memory: what a POST would bring. */
  readonly post: Listening['post'] = (topic, payload) => this.#listening.post(topic, payload);

  /**
   * Ends every connection, listens to nobody for so many milliseconds, then again on the same ports; the state stays.
   * @throws KaaError PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY, LISTEN_FAILED when a port is no longer to be had
   */
  restart({ downMs = 0 }: { readonly downMs?: number } = {}): Promise<void> {
    return this.#listening.restart(downMs);
  }

  /** How often it has come back from a restart. */
  get restarts(): number {
    return this.#listening.restarts;
  }

  /** Registers an endpoint with its token, metadata, configuration and waiting commands. */
  register(spec: EndpointSpec): EndpointInfo {
    const { isNew, ...info } = registerEndpoint(this.services, spec);
    const { endpointId } = info;
    if (!isNew) return info;
    for (const { type, payload } of spec.commands ?? []) this.invokeCommand({ endpointId, type, payload });
    return info;
  }

  /** Issues another token for an endpoint. @throws KaaError ENDPOINT_UNKNOWN, TOKEN_UNKNOWN, TOKEN_REFUSED */
  issueToken(request: TokenRequest): EndpointToken {
    return issueToken(this.services, request);
  }

  /** Suspends, reactivates, revokes or deletes a token. @throws KaaError TOKEN_UNKNOWN, TOKEN_REFUSED */
  changeToken(change: TokenChange): void {
    changeToken(this.services, change);
  }

  /** Unregisters an endpoint; nothing of it is kept. @throws KaaError ENDPOINT_UNKNOWN */
  unregister(endpointId: string): void {
    unregister(this.services, endpointId);
  }

  /**
   * Ends the connection of the client that speaks for an endpoint, with all that it carries.
   * @returns the client's name; several with the setting `pushTo: all` @throws KaaError ENDPOINT_UNKNOWN, ENDPOINT_NOT_CONNECTED
   */
  disconnect(endpointId: string): string[] {
    return disconnect(this.services, this.#communication, endpointId);
  }

  /** Endpoints with their tokens, in the order of registration. */
  endpoints(): EndpointInfo[] {
    return endpointInfos(this.services);
  }

  /** Names of the extension instances that endpoints of a version may speak to. */
  extensionsOf(appVersionName: string): string[] {
    const allowed = this.services.tekton.config('kpc', appVersionName).version['allowed-extension-instances'];
    return this.#host.instances().filter((name) => !Array.isArray(allowed) || allowed.includes(name));
  }

  /** Creates a command and pushes it; `outcome` settles when the endpoint has answered, or the command expired. */
  invokeCommand(command: CommandRequest): InvokedCommand {
    return this.#commands.invoke(command);
  }

  /** Asks an extension instance about an endpoint; undefined when there is no such endpoint or instance. */
  invoke(extensionInstance: string, endpointId: string, call: PlatformCall): unknown {
    return this.#host.invoke(extensionInstance, endpointId, call);
  }

  /** Does a client speak for the endpoint? */
  isConnected(endpointId: string): boolean {
    return this.#communication.isConnected(endpointId);
  }

  /** Assigns a configuration to an endpoint, or without one to its version; cmx pushes it. @returns its configuration ID */
  setConfiguration(assignment: ConfigurationAssignment): string {
    return this.services.ecr.set(assignment, assignment.config).configId;
  }

  /** What was ignored or refused, most frequent first. */
  diagnostics(): Diagnostic[] {
    this.#listening.flushRefusals();
    return this.#diagnostics.list();
  }

  /** Ends every connection and timer. Harmless when not started, or stopped already. */
  async stop(): Promise<void> {
    await this.#rest.close();
    await this.#listening.close();
    this.#host.stop();
    this.faults.stop();
    this.#diagnostics.stop();
  }
}
