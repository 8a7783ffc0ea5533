/**
 * Tekton: which applications, versions and service instances there are, and their settings.
 *
 * Read from the blueprint once; a look-up costs one map access, since every message asks. It does not know endpoints.
 */
import type { LoadedBlueprint } from '../../../blueprint/model.js';

export interface ServedVersion {
  readonly applicationName: string;
  readonly appVersionName: string;
}

/** What a service instance is told about an application version. */
export interface InstanceConfig {
  readonly applicationName: string;
  /** Settings at application level, without `versions`. */
  readonly application: Readonly<Record<string, unknown>>;
  readonly version: Readonly<Record<string, unknown>>;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

export class Tekton {
  readonly #blueprint: LoadedBlueprint;
  readonly #versions = new Map<string, ServedVersion>();
  /** By instance, then by application version. */
  readonly #configs = new Map<string, Map<string, InstanceConfig>>();

  constructor(blueprint: LoadedBlueprint) {
    this.#blueprint = blueprint;
    for (const [applicationName, application] of Object.entries(blueprint.applications)) {
      for (const appVersionName of Object.keys(application.versions)) {
        this.#versions.set(appVersionName, { applicationName, appVersionName });
      }
    }
  }

  /** The application that a version belongs to; undefined when this platform does not serve it. [1/KP KP-02] */
  version(appVersionName: string): ServedVersion | undefined {
    return this.#versions.get(appVersionName);
  }

  versions(): Iterable<ServedVersion> {
    return this.#versions.values();
  }

  /** What `config/<instance>.yaml` says about a version; empty objects when it says nothing. */
  config(instance: string, appVersionName: string): InstanceConfig {
    const configs = this.#configs.get(instance) ?? new Map<string, InstanceConfig>();
    const known = configs.get(appVersionName);
    if (known !== undefined) return known;
    const config = this.#read(instance, appVersionName);
    this.#configs.set(instance, configs.set(appVersionName, config));
    return config;
  }

  #read(instance: string, appVersionName: string): InstanceConfig {
    const applicationName = this.#versions.get(appVersionName)?.applicationName ?? '';
    const { versions, ...application } = this.#blueprint.configs[instance]?.[applicationName] ?? {};
    return { applicationName, application, version: versions?.[appVersionName] ?? NOTHING };
  }
}
