/**
 * ECR, the configuration register: which configuration applies to which endpoint, and whether it arrived.
 *
 * A configuration belongs to an application version (the default of all its endpoints) or to one endpoint under one
 * version, and has a name, usually `default`. The endpoint's own wins. It sends nothing: CMX asks, and is told of changes.
 *
 * A configuration ID is made of what it identifies, so the same configuration has the same ID on every run, and setting
 * it again disturbs no endpoint. (Kaa leaves the form of the ID open.)
 */
import { createHash } from 'node:crypto';
import { kaaError } from '../../../errors.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import { isSuccess } from '../../../kp1/error-response.js';
import type { EventBus, EventOf } from '../../esp/events.js';
import type { AssignedConfiguration, ConfigurationProvider } from '../../extensions/providers.js';
import type { SavedConfigurations } from '../../snapshot/schema.js';
import { frozenCopy } from '../freeze.js';
import { nested } from '../nested.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import { configurationFault } from './schema-check.js';
import type { EcrSettings } from './settings.js';
import { type ConfigurationStatus, ConfigurationStatuses, type StatusQuery } from './statuses.js';

/** Where a configuration belongs. */
export interface ConfigurationScope {
  readonly appVersionName: string;
  /** Absent: the default configuration of the version. */
  readonly endpointId?: string | undefined;
  /** `default` when absent. [7/CMP CMP-05] */
  readonly name?: string | undefined;
}

export interface Configuration extends AssignedConfiguration {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdDate: number;
  readonly updatedDate: number;
}

export interface EcrPorts {
  readonly clock: Clock;
  readonly events: EventBus;
  readonly journal: Journal;
  readonly settings: EcrSettings;
  readonly config: (appVersionName: string) => InstanceConfig;
}

/** By configuration name. */
type Named = Map<string, Configuration>;

const HEARD = ['endpoint-unregistered', 'configuration-dispatched', 'configuration-applied'] as const;

export class ConfigurationRegister implements ConfigurationProvider {
  readonly name = 'ecr';
  readonly #ports: EcrPorts;
  readonly #statuses: ConfigurationStatuses;
  /** By application version. */
  readonly #defaults = new Map<string, Named>();
  /** By endpoint, then by application version. */
  readonly #endpoints = new Map<string, Map<string, Named>>();

