/**
 * What a blueprint declares, put into the services of a platform: credentials, software, default configurations and endpoints.
 *
 * Whatever is there already stays as it is, so the same call fills a new platform, completes one that was restored from a
 * snapshot, and adds what an edited blueprint declares anew.
 */
import type { Application, ApplicationVersion, LoadedBlueprint } from '../blueprint/model.js';
import { credentialsByTenant } from '../blueprint/tenants-model.js';
import type { EndpointSpec } from './registration.js';
import type { Services } from './services/services.js';

export interface Declaring {
  readonly services: Services;
  register(spec: EndpointSpec): unknown;
}

/** Adds what is missing. */
export function declare(platform: Declaring, blueprint: LoadedBlueprint): void {
  const { ccm } = platform.services;
  // Those that exist are refused, which is what is wanted.
  for (const [tenant, credentials] of credentialsByTenant(blueprint)) {
    for (const basic of credentials.basic ?? []) ccm.createBasic({ ...basic, tenant });
    for (const x509 of credentials.x509 ?? []) ccm.createX509({ ...x509, tenant });
  }
  for (const [applicationName, application] of Object.entries(blueprint.applications))
    declareApplication(platform, applicationName, application);
}

function declareApplication(platform: Declaring, applicationName: string, application: Application): void {
  const { otao } = platform.services;
  const known = new Set(otao.list(applicationName).map(({ version }) => version));
  for (const software of application.software ?? [])
    if (!known.has(software.version)) otao.set(applicationName, software);
  for (const [appVersionName, version] of Object.entries(application.versions))
    declareVersion(platform, applicationName, appVersionName, version);
}

function declareVersion(
  platform: Declaring,
  applicationName: string,
  appVersionName: string,
  { configuration, endpoints = [] }: ApplicationVersion,
): void {
  const { ecr, cm, epr } = platform.services;
  if (configuration !== undefined && ecr.get({ appVersionName }) === undefined)
    ecr.set({ appVersionName }, configuration);
  for (const endpoint of endpoints) {
    const isThere =
      cm.find(applicationName, endpoint.token) !== undefined ||
      (endpoint.endpointId !== undefined && epr.endpoint(endpoint.endpointId) !== undefined);
    if (!isThere) platform.register({ applicationName, appVersionName, ...endpoint });
  }
}
