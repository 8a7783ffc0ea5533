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
import { Commands, type InvokedCommand } from './commands.js';
import { Counters } from './counters.js';
import { declare } from './declare.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { EventBus } from './esp/events.js';
import { ExtensionHost } from './esp/host.js';
import type { PlatformCall } from './extensions/extension.js';
import { Communication } from './kpc/communication.js';
import type { Kpc, KpcPorts, ListenPorts, OpenAddresses } from './kpc/kpc.js';
import type { KpcSettings } from './kpc/settings.js';
import { changeToken, issueToken, type TokenChange, type TokenRequest, unregister } from './management.js';
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

export interface PlatformPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** Told when something is ignored or refused: the first time, and then now and then with how often again. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
}

export class Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events = new EventBus();
  readonly seed: number;
  readonly counters: Counters;
  /** Registers and stores: read them as you like; to change something, use the methods of the platform. */
  readonly services: Services;
  /** All of it as one value: captured, replaced, set back. */
  readonly state: PlatformState;
  /** What REST may do with snapshots on disk; set by whoever runs the platform. */
  snapshots: SnapshotDoor | undefined;
  readonly #communication: Communication;
  readonly #host: ExtensionHost;
  readonly #commands: Commands;
  readonly #diagnostics: Diagnostics;
  readonly #kpcPorts: KpcPorts;
  readonly #rest: RestMount;
  #blueprint: LoadedBlueprint;
  #kpc: Kpc | undefined;

  constructor(blueprint: LoadedBlueprint, ports: PlatformPorts) {
    const { clock, random, journal } = ports;
    const shared = { clock, random, journal, events: this.events };
    this.#blueprint = blueprint;
    this.clock = clock;
    this.random = random;
    this.journal = journal;
    this.seed = random.seed;
    this.counters = new Counters(clock, journal);
    this.#diagnostics = new Diagnostics(journal, ports);
    recordEvents(this.events, journal);
    this.services = openServices(blueprint, shared);
    const { tekton, epr, cm } = this.services;
    const settings = blueprint.services.kpc?.settings as KpcSettings;
    this.#communication = new Communication({
      ...shared,
      settings,
      tekton,
      tokens: cm,
      hasInstance: (name) => this.#host.has(name),
      submit: (data, answer) => this.#host.submit(data, answer),
    });
    this.#host = new ExtensionHost(blueprint, {
      ...shared,
      tekton,
      endpoints: epr,
      providers: this.services,
      isConnected: (endpointId) => this.#communication.isConnected(endpointId),
      push: (data) => this.#communication.push(data),
    });
    this.#rest = new RestMount(this);
    this.#kpcPorts = {
      ...shared,
      settings,
      communication: this.#communication,
      authenticate: (connection) => this.services.ccm.authenticate(connection),
      elsewhere: (request, response) => this.#rest.handle(request, response),
      blueprintFolder: blueprint.folder,
    };
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
    const { Kpc } = await import('./kpc/kpc.js');
    this.#kpc = await Kpc.open(this.#kpcPorts);
    if (listen === undefined) return;
    try {
      await this.#kpc.listen(listen);
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
    return this.#kpc?.addresses ?? {};
  }

  /** Where MQTT listens: `mqtt://127.0.0.1:1883`. Undefined when only in memory. */
  get mqttUrl(): string | undefined {
    return this.addresses.mqtt;
  }

  /** A connection in memory, as a client's end of a socket. */
  connect(): Duplex {
    if (this.#kpc === undefined) throw new Error('the platform has not been started');
    return this.#kpc.connect();
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
  invokeCommand(command: {
    readonly endpointId: string;
    readonly type: string;
    readonly payload?: unknown;
    readonly ttlMs?: number;
  }): InvokedCommand {
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

  /**
   * Assigns a configuration: to one endpoint, or without `endpointId` to the application version as its default.
   * cmx pushes it to those connected. @returns its configuration ID
   */
  setConfiguration(assignment: {
    readonly appVersionName: string;
    readonly endpointId?: string;
    readonly name?: string;
    readonly config: unknown;
  }): string {
    return this.services.ecr.set(assignment, assignment.config).configId;
  }

  /** What was ignored or refused, most frequent first. */
  diagnostics(): Diagnostic[] {
    this.#kpc?.flushRefusals();
    return this.#diagnostics.list();
  }

  /** Ends every connection and timer. Harmless when not started, or stopped already. */
  async stop(): Promise<void> {
    const kpc = this.#kpc;
    this.#kpc = undefined;
    await this.#rest.close();
    await kpc?.close();
    this.#host.stop();
    this.#diagnostics.stop();
  }
}
