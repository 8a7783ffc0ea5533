/**
 * Builds the local platform of a blueprint from its services, and starts and stops it.
 *
 * Building opens nothing: `start` opens MQTT, in memory and on a port if one is asked for. This is a composition root: it only
 * constructs, connects and hands on; what a service does is in the service's folder.
 *
 *     transports ─► kpc ─► esp/host ─► extensions ─► events ─► services
 */
import { type Duplex, duplexPair } from 'node:stream';
import type { EndpointDeclaration, LoadedBlueprint } from '../blueprint/model.js';
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import { Commands, type InvokedCommand } from './commands.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { EventBus } from './esp/events.js';
import { ExtensionHost } from './esp/host.js';
import { Communication } from './kpc/communication.js';
import type { ListenAddress, Listener } from './kpc/listener.js';
import type { MqttFront } from './kpc/mqtt.js';
import type { KpcSettings } from './kpc/settings.js';
import { changeToken, issueToken, type TokenChange, type TokenRequest, unregister } from './management.js';
import { recordEvents } from './recorder.js';
import type { EndpointToken } from './services/cm/cm.js';
import { openServices, type Services } from './services/services.js';

export interface PlatformPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** Told the first time that something is ignored or refused. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
}

/** An endpoint with the token by which devices know it. */
export interface EndpointInfo {
  readonly token: string;
  readonly application: string;
  readonly appVersion: string;
  readonly endpointId: string;
}

export interface EndpointSpec extends EndpointDeclaration {
  readonly applicationName: string;
  readonly appVersionName: string;
}

export class Platform {
  readonly blueprint: LoadedBlueprint;
  readonly journal: Journal;
  readonly seed: number;
  /** Registers and stores: read them as you like; to change something, use the methods of the platform. */
  readonly services: Services;
  readonly #communication: Communication;
  readonly #host: ExtensionHost;
  readonly #commands: Commands;
  readonly #diagnostics: Diagnostics;
  #front: MqttFront | undefined;
  #listener: Listener | undefined;

  constructor(blueprint: LoadedBlueprint, ports: PlatformPorts) {
    const { clock, random, journal } = ports;
    this.blueprint = blueprint;
    this.journal = journal;
    this.seed = random.seed;
    this.#diagnostics = new Diagnostics(journal, ports.onDiagnostic);
    const events = new EventBus();
    recordEvents(events, journal);
    this.services = openServices(blueprint, { clock, random, journal, events });
    const { tekton, epr, cm } = this.services;
    this.#communication = new Communication({
      settings: blueprint.services.kpc?.settings as KpcSettings,
      journal,
      events,
      tekton,
      tokens: cm,
      hasInstance: (name) => this.#host.has(name),
      submit: (data, answer) => this.#host.submit(data, answer),
    });
    this.#host = new ExtensionHost(blueprint, {
      clock,
      random,
      journal,
      events,
      tekton,
      endpoints: epr,
      providers: this.services,
      isConnected: (endpointId) => this.#communication.isConnected(endpointId),
      push: (data) => this.#communication.push(data),
    });
    this.#commands = new Commands(events, (endpointId, call) => this.#host.invoke('cex', endpointId, call));
    this.#registerDeclared();
  }

  /**
   * Opens MQTT; with an address also on that port.
   * @throws KaaError PORT_BUSY, LISTEN_FAILED
   */
  async start(address?: ListenAddress): Promise<void> {
    const { MqttFront } = await import('./kpc/mqtt.js');
    const front = await MqttFront.open({ journal: this.journal, communication: this.#communication });
    this.#front = front;
    if (address === undefined) return;
    const { listenTcp } = await import('./kpc/listener.js');
    try {
      this.#listener = await listenTcp(address, (socket) => front.serve(socket));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Where MQTT listens: `mqtt://127.0.0.1:1883`. Undefined when only in memory. */
  get mqttUrl(): string | undefined {
    if (this.#listener === undefined) return undefined;
    const { host, port } = this.#listener.address;
    return `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** A connection in memory, as a client's end of a socket. */
  connect(): Duplex {
    if (this.#front === undefined) throw new Error('the platform has not been started');
    const [client, server] = duplexPair();
    // A pair does not hang up together by itself.
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
    this.#front.serve(server);
    return client;
  }

  /** Registers an endpoint with its token, metadata, configuration and waiting commands. */
  register(spec: EndpointSpec): EndpointInfo {
    const { applicationName, appVersionName, token, metadata } = spec;
    const { epr, cm, ecr } = this.services;
    const known = cm.find(applicationName, token);
    if (known !== undefined) return infoOf(token, applicationName, appVersionName, known.endpointId);
    const { endpointId } = epr.register({
      applicationName,
      appVersionName,
      endpointId: spec.endpointId,
      name: token,
      metadata,
    });
    cm.issue(applicationName, token, endpointId);
    if (spec.configuration !== undefined) ecr.set({ appVersionName, endpointId }, spec.configuration);
    for (const { type, payload } of spec.commands ?? []) this.invokeCommand({ endpointId, type, payload });
    return infoOf(token, applicationName, appVersionName, endpointId);
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
    const { epr, cm } = this.services;
    return [...cm.all()].map(({ token, applicationName, endpointId }) =>
      infoOf(token, applicationName, epr.endpoint(endpointId)?.appVersionName ?? '', endpointId),
    );
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
    return this.#diagnostics.list();
  }

  /** Ends every connection and timer. Harmless when not started, or stopped already. */
  async stop(): Promise<void> {
    const listening = this.#listener?.close();
    this.#listener = undefined;
    await this.#front?.close();
    this.#front = undefined;
    await listening;
    this.#host.stop();
  }

  #registerDeclared(): void {
    const { ecr, otao } = this.services;
    for (const [applicationName, application] of Object.entries(this.blueprint.applications)) {
      for (const software of application.software ?? []) otao.set(applicationName, software);
      for (const [appVersionName, version] of Object.entries(application.versions)) {
        if (version.configuration !== undefined) ecr.set({ appVersionName }, version.configuration);
        for (const endpoint of version.endpoints ?? [])
          this.register({ applicationName, appVersionName, ...endpoint });
      }
    }
  }
}

function infoOf(token: string, application: string, appVersion: string, endpointId: string): EndpointInfo {
  return { token, appVersion, application, endpointId };
}
