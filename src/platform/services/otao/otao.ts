/**
 * OTAO, the software register: which software versions an application offers, and which of them an endpoint gets next.
 *
 * To CMX it is one more provider of configurations: the version is the configuration ID, the specification (a free
 * JSON value such as {"link": "https://…"}) the configuration. Roll-out strategies, filters and file storage are not here.
 */
import type { Journal } from '../../../kernel/journal.js';
import { isSuccess } from '../../../kp1/error-response.js';
import type { ConfigurationDelivery, EventBus, EventOf } from '../../esp/events.js';
import type { AssignedConfiguration, ConfigurationProvider } from '../../extensions/providers.js';
import type { SavedSoftware } from '../../snapshot/schema.js';
import { frozenCopy } from '../freeze.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import { compareVersions } from './semver.js';

export interface Software {
  /** Semantic, unique in the application. */
  readonly version: string;
  readonly specification: unknown;
  /** The versions that it may follow; absent: every lower one. */
  readonly upgradableFrom?: readonly string[] | undefined;
}

export interface OtaoPorts {
  readonly events: EventBus;
  readonly journal: Journal;
  readonly config: (appVersionName: string) => Pick<InstanceConfig, 'applicationName'>;
  /** The versions of an application: their endpoints are told of new software. */
  readonly appVersionNames: (applicationName: string) => readonly string[];
}

/** Software concerns the default configuration alone. */
const NAMES: readonly string[] = Object.freeze(['default']);

const HEARD = ['endpoint-unregistered', 'configuration-applied'] as const;

export class SoftwareRegister implements ConfigurationProvider {
  readonly name = 'otao';
  readonly #ports: OtaoPorts;
  /** By application, then by version. */
  readonly #software = new Map<string, Map<string, Software>>();
  /** The version that each endpoint reported as applied. */
  readonly #applied = new Map<string, string>();

  constructor(ports: OtaoPorts) {
    this.#ports = ports;
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /** Adds a version or replaces it, and announces it. (OTAO since Kaa 1.3) */
  set(applicationName: string, software: Software): void {
    this.#keep(applicationName, software);
    this.#announce(applicationName);
  }

  /** Withdraws a version; false when there is none. */
  delete(applicationName: string, version: string): boolean {
    const deleted = this.#software.get(applicationName)?.delete(version) ?? false;
    if (deleted) this.#announce(applicationName);
    return deleted;
  }

  /** Lowest version first. */
  list(applicationName: string): readonly Software[] {
    const versions = [...(this.#software.get(applicationName)?.values() ?? [])];
    return versions.sort((a, b) => compareVersions(a.version, b.version));
  }

  /** The version that an endpoint reported last; undefined when none. */
  appliedVersion(endpointId: string): string | undefined {
    return this.#applied.get(endpointId);
  }

  /**
   * The highest version that may follow the endpoint's; undefined when there is no update. An endpoint that never said
   * what it has gets only what may follow every version.
   */
  assigned(query: Parameters<ConfigurationProvider['assigned']>[0]): AssignedConfiguration | undefined {
    if (query.name !== 'default') return undefined;
    const { applicationName } = this.#ports.config(query.appVersionName);
    const currentId = query.currentId || this.#applied.get(query.endpointId);
    let next: Software | undefined;
    for (const software of this.#software.get(applicationName)?.values() ?? []) {
      if (!mayFollow(software, currentId)) continue;
      if (next === undefined || compareVersions(software.version, next.version) > 0) next = software;
    }
    return next === undefined ? undefined : { configId: next.version, config: next.specification };
  }

  names(): readonly string[] {
    return NAMES;
  }

  /** Software and what endpoints have applied, as plain data. */
  capture(): SavedSoftware {
    const software = [...this.#software].flatMap(([applicationName, versions]) =>
      [...versions.values()].map(({ version, specification, upgradableFrom }) => ({
        ...{ applicationName, version, specification: specification ?? null },
        ...(upgradableFrom === undefined ? {} : { upgradableFrom: [...upgradableFrom] }),
      })),
    );
    return {
      software,
      applied: [...this.#applied].map(([endpointId, version]) => ({ endpointId, version })),
    };
  }

  /** Puts what was captured in place of everything; announces nothing. */
  restore({ software, applied }: SavedSoftware): void {
    this.#software.clear();
    this.#applied.clear();
    for (const { applicationName, ...version } of software) this.#keep(applicationName, version);
    for (const { endpointId, version } of applied) this.#applied.set(endpointId, version);
  }

  #keep(applicationName: string, software: Software): void {
    const versions = this.#software.get(applicationName) ?? new Map<string, Software>();
    this.#software.set(applicationName, versions.set(software.version, frozenCopy(software)));
  }

  #announce(applicationName: string): void {
    for (const appVersionName of this.#ports.appVersionNames(applicationName)) {
      this.#ports.events.raise({
        type: 'configuration-updated',
        provider: this.name,
        appVersionName,
        name: 'default',
      });
    }
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    if (event.type === 'endpoint-unregistered') this.#applied.delete(event.endpointId);
    else if (event.type === 'configuration-applied' && event.provider === this.name) this.#onApplied(event);
  }

  #onApplied(event: ConfigurationDelivery): void {
    const { endpointId, name, configId, statusCode = 200, reasonPhrase = '' } = event;
    if (isSuccess(statusCode)) this.#applied.set(endpointId, configId);
    const status = { name, configId, statusCode, reasonPhrase };
    this.#ports.journal.append({
      type: 'ecr.configuration-applied',
      endpointId,
      service: this.name,
      ...status,
    });
  }
}

function mayFollow({ version, upgradableFrom }: Software, currentId: string | undefined): boolean {
  if (currentId === undefined) return upgradableFrom === undefined;
  if (compareVersions(version, currentId) <= 0) return false;
  return upgradableFrom === undefined || upgradableFrom.includes(currentId);
}
