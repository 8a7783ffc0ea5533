/**
 * Where extension instances live: opened from the blueprint, called with values, their effects applied here and
 * nowhere else.
 *
 * An extension that throws is a bug of ours: the endpoint gets 500, the journal gets the reason, the server goes on.
 */
import type { LoadedBlueprint } from '../../blueprint/model.js';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import {
  type Ctx,
  type Effects,
  type EndpointView,
  type Extension,
  type GivenAnswer,
  NO_EFFECTS,
  type PlatformCall,
  type Push,
  type Reply,
  refuse,
  type WakeUp,
} from '../extensions/extension.js';
import { EXTENSIONS, type ProviderServices } from '../extensions/registry.js';
import type { EndpointRegister } from '../services/epr/epr.js';
import type { Tekton } from '../services/tekton/tekton.js';
import type { EventBus } from './events.js';
import { forwardEvents } from './forward.js';
import { Memories } from './memories.js';
import type { Answer, ClientData, ExtensionData } from './messages.js';
import { OpenRequests } from './open-requests.js';
import { WakeUps } from './wake-ups.js';

export interface HostPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly tekton: Tekton;
  readonly endpoints: EndpointRegister;
  readonly providers: ProviderServices;
  readonly isConnected: (endpointId: string) => boolean;
  readonly push: (data: ExtensionData) => void;
}

interface Instance {
  readonly name: string;
  readonly extension: Extension;
  readonly state: unknown;
  readonly random: RandomStream;
}

type EndpointRef = Omit<EndpointView, 'connected'>;

/** Whether it is connected is looked up when it is asked: few messages want to know. */
class Speaking implements EndpointView {
  readonly endpointId: string;
  readonly applicationName: string;
  readonly appVersionName: string;
  readonly #isConnected: HostPorts['isConnected'];

  constructor(endpoint: EndpointRef, isConnected: HostPorts['isConnected']) {
    this.endpointId = endpoint.endpointId;
    this.applicationName = endpoint.applicationName;
    this.appVersionName = endpoint.appVersionName;
    this.#isConnected = isConnected;
  }

  get connected(): boolean {
    return this.#isConnected(this.endpointId);
  }
}

const idOf = ({ name }: Instance, endpointId: string, key: string) => `${name} ${endpointId} ${key}`;

export class ExtensionHost {
  readonly #ports: HostPorts;
  readonly #instances = new Map<string, Instance>();
  /** Those that are told of every answer: usually rsx, or nobody. */
  readonly #watchers: Instance[] = [];
  readonly #wakeUps: WakeUps;
  readonly #openRequests: OpenRequests;
  readonly memories: Memories<Instance>;

  constructor(blueprint: LoadedBlueprint, ports: HostPorts) {
    this.#ports = ports;
    this.#wakeUps = new WakeUps(ports.clock);
    this.#openRequests = new OpenRequests(ports.clock);
    this.memories = new Memories(this.#instances, ports.clock, this.#wakeUps, (...due) => this.#wake(...due));
    for (const [name, { service, settings }] of Object.entries(blueprint.services)) {
      const entry = EXTENSIONS[service];
      if (entry === undefined) continue;
      const { extension } = entry;
      const state = extension.open(settings, entry.provider(ports.providers, settings));
      const instance = { name, extension, state, random: ports.random.stream(`esp/${name}`) };
      this.#instances.set(name, instance);
      if (extension.onAnswer !== undefined) this.#watchers.push(instance);
    }
    forwardEvents(ports, {
      instances: () => this.#instances.keys(),
      invoke: (instance, endpointId, call) => this.invoke(instance, endpointId, call),
      farewell: (endpoint) => this.#farewell(endpoint),
    });
  }

  has(instance: string): boolean {
    return this.#instances.has(instance);
  }

  instances(): string[] {
    return [...this.#instances.keys()];
  }

  /** A message from an endpoint. [4/ESP] */
  submit(data: ClientData, answer: Answer): void {
    const instance = this.#instances.get(data.extensionInstanceName);
    const endpoint = this.#ports.endpoints.endpoint(data.endpointId);
    if (instance === undefined || endpoint === undefined) return;
    const ctx = this.#contextFor(instance, endpoint);
    let effects: Effects;
    try {
      effects = instance.extension.handle(instance.state, data, ctx);
    } catch (error) {
      effects = this.#failed(instance, data.endpointId, error);
    }
    this.#apply(instance, ctx, effects, (reply) => this.#answer(data, reply, answer));
  }

  /** Something the platform side wants of an instance; the result is what the extension hands back. */
  invoke(instanceName: string, endpointId: string, call: PlatformCall): unknown {
    const instance = this.#instances.get(instanceName);
    const endpoint = this.#ports.endpoints.endpoint(endpointId);
    if (instance === undefined || endpoint === undefined) return undefined;
    return this.#call(instance, endpoint, call);
  }

  /** Takes back every timer; what waits for an answer gets none. */
  stop(): void {
    this.#wakeUps.clear();
    this.#openRequests.clear();
  }

  #call(instance: Instance, endpoint: EndpointRef, call: PlatformCall): unknown {
    const ctx = this.#contextFor(instance, endpoint);
    let effects: Effects;
    try {
      effects = instance.extension.invoke(instance.state, call, ctx);
    } catch (error) {
      effects = this.#failed(instance, endpoint.endpointId, error);
    }
    this.#apply(instance, ctx, effects, () => {});
    return effects.result;
  }

  #contextFor(instance: Instance, endpoint: EndpointRef): Ctx {
    const config = this.#ports.tekton.config(instance.name, endpoint.appVersionName);
    return {
      now: this.#ports.clock.now(),
      random: instance.random,
      extensionInstance: instance.name,
      endpoint: new Speaking(endpoint, this.#ports.isConnected),
      applicationConfig: config.application,
      versionConfig: config.version,
    };
  }

  #failed(instance: Instance, endpointId: string, error: unknown): Effects {
    const reason = error instanceof Error ? error.message : String(error);
    const extensionInstance = instance.name;
    this.#ports.journal.append({ type: 'esp.extension-failed', endpointId, extensionInstance, reason });
    return refuse(500, `the extension instance ${instance.name} failed: ${reason}`);
  }

