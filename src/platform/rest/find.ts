/**
 * From names in a request to what they name, or 404.
 */
import type { Endpoint } from '../services/epr/epr.js';
import type { EndpointFilter } from '../services/epr/filters.js';
import type { ServedApplication, ServedVersion } from '../services/tekton/tekton.js';
import { notFound } from './http-error.js';
import type { RestContext } from './server.js';

/** @throws HttpError 404 */
export function endpointOf({ platform }: RestContext, endpointId: string): Endpoint {
  const endpoint = platform.services.epr.endpoint(endpointId);
  if (endpoint === undefined) throw notFound(`there is no endpoint ${endpointId}`);
  return endpoint;
}

/** @throws HttpError 404 */
export function applicationOf({ platform }: RestContext, applicationName: string): ServedApplication {
  const application = platform.services.tekton.application(applicationName);
  if (application === undefined) throw notFound(`there is no application ${applicationName}`);
  return application;
}

/** @throws HttpError 404 */
export function versionOf({ platform }: RestContext, appVersionName: string): ServedVersion {
  const version = platform.services.tekton.version(appVersionName);
  if (version === undefined) throw notFound(`there is no application version ${appVersionName}`);
  return version;
}

/** @throws HttpError 404, also when it belongs to another application than the one named */
export function filterOf(
  { platform }: RestContext,
  filterId: string,
  applicationName?: string,
): EndpointFilter {
  const filter = platform.services.filters.find(filterId);
  const isForeign = applicationName !== undefined && filter?.applicationName !== applicationName;
  if (filter === undefined || isForeign) throw notFound(`there is no filter ${filterId}`);
  return filter;
}

/** The endpoints of a list of IDs. @throws HttpError 404 that names those that are none */
export function endpointsOf(context: RestContext, endpointIds: readonly string[]): Endpoint[] {
  const { epr } = context.platform.services;
  const unknown = endpointIds.filter((endpointId) => epr.endpoint(endpointId) === undefined);
  if (unknown.length > 0) {
    const shown = unknown.slice(0, SHOWN).join(', ');
    throw notFound(`there is no endpoint ${shown}${unknown.length > SHOWN ? ', …' : ''}`);
  }
  return endpointIds.map((endpointId) => endpointOf(context, endpointId));
}

/** Names that an error lists at most. */
const SHOWN = 10;
