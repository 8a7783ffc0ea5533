/**
 * Tekton: which applications, versions and service instances there are, and their settings.
 *
 * It begins with the blueprint and may change while the platform runs; whoever changes it has checked the settings by
 * the catalog. A look-up costs one map access, since every message asks, and settings are the same object until they
 * change. It does not know endpoints.
 */
import { deepFreeze } from '../../../blueprint/data.js';
import type { LoadedBlueprint } from '../../../blueprint/model.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { EventBus } from '../../esp/events.js';
import type { SavedTekton } from '../../snapshot/schema.js';
import { nested } from '../nested.js';
import { overlayOf } from './overlay.js';
import {
  changed,
  type Description,
  datesAt,
  describe,
  type ServedApplication,
  type ServedVersion,
} from './served.js';

export type { Description, ServedApplication, ServedVersion };

export type Settings = Readonly<Record<string, unknown>>;

/** What a service instance is told about an application version. */
export interface InstanceConfig {
  readonly applicationName: string;
  /** Settings at application level, without `versions`. */
  readonly application: Settings;
  readonly version: Settings;
}

/** Whom Tekton tells of changes; without them nobody is told, and everything was made at the instant 0. */
export interface TektonPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly events: EventBus;
}

/** The settings of one instance for one application. */
interface Level {
  application: Settings;
  readonly versions: Map<string, Settings>;
}

const NOTHING: Settings = Object.freeze({});

export class Tekton {
  /** Of whatever names no other. */
  readonly tenant: string;
  readonly #ports: TektonPorts | undefined;
  readonly #applications = new Map<string, ServedApplication>();
  readonly #versions = new Map<string, ServedVersion>();
  /** By instance, then by application. */
  readonly #levels = new Map<string, Map<string, Level>>();
  /** By instance, then by application version: what {@link config} has answered. */
  readonly #configs = new Map<string, Map<string, InstanceConfig>>();

  constructor(blueprint: LoadedBlueprint, ports?: TektonPorts) {
    this.#ports = ports;
    this.tenant = blueprint.tenant;
    this.#read(blueprint);
  }