  #answer(data: ClientData, reply: Reply, answer: Answer): void {
    const { extensionInstanceName, endpointId, resourcePath, requestId } = data;
    const { statusCode, reasonPhrase, payload } = reply;
    answer({
      extensionInstanceName,
      endpointId,
      resourcePath,
      requestId,
      statusCode,
      reasonPhrase,
      payload,
    });
    if (requestId === undefined || this.#watchers.length === 0) return;
    this.#tellWatchers({ extensionInstance: extensionInstanceName, endpointId, requestId, ...reply });
  }

  #apply(instance: Instance, ctx: Ctx, effects: Effects, reply: (reply: Reply) => void): void {
    if (effects === NO_EFFECTS) return;
    const { endpointId } = ctx.endpoint;
    if (effects.opens !== undefined) {
      const { key, timeoutMs } = effects.opens;
      const onTimeout = this.#waker(instance, endpointId, key);
      this.#openRequests.open(idOf(instance, endpointId, key), timeoutMs, reply, onTimeout);
    }
    if (effects.events !== undefined) for (const event of effects.events) this.#ports.events.raise(event);
    if (effects.reply !== undefined) reply(effects.reply);
    if (effects.lateReplies !== undefined)
      for (const late of effects.lateReplies)
        this.#openRequests.answer(idOf(instance, endpointId, late.key), late.reply);
    if (effects.pushes !== undefined)
      for (const push of effects.pushes) this.#push(instance, endpointId, push);
    if (effects.wakeUps !== undefined)
      for (const wakeUp of effects.wakeUps) this.#wake(instance, endpointId, wakeUp);
    if (effects.wakeUpsOver !== undefined)
      for (const key of effects.wakeUpsOver) this.#wakeUps.cancel(idOf(instance, endpointId, key));
  }

  #push({ name }: Instance, endpointId: string, { resourcePath, payload }: Push): void {
    this.#ports.push({
      extensionInstanceName: name,
      endpointId,
      resourcePath,
      requestId: undefined,
      payload,
      statusCode: 200,
    });
  }

  /** The register does not have the endpoint any more: what is said about it is all that there is. */
  #farewell(endpoint: EndpointRef): void {
    for (const instance of this.#instances.values())
      this.#call(instance, endpoint, { type: 'endpoint-unregistered' });
  }

  #wake(instance: Instance, endpointId: string, { key, delayMs }: WakeUp): void {
    this.#wakeUps.set(idOf(instance, endpointId, key), delayMs, this.#waker(instance, endpointId, key));
  }

  #waker({ name }: Instance, endpointId: string, key: string): () => void {
    return () => this.invoke(name, endpointId, { type: 'wake-up', key });
  }

  #tellWatchers(given: GivenAnswer): void {
    for (const watcher of this.#watchers) {
      if (watcher.name === given.extensionInstance) continue;
      try {
        watcher.extension.onAnswer?.(watcher.state, given);
      } catch (error) {
        this.#failed(watcher, given.endpointId, error);
      }
    }
  }
}