  constructor(ports: EcrPorts) {
    this.#ports = ports;
    this.#statuses = new ConfigurationStatuses(ports.settings.statusesPerEndpoint);
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /**
   * Assigns a configuration and announces it. Throws CONFIGURATION_INVALID when its schema is required and not met.
   * @param config any JSON value; a copy is kept
   */
  set(scope: ConfigurationScope, config: unknown): Configuration {
    const { appVersionName, endpointId, name = 'default' } = scope;
    const reason = configurationFault(config, this.#ports.config(appVersionName));
    if (reason !== undefined)
      throw kaaError('CONFIGURATION_INVALID', { name, appVersion: appVersionName, reason });
    const now = Math.floor(this.#ports.clock.now());
    const named = this.#namedFor(scope);
    const createdDate = named.get(name)?.createdDate ?? now;
    const configId = configIdOf(appVersionName, name, config);
    const configuration = Object.freeze({
      configId,
      config: frozenCopy(config),
      name,
      createdDate,
      updatedDate: now,
    });
    named.set(name, configuration);
    const of = endpointId === undefined ? {} : { endpointId };
    this.#ports.journal.append({
      type: 'ecr.configuration-set',
      ...of,
      appVersion: appVersionName,
      name,
      configId,
    });
    this.#announce(scope);
    return configuration;
  }

  /** Takes the assignment back; false when there was none. */
  delete(scope: ConfigurationScope): boolean {
    const deleted = this.#find(scope)?.delete(scope.name ?? 'default') ?? false;
    if (deleted) this.#announce(scope);
    return deleted;
  }

  /** What is assigned in exactly this scope: the default of the version does not stand in. */
  get(scope: ConfigurationScope): Configuration | undefined {
    return this.#find(scope)?.get(scope.name ?? 'default');
  }

  /** All names in exactly this scope. */
  list(scope: Omit<ConfigurationScope, 'name'>): readonly Configuration[] {
    return [...(this.#find(scope)?.values() ?? [])];
  }

  statuses(query: StatusQuery = {}): readonly ConfigurationStatus[] {
    return this.#statuses.list(query);
  }

  assigned({ endpointId, appVersionName, name }: Parameters<ConfigurationProvider['assigned']>[0]) {
    return this.get({ endpointId, appVersionName, name }) ?? this.get({ appVersionName, name });
  }

  names({ endpointId, appVersionName }: Parameters<ConfigurationProvider['names']>[0]): readonly string[] {
    const own = this.#find({ endpointId, appVersionName })?.keys() ?? [];
    return [...new Set([...(this.#find({ appVersionName })?.keys() ?? []), ...own])];
  }

  /** Every assignment and status as plain data. IDs are left out: they are made of what they identify. */
  capture(): SavedConfigurations {
    const configurations = [...this.#scopes()].flatMap(([scope, named]) =>
      [...named.values()].map(({ name, config, createdDate, updatedDate }) => {
        return { ...scope, name, config: config ?? null, createdDate, updatedDate };
      }),
    );
    return { configurations, statuses: this.#statuses.list({}).map((status) => ({ ...status })) };
  }

  /** Puts what was captured in place of everything; announces nothing. */
  restore({ configurations, statuses }: SavedConfigurations): void {
    this.#defaults.clear();
    this.#endpoints.clear();
    for (const { appVersionName, endpointId, name, ...rest } of configurations) {
      const configId = configIdOf(appVersionName, name, rest.config);
      const configuration = Object.freeze({ configId, name, ...rest, config: frozenCopy(rest.config) });
      this.#namedFor({ appVersionName, endpointId }).set(name, configuration);
    }
    this.#statuses.restore(statuses);
  }

  *#scopes(): Generator<readonly [Omit<ConfigurationScope, 'name'>, Named]> {
    for (const [appVersionName, named] of this.#defaults) yield [{ appVersionName }, named];
    for (const [endpointId, versions] of this.#endpoints) {
      for (const [appVersionName, named] of versions) yield [{ appVersionName, endpointId }, named];
    }
  }

  #find({ appVersionName, endpointId }: ConfigurationScope): Named | undefined {
    if (endpointId === undefined) return this.#defaults.get(appVersionName);
    return this.#endpoints.get(endpointId)?.get(appVersionName);
  }

  #namedFor({ appVersionName, endpointId }: ConfigurationScope): Named {
    const versions = endpointId === undefined ? this.#defaults : nested(this.#endpoints, endpointId);
    return nested(versions, appVersionName);
  }

  /** [6/CDTP CDTP-01] */
  #announce({ appVersionName, endpointId, name = 'default' }: ConfigurationScope): void {
    const provider = this.name;
    this.#ports.events.raise({ type: 'configuration-updated', provider, appVersionName, endpointId, name });
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    if (event.type === 'endpoint-unregistered') {
      this.#endpoints.delete(event.endpointId);
      this.#statuses.forget(event.endpointId);
    } else if (event.type === 'configuration-dispatched' && event.provider === this.name) {
      this.#statuses.dispatched(event, Math.floor(this.#ports.clock.now()));
    } else if (event.type === 'configuration-applied' && event.provider === this.name) {
      const { endpointId, name, configId, statusCode = 200, reasonPhrase = '' } = event;
      this.#statuses.confirmed(event, isSuccess(statusCode), Math.floor(this.#ports.clock.now()));
      const status = { name, configId, statusCode, reasonPhrase };
      this.#ports.journal.append({
        type: 'ecr.configuration-applied',
        endpointId,
        service: this.name,
        ...status,
      });
    }
  }
}

/** 32 hexadecimal digits, opaque to endpoints. [7/CMP CMP-01] */
function configIdOf(appVersionName: string, name: string, config: unknown): string {
  const text = JSON.stringify([appVersionName, name, config ?? null]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