  #read(blueprint: LoadedBlueprint): void {
    const dates = datesAt(this.#ports);
    for (const [applicationName, application] of Object.entries(blueprint.applications)) {
      const { tenant } = application;
      const of = tenant === undefined || tenant === blueprint.tenant ? {} : { tenant };
      this.#applications.set(applicationName, { applicationName, ...of, ...describe(application), ...dates });
      for (const [appVersionName, version] of Object.entries(application.versions)) {
        this.#versions.set(appVersionName, {
          applicationName,
          appVersionName,
          ...describe(version),
          ...dates,
        });
      }
    }
    for (const [instance, applications] of Object.entries(blueprint.configs)) {
      for (const [applicationName, { versions = {}, ...application }] of Object.entries(applications)) {
        this.#levelOf(instance, applicationName).application = Object.freeze(application);
        const { versions: kept } = this.#levelOf(instance, applicationName);
        for (const [name, settings] of Object.entries(versions)) kept.set(name, settings);
      }
    }
  }

  /** What was made or changed since the blueprint was read, as plain data. */
  capture(blueprint: LoadedBlueprint): SavedTekton {
    return overlayOf(blueprint, this.#applications.values(), this.#versions.values(), this.#levels);
  }

  /** Back to a blueprint, with what was captured in addition; announces nothing. */
  restore(blueprint: LoadedBlueprint, { applications, versions, settings }: SavedTekton): void {
    for (const map of [this.#applications, this.#versions, this.#levels, this.#configs]) map.clear();
    this.#read(blueprint);
    for (const one of applications) this.#applications.set(one.applicationName, Object.freeze({ ...one }));
    for (const one of versions) this.#versions.set(one.appVersionName, Object.freeze({ ...one }));
    for (const one of settings) this.#keep(one.serviceInstance, one, one.settings);
  }

  /** The application that a version belongs to; undefined when this platform does not serve it. [1/KP KP-02] */
  version(appVersionName: string): ServedVersion | undefined {
    return this.#versions.get(appVersionName);
  }

  /** The tenant of a version's application; of whatever is not served, the blueprint's. */
  tenantOf(appVersionName: string): string {
    return this.ownerOf(this.#versions.get(appVersionName)?.applicationName ?? '');
  }

  /** The tenant of an application. */
  ownerOf(applicationName: string): string {
    return this.#applications.get(applicationName)?.tenant ?? this.tenant;
  }

  versions(): Iterable<ServedVersion> {
    return this.#versions.values();
  }

  versionsOf(applicationName: string): ServedVersion[] {
    return [...this.#versions.values()].filter((version) => version.applicationName === applicationName);
  }

  application(applicationName: string): ServedApplication | undefined {
    return this.#applications.get(applicationName);
  }

  applications(): Iterable<ServedApplication> {
    return this.#applications.values();
  }

  /** Adds an application without versions; undefined when there is one of that name. */
  createApplication(
    application: Pick<ServedApplication, 'applicationName' | 'tenant' | 'group'> & Description,
  ): ServedApplication | undefined {
    const { applicationName } = application;
    if (this.#applications.has(applicationName)) return undefined;
    const { tenant = this.tenant, ...rest } = application;
    const of = tenant === this.tenant ? {} : { tenant };
    const created = Object.freeze({ ...rest, ...of, ...datesAt(this.#ports) });
    this.#applications.set(applicationName, created);
    this.#ports?.journal.append({ type: 'tekton.application-created', application: applicationName });
    return created;
  }

  /** Adds a version to an application; undefined when the server has one of that name. (reference §1.1) */
  createVersion(
    version: { readonly applicationName: string; readonly appVersionName: string } & Description,
  ): ServedVersion | undefined {
    const { applicationName, appVersionName } = version;
    if (this.#versions.has(appVersionName)) return undefined;
    const created = Object.freeze({ ...version, ...datesAt(this.#ports) });
    this.#versions.set(appVersionName, created);
    // What was said about a version that was not there yet now counts.
    this.#configs.clear();
    const { journal } = this.#ports ?? {};
    journal?.append({
      type: 'tekton.app-version-created',
      application: applicationName,
      appVersion: appVersionName,
    });
    return created;
  }

  /** Changes what people are told about an application; undefined when there is none. */
  describeApplication(
    applicationName: string,
    change: { readonly group?: string } & Description,
  ): ServedApplication | undefined {
    return changed(this.#applications, applicationName, change, this.#ports);
  }

  /** Changes what people are told about a version; undefined when there is none. */
  describeVersion(appVersionName: string, change: Description): ServedVersion | undefined {
    return changed(this.#versions, appVersionName, change, this.#ports);
  }

  /** What the settings of an instance say about a version; empty objects when they say nothing. */
  config(instance: string, appVersionName: string): InstanceConfig {
    const known = this.#configs.get(instance)?.get(appVersionName);
    if (known !== undefined) return known;
    const applicationName = this.#versions.get(appVersionName)?.applicationName ?? '';
    const application = this.settings(instance, applicationName);
    const version = this.settings(instance, applicationName, appVersionName);
    const config = { applicationName, application, version };
    nested(this.#configs, instance).set(appVersionName, config);
    return config;
  }

  /** The settings of exactly one level: of the application, or of a version. */
  settings(instance: string, applicationName: string, appVersionName?: string): Settings {
    const level = this.#levels.get(instance)?.get(applicationName);
    if (appVersionName === undefined) return level?.application ?? NOTHING;
    return level?.versions.get(appVersionName) ?? NOTHING;
  }

  /** Puts settings, already checked, in place of those of one level, and announces it. [17/SCMP] */
  configure(
    instance: string,
    of: { readonly applicationName: string; readonly appVersionName?: string | undefined },
    settings: Settings,
  ): void {
    const { applicationName, appVersionName } = of;
    this.#keep(instance, of, settings);
    this.#ports?.journal.append({
      type: 'tekton.configuration-changed',
      serviceInstance: instance,
      application: applicationName,
      ...(appVersionName === undefined ? {} : { appVersion: appVersionName }),
    });
    const type = 'service-configuration-changed';
    this.#ports?.events.raise({ type, serviceInstance: instance, applicationName, appVersionName });
  }

  #keep(
    instance: string,
    of: { readonly applicationName: string; readonly appVersionName?: string | undefined },
    settings: Settings,
  ): void {
    const level = this.#levelOf(instance, of.applicationName);
    const kept = deepFreeze(structuredClone(settings));
    if (of.appVersionName === undefined) level.application = kept;
    else level.versions.set(of.appVersionName, kept);
    this.#configs.delete(instance);
  }

  #levelOf(instance: string, applicationName: string): Level {
    const levels = this.#levels.get(instance) ?? new Map<string, Level>();
    const level = levels.get(applicationName) ?? { application: NOTHING, versions: new Map() };
    this.#levels.set(instance, levels.set(applicationName, level));
    return level;
  }
}
