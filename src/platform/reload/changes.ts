/**
 * What differs between the blueprint that a platform serves and its edited files: a list of changes, each either taken
 * while the platform runs or said to need a restart. Pure.
 *
 * Taken are: service configurations, new applications, versions and endpoints, default configurations, software, new
 * credentials, descriptions and schemas. Everything that ports, service instances or existing endpoints were built from
 * needs a restart.
 */
import { isDeepStrictEqual } from 'node:util';
import { own } from '../../blueprint/data.js';
import type { Application, ApplicationVersion, LoadedBlueprint } from '../../blueprint/model.js';
import { blueprintSettings } from '../services/tekton/overlay.js';

interface OfVersion {
  readonly application: string;
  readonly appVersion: string;
}

/** Each is about one thing; `type` says what to do with it. */
export type BlueprintChange =
  | { readonly type: 'application'; readonly application: string }
  | ({ readonly type: 'version' } & OfVersion)
  | ({ readonly type: 'endpoint'; readonly token: string } & OfVersion)
  | ({ readonly type: 'default-configuration' } & OfVersion)
  | ({ readonly type: 'schemas' } & OfVersion)
  | { readonly type: 'description'; readonly application: string; readonly appVersion?: string }
  | { readonly type: 'software'; readonly application: string; readonly version: string }
  | { readonly type: 'credentials'; readonly name: string }
  | {
      readonly type: 'service-configuration';
      readonly serviceInstance: string;
      readonly application: string;
      /** Absent: the settings of the application itself. */
      readonly appVersion?: string;
      /** The files say nothing there any more. */
      readonly isGone?: true;
    }
  /** `what` is a sentence without its end: `the settings of the service instance cex have changed`. */
  | { readonly type: 'restart'; readonly what: string };

/** Everything that differs, in the order in which it is applied. */
export function blueprintChanges(running: LoadedBlueprint, edited: LoadedBlueprint): BlueprintChange[] {
  return [
    ...applicationChanges(running, edited),
    ...configurationChanges(running, edited),
    ...credentialChanges(running, edited),
    ...placeChanges(running, edited),
  ];
}

/** A change in one line: `applied: …` or `needs a restart: …`. */
export function changeLine(change: BlueprintChange): string {
  return change.type === 'restart' ? `needs a restart: ${change.what}` : `applied: ${sayApplied(change)}`;
}

function sayApplied(change: Exclude<BlueprintChange, { type: 'restart' }>): string {
  switch (change.type) {
    case 'application':
      return `new application ${change.application}`;
    case 'version':
      return `new version ${change.appVersion} of ${change.application}`;
    case 'endpoint':
      return `new endpoint ${change.token} of ${change.appVersion}`;
    case 'default-configuration':
      return `default configuration of ${change.appVersion}`;
    case 'schemas':
      return `schemas of ${change.appVersion}`;
    case 'description':
      return `description of ${change.appVersion ?? change.application}`;
    case 'software':
      return `software ${change.version} of ${change.application}`;
    case 'credentials':
      return `new client credentials ${change.name}`;
    case 'service-configuration':
      return sayConfiguration(change);
  }
}

function sayConfiguration(change: Extract<BlueprintChange, { type: 'service-configuration' }>): string {
  const { serviceInstance, application, appVersion, isGone } = change;
  const what = `config/${serviceInstance}.yaml for ${appVersion ?? application}`;
  if (isGone === undefined) return what;
  const instead =
    appVersion === undefined ? 'the defaults count' : `what ${application} has counts, or the defaults`;
  return `${what}: nothing is said there any more, so ${instead}`;
}

const restart = (what: string): BlueprintChange => ({ type: 'restart', what });
const differ = (a: unknown, b: unknown) => !isDeepStrictEqual(a, b);
const keysOf = (...records: object[]) => [...new Set(records.flatMap((record) => Object.keys(record)))];

function applicationChanges(running: LoadedBlueprint, edited: LoadedBlueprint): BlueprintChange[] {
  return keysOf(running.applications, edited.applications).flatMap((application) => {
    const before = own(running.applications, application);
    const after = own(edited.applications, application);
    if (after === undefined) return restart(`the application ${application} is no longer declared`);
    const begun: BlueprintChange[] = before === undefined ? [{ type: 'application', application }] : [];
    const moved = before !== undefined && before.tenant !== after.tenant;
    return [
      ...begun,
      ...(moved ? [restart(`the application ${application} belongs to another tenant now`)] : []),
      ...(before !== undefined && differ(about(before), about(after))
        ? [{ type: 'description' as const, application }]
        : []),
      ...softwareChanges(application, before, after),
      ...keysOf(before?.versions ?? {}, after.versions).flatMap((appVersion) =>
        versionChanges({ application, appVersion }, { running, edited }),
      ),
    ];
  });
}

const about = ({ displayName, description }: { displayName?: string; description?: string }) => ({
  displayName,
  description,
});

function softwareChanges(
  application: string,
  before: Application | undefined,
  after: Application,
): BlueprintChange[] {
  const known = softwareOf(before);
  const wanted = softwareOf(after);
  return keysOf(known, wanted)
    .filter((version) => differ(own(known, version), own(wanted, version)))
    .map((version) => ({ type: 'software', application, version }));
}

/** By version. */
export const softwareOf = (application: Application | undefined) =>
  Object.fromEntries((application?.software ?? []).map((software) => [software.version, software]));

interface Both {
  readonly running: LoadedBlueprint;
  readonly edited: LoadedBlueprint;
}

