/**
 * From what a person types to the endpoint that is meant: a token, where Kaa tells to whom it belongs, or an endpoint ID.
 */
import { kaaError } from '../errors.js';
import { type FoundToken, findToken } from './cm.js';
import { endpointById, type RestEndpoint } from './epr.js';
import { type Rest, statusOf } from './rest.js';
import { listApplications } from './tekton.js';

/**
 * The endpoint of a token or an ID, the token first.
 * @throws KaaError ENDPOINT_NOT_FOUND, APPLICATION_NEEDED when several applications have the token
 */
export async function findEndpoint(
  rest: Rest,
  name: string,
  applicationName?: string,
): Promise<RestEndpoint> {
  const token = await onlyToken(rest, name, applicationName);
  const endpoint = await endpointById(rest, token?.endpointId ?? name);
  if (endpoint === undefined) throw notFound(name, applicationName);
  return endpoint;
}

/** Like {@link findEndpoint}, for a token alone. */
export async function findTokenHolder(
  rest: Rest,
  token: string,
  applicationName?: string,
): Promise<FoundToken> {
  const found = await onlyToken(rest, token, applicationName);
  if (found === undefined) throw notFound(token, applicationName);
  return found;
}

async function onlyToken(
  rest: Rest,
  name: string,
  applicationName?: string,
): Promise<FoundToken | undefined> {
  const applications = applicationName === undefined ? await applicationNames(rest) : [applicationName];
  const found = await findToken(rest, name, applications);
  if (found.length < 2) return found[0];
  const known = found.map((token) => token.applicationName).join(', ');
  throw kaaError('APPLICATION_NEEDED', { reason: `Several have the token "${name}"`, known });
}

/** None where the caller may not see them: then what was typed can only be an endpoint ID. */
async function applicationNames(rest: Rest): Promise<string[]> {
  try {
    return (await listApplications(rest)).map(({ name }) => name);
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return [];
  }
}

function notFound(name: string, applicationName: string | undefined) {
  return kaaError('ENDPOINT_NOT_FOUND', {
    name,
    where: applicationName === undefined ? '' : ` in the application ${applicationName}`,
  });
}
