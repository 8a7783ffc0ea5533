/**
 * Settings of service instances as Tekton shows and takes them, checked by the same schemas as a blueprint. (reference §8.1)
 *
 *     {"epts": {"kaa": {"applications": {"demo": {"time-series": {…}, "versions": {"demo-v1": {…}}}}}}}
 */
import { fieldsOf, isFields, own } from '../../../blueprint/data.js';
import { findingsOf } from '../../../blueprint/schema-errors.js';
import { serviceCatalog } from '../../catalog.js';
import type { Settings } from '../../services/tekton/tekton.js';
import { applicationOf } from '../find.js';
import { badRequest, notFound } from '../http-error.js';
import type { RestContext } from '../server.js';
import { versionWithin } from './applications.js';

/** The settings of one instance at one level, checked. */
export interface Setting {
  readonly instance: string;
  readonly applicationName: string;
  /** Absent: the level of the application. */
  readonly appVersionName?: string | undefined;
  readonly settings: Settings;
}

type Level = Omit<Setting, 'settings'>;

/** The settings of all service instances, read and written by level. */
export class SettingsTree {
  readonly #context: RestContext;
  readonly #services = serviceCatalog().services;

  constructor(context: RestContext) {
    this.#context = context;
  }

  /** Names of the service instances. */
  get instances(): string[] {
    return Object.keys(this.#context.platform.blueprint.services);
  }

  /** The service that an instance is one of, with its schemas. @throws HttpError 404 */
  service(instance: string) {
    const service = own(this.#context.platform.blueprint.services, instance)?.service;
    const description = service === undefined ? undefined : own(this.#services, service);
    if (service === undefined || description === undefined)
      throw notFound(`there is no service instance ${instance}`);
    return { service, ...description };
  }

  /** All settings of instances, of one application or all. */
  show(instances: readonly string[], applicationName?: string): object {
    const { tekton } = this.#context.platform.services;
    const names =
      applicationName === undefined
        ? [...tekton.applications()].map((application) => application.applicationName)
        : [applicationName];
    return Object.fromEntries(
      instances.map((instance) => {
        const applications = names.map((name) => [name, this.#showApplication(instance, name)] as const);
        return [instance, { kaa: { applications: Object.fromEntries(applications) } }];
      }),
    );
  }

  #showApplication(instance: string, applicationName: string): object {
    const { tekton } = this.#context.platform.services;
    const versions = tekton
      .versionsOf(applicationName)
      .map(({ appVersionName: name }) => [name, tekton.settings(instance, applicationName, name)] as const);
    return { ...tekton.settings(instance, applicationName), versions: Object.fromEntries(versions) };
  }

  /** What a whole tree sets, in its order. @throws HttpError 400, 404 */
  read(tree: unknown): Setting[] {
    return Object.entries(fieldsOf(tree)).flatMap(([instance, fields]) => {
      const { applications } = fieldsOf(fieldsOf(fields).kaa);
      if (!isFields(applications)) throw badRequest(`${instance}: kaa.applications must be an object`);
      return Object.entries(applications).flatMap(([applicationName, given]) => {
        const { versions, ...settings } = fieldsOf(given);
        const levels = Object.entries(fieldsOf(versions)).map(([appVersionName, value]) =>
          this.check({ instance, applicationName, appVersionName }, value),
        );
        return [this.check({ instance, applicationName }, settings), ...levels];
      });
    });
  }

  /** Settings for one level; null stands for none. @throws HttpError 400, 404 */
  check(level: Level, given: unknown): Setting {
    const { instance, applicationName, appVersionName } = level;
    const { applicationConfig, versionConfig, service } = this.service(instance);
    applicationOf(this.#context, applicationName);
    if (appVersionName !== undefined) versionWithin(this.#context, applicationName, appVersionName);
    const { tools } = this.#context;
    const schema = appVersionName === undefined ? applicationConfig : versionConfig;
    const settings = given ?? {};
    // Kept as given: defaults filled in at the version would hide what the application says.
    const [finding] = findingsOf(tools.validate(schema, tools.complete(schema, settings)), []);
    const place = `${instance}, ${appVersionName ?? applicationName}`;
    if (finding !== undefined) {
      const at = finding.path.length === 0 ? '' : `${finding.path.join('.')}: `;
      throw badRequest(`${place}: ${at}${finding.message}`);
    }
    if (service === 'kpc') this.#checkAllowed(place, settings as Settings);
    return { ...level, settings: settings as Settings };
  }

  #checkAllowed(place: string, settings: Settings): void {
    const allowed = settings['allowed-extension-instances'];
    const isExtension = (name: string) =>
      own(this.#services, own(this.#context.platform.blueprint.services, name)?.service ?? '')?.extension ===
      true;
    const unknown = Array.isArray(allowed) ? allowed.find((name) => !isExtension(String(name))) : undefined;
    if (unknown !== undefined) throw badRequest(`${place}: there is no extension instance "${unknown}"`);
  }

  /** Makes settings count from now on. [17/SCMP] */
  apply(settings: readonly Setting[]): void {
    const { tekton } = this.#context.platform.services;
    for (const { instance, settings: checked, ...of } of settings) tekton.configure(instance, of, checked);
  }
}

/** JSON Merge Patch: members that are null are taken out. (RFC 7396) */
export function mergePatch(before: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const after: Record<string, unknown> = { ...fieldsOf(before) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = mergePatch(after[key], value);
  }
  return after;
}