function versionChanges(of: OfVersion, { running, edited }: Both): BlueprintChange[] {
  const { application, appVersion } = of;
  const before = versionOf(running, of);
  const after = versionOf(edited, of);
  if (after === undefined) return [restart(`the version ${appVersion} is no longer declared`)];
  const changes: BlueprintChange[] = [];
  if (before === undefined) changes.push({ type: 'version', ...of });
  else if (differ(about(before), about(after)))
    changes.push({ type: 'description', application, appVersion });
  if (before !== undefined && differ(own(running.schemas, appVersion), own(edited.schemas, appVersion)))
    changes.push({ type: 'schemas', ...of });
  if (differ(before?.configuration, after.configuration))
    changes.push({ type: 'default-configuration', ...of });
  return [...changes, ...endpointChanges(of, before, after)];
}

const versionOf = (blueprint: LoadedBlueprint, { application, appVersion }: OfVersion) =>
  own(own(blueprint.applications, application)?.versions ?? {}, appVersion);

/** An endpoint that exists belongs to those who use it: its declaration no longer has a say. */
function endpointChanges(
  of: OfVersion,
  before: ApplicationVersion | undefined,
  after: ApplicationVersion,
): BlueprintChange[] {
  const known = endpointsOf(before);
  const wanted = endpointsOf(after);
  return keysOf(known, wanted).flatMap((token): BlueprintChange[] => {
    const [was, is] = [own(known, token), own(wanted, token)];
    if (was === undefined) return [{ type: 'endpoint', ...of, token }];
    if (is === undefined) return [restart(`the endpoint ${token} of ${of.appVersion} is no longer declared`)];
    return differ(was, is)
      ? [restart(`the declaration of the endpoint ${token} of ${of.appVersion} has changed`)]
      : [];
  });
}

/** By token. A map would keep the order of tokens that look like numbers; the order does not matter here. */
const endpointsOf = (version: ApplicationVersion | undefined) =>
  Object.fromEntries((version?.endpoints ?? []).map((endpoint) => [endpoint.token, endpoint]));

function configurationChanges(running: LoadedBlueprint, edited: LoadedBlueprint): BlueprintChange[] {
  const type = 'service-configuration';
  return keysOf(running.configs, edited.configs).flatMap((serviceInstance) => {
    // What a service instance that does not run would be told has nobody to tell it to.
    if (!Object.hasOwn(running.services, serviceInstance)) return [];
    const [was, is] = [
      own(running.configs, serviceInstance) ?? {},
      own(edited.configs, serviceInstance) ?? {},
    ];
    return keysOf(was, is).flatMap((application): BlueprintChange[] => {
      const versions = keysOf(own(was, application)?.versions ?? {}, own(is, application)?.versions ?? {});
      return [undefined, ...versions]
        .map((appVersion) => ({
          appVersion,
          before: blueprintSettings(running, serviceInstance, application, appVersion),
          after: blueprintSettings(edited, serviceInstance, application, appVersion),
        }))
        .filter(({ before, after }) => differ(before, after))
        .map(({ appVersion, after }) => ({
          ...{ type, serviceInstance, application },
          ...(appVersion === undefined ? {} : { appVersion }),
          ...(Object.keys(after).length > 0 ? {} : { isGone: true as const }),
        }));
    });
  });
}

function credentialChanges(running: LoadedBlueprint, edited: LoadedBlueprint): BlueprintChange[] {
  const [before, after] = [credentialsOf(running), credentialsOf(edited)];
  return keysOf(before, after).flatMap((name): BlueprintChange[] => {
    if (!Object.hasOwn(before, name)) return [{ type: 'credentials', name }];
    if (!Object.hasOwn(after, name))
      return [restart(`the client credentials ${name} are no longer declared`)];
    return differ(before[name], after[name]) ? [restart(`the client credentials ${name} have changed`)] : [];
  });
}

/** By a name that may be shown. */
function credentialsOf({ credentials }: LoadedBlueprint): Record<string, unknown> {
  const basic = (credentials?.basic ?? []).map((one) => [one.username, one]);
  const x509 = (credentials?.x509 ?? []).map((one) => [`${one.issuer} ${one.serialNumber}`, one]);
  return Object.fromEntries([...basic, ...x509]);
}

/** Names, addresses and service instances: what the running platform was built from. */
function placeChanges(running: LoadedBlueprint, edited: LoadedBlueprint): BlueprintChange[] {
  const changes: BlueprintChange[] = [];
  if (running.name !== edited.name) changes.push(restart(`the name of the blueprint is now ${edited.name}`));
  if (running.tenant !== edited.tenant) changes.push(restart(`the tenant is now ${edited.tenant}`));
  if (differ(running.tenants ?? {}, edited.tenants ?? {}))
    changes.push(restart('the tenants besides that of the blueprint have changed'));
  const [here, there] = [running.environments, edited.environments];
  for (const name of keysOf(here, there).filter((key) => differ(own(here, key), own(there, key))))
    changes.push(restart(`the environment ${name} ${verbFor(own(here, name), own(there, name))}`));
  const [built, wanted] = [running.services, edited.services];
  for (const name of keysOf(built, wanted).filter((key) => differ(own(built, key), own(wanted, key)))) {
    const verb = verbFor(own(built, name), own(wanted, name));
    changes.push(restart(`the service instance ${name} ${verb}`));
  }
  return changes;
}

const verbFor = (before: unknown, after: unknown) => {
  if (before === undefined) return 'is new';
  return after === undefined ? 'is no longer declared' : 'has changed';
};
