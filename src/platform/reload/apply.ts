/**
 * An edited blueprint on a running platform: what can be taken is taken, through the same services that REST and endpoints
 * use, so that everybody concerned hears of it.
 *
 * The blueprint that comes out is what is served now: edits that need a restart are not in it, and are found again by the
 * next comparison.
 */
import { own } from '../../blueprint/data.js';
import type { Application, LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import { type Declaring, declare } from '../declare.js';
import { configurationFault } from '../services/ecr/schema-check.js';
import { blueprintSettings } from '../services/tekton/overlay.js';
import { type BlueprintChange, blueprintChanges, softwareOf } from './changes.js';

export interface AppliedBlueprint {
  /** What is served now. */
  readonly blueprint: LoadedBlueprint;
  readonly changes: BlueprintChange[];
}

/** @throws KaaError CONFIGURATION_INVALID; nothing was taken then */
export function applyBlueprint(
  platform: Declaring,
  running: LoadedBlueprint,
  edited: LoadedBlueprint,
): AppliedBlueprint {
  const changes = blueprintChanges(running, edited);
  if (changes.length === 0) return { blueprint: running, changes };
  refuseConfigurations(edited);
  const blueprint = merged(running, edited);
  for (const change of changes) apply(platform, change, blueprint);
  declare(platform, onlyNew(blueprint, changes));
  return { blueprint, changes };
}

/** Configurations that their schema does not allow would be refused half way through. */
function refuseConfigurations(edited: LoadedBlueprint): void {
  for (const [applicationName, { versions }] of Object.entries(edited.applications)) {
    for (const [appVersion, { configuration, endpoints = [] }] of Object.entries(versions)) {
      const settings = {
        applicationName,
        application: blueprintSettings(edited, 'ecr', applicationName),
        version: blueprintSettings(edited, 'ecr', applicationName, appVersion),
      };
      for (const config of [configuration, ...endpoints.map((endpoint) => endpoint.configuration)]) {
        const reason = config === undefined ? undefined : configurationFault(config, settings);
        if (reason !== undefined)
          throw kaaError('CONFIGURATION_INVALID', { name: 'default', appVersion, reason });
      }
    }
  }
}

/** The edited blueprint, with the running one where an edit needs a restart. */
function merged(running: LoadedBlueprint, edited: LoadedBlueprint): LoadedBlueprint {
  const applications = Object.entries(edited.applications).map(([name, application]) => {
    return [name, mergedApplication(own(running.applications, name), application)] as const;
  });
  return {
    ...edited,
    name: running.name,
    tenant: running.tenant,
    tenants: running.tenants,
    environments: running.environments,
    services: running.services,
    credentials: {
      basic: joined(running.credentials?.basic, edited.credentials?.basic, ({ username }) => username),
      x509: joined(
        running.credentials?.x509,
        edited.credentials?.x509,
        ({ issuer, serialNumber }) => `${issuer} ${serialNumber}`,
      ),
    },
    schemas: { ...running.schemas, ...edited.schemas },
    applications: { ...running.applications, ...Object.fromEntries(applications) },
  };
}

function mergedApplication(running: Application | undefined, edited: Application): Application {
  if (running === undefined) return edited;
  const versions = Object.entries(edited.versions).map(([name, version]) => {
    const endpoints = joined(own(running.versions, name)?.endpoints, version.endpoints, ({ token }) => token);
    return [name, { ...version, endpoints }] as const;
  });
  return {
    ...edited,
    tenant: running.tenant,
    versions: { ...running.versions, ...Object.fromEntries(versions) },
  };
}

/** Those of before as they were, then those that are new. */
function joined<Item>(
  before: readonly Item[] = [],
  after: readonly Item[] = [],
  keyOf: (item: Item) => string,
): Item[] {
  const known = new Set(before.map(keyOf));
  return [...before, ...after.filter((item) => !known.has(keyOf(item)))];
}

function apply(platform: Declaring, change: BlueprintChange, blueprint: LoadedBlueprint): void {
  const { tekton } = platform.services;
  switch (change.type) {
    case 'application':
      tekton.createApplication({
        applicationName: change.application,
        tenant: own(blueprint.applications, change.application)?.tenant,
        ...described(blueprint, change),
      });
      break;
    case 'version':
      tekton.createVersion({
        applicationName: change.application,
        appVersionName: change.appVersion,
        ...described(blueprint, change),
      });
      break;
    case 'description':
      if (change.appVersion === undefined)
        tekton.describeApplication(change.application, described(blueprint, change));
      else tekton.describeVersion(change.appVersion, described(blueprint, change));
      break;
    case 'service-configuration': {
      const { serviceInstance, application: applicationName, appVersion: appVersionName } = change;
      const settings = blueprintSettings(blueprint, serviceInstance, applicationName, appVersionName);
      tekton.configure(serviceInstance, { applicationName, appVersionName }, settings);
      break;
    }
    case 'software':
      applySoftware(platform, change, blueprint);
      break;
    case 'default-configuration':
      applyConfiguration(platform, change, blueprint);
      break;
    // New endpoints and credentials are declared when everything else is in place; schemas are read from the blueprint.
  }
}

function described(
  { applications }: LoadedBlueprint,
  { application, appVersion }: { readonly application: string; readonly appVersion?: string },
) {
  const found = own(applications, application);
  const { displayName, description } =
    (appVersion === undefined ? found : own(found?.versions ?? {}, appVersion)) ?? {};
  return { displayName, description };
}

function applySoftware(
  { services: { otao } }: Declaring,
  { application, version }: Extract<BlueprintChange, { type: 'software' }>,
  blueprint: LoadedBlueprint,
): void {
  const software = own(softwareOf(own(blueprint.applications, application)), version);
  if (software === undefined) otao.delete(application, version);
  else otao.set(application, software);
}

function applyConfiguration(
  { services: { ecr } }: Declaring,
  { application, appVersion: appVersionName }: Extract<BlueprintChange, { type: 'default-configuration' }>,
  blueprint: LoadedBlueprint,
): void {
  const version = own(own(blueprint.applications, application)?.versions ?? {}, appVersionName);
  if (version?.configuration === undefined) ecr.delete({ appVersionName });
  else ecr.set({ appVersionName }, version.configuration);
}

/** What of a blueprint is new: endpoints that were taken away by somebody are not to come back with an edit. */
function onlyNew(blueprint: LoadedBlueprint, changes: readonly BlueprintChange[]): LoadedBlueprint {
  const tokens = new Set(
    changes.flatMap((change) => (change.type === 'endpoint' ? [`${change.appVersion} ${change.token}`] : [])),
  );
  const names = new Set(changes.flatMap((change) => (change.type === 'credentials' ? [change.name] : [])));
  const applications = Object.entries(blueprint.applications).map(([name, { versions }]) => {
    const kept = Object.entries(versions).map(([appVersion, { endpoints = [] }]) => {
      return [
        appVersion,
        { endpoints: endpoints.filter(({ token }) => tokens.has(`${appVersion} ${token}`)) },
      ];
    });
    return [name, { versions: Object.fromEntries(kept) }];
  });
  return {
    ...blueprint,
    applications: Object.fromEntries(applications),
    credentials: {
      basic: blueprint.credentials?.basic?.filter(({ username }) => names.has(username)) ?? [],
      x509:
        blueprint.credentials?.x509?.filter(({ issuer, serialNumber }) =>
          names.has(`${issuer} ${serialNumber}`),
        ) ?? [],
    },
  };
}
