/**
 * EPR by REST: the endpoint register. [7/7.1]
 */
import { type Page, path, type Rest } from './rest.js';

export interface RestEndpoint {
  readonly endpointId: string;
  /** ISO 8601, as are all dates of REST. */
  readonly createdDate?: string;
  readonly appVersion: { readonly name: string; readonly registeredDate?: string };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly metadataUpdatedDate?: string;
  /** IDs of the endpoint filters that it matches. */
  readonly filters?: readonly string[];
}

export interface EndpointQuery {
  readonly applicationName?: string | undefined;
  readonly applicationVersionName?: string | undefined;
  readonly filterId?: string | undefined;
  readonly include?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

export interface NewEndpoint {
  readonly appVersionName: string;
  readonly endpointToken?: string | undefined;
  readonly endpointId?: string | undefined;
  readonly metadata?: unknown;
}

export interface CreatedEndpoint {
  readonly endpointId: string;
  readonly token: string;
  /** State of the token. */
  readonly status: string;
}

export interface PatchOperation {
  readonly op: 'add' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** A page of the endpoints that may be seen. */
export async function listEndpoints(rest: Rest, query: EndpointQuery): Promise<Page<RestEndpoint>> {
  const { body } = await rest.call({ path: '/epr/api/v1/endpoints', query: { ...query } });
  return body as Page<RestEndpoint>;
}

/** Registers an endpoint with a token, which Kaa makes up when none is given. */
export async function createEndpoint(rest: Rest, endpoint: NewEndpoint): Promise<CreatedEndpoint> {
  const { appVersionName, ...others } = endpoint;
  const body = { appVersion: { name: appVersionName }, ...others };
  return (await rest.call({ method: 'POST', path: '/epr/api/v1/endpoints', body })).body as CreatedEndpoint;
}

/** One endpoint with its metadata; undefined when there is none of that ID. */
export async function endpointById(rest: Rest, endpointId: string): Promise<RestEndpoint | undefined> {
  const query = { include: 'metadata' };
  const answer = await rest.find({ path: path`/epr/api/v1/endpoints/${endpointId}`, query });
  return answer?.body as RestEndpoint | undefined;
}

/** Unregisters an endpoint. */
export async function deleteEndpoint(rest: Rest, endpointId: string): Promise<void> {
  await rest.call({ method: 'DELETE', path: path`/epr/api/v1/endpoints/${endpointId}` });
}

/** The metadata document, and the ETag to change exactly this state of it. */
export async function metadataOf(
  rest: Rest,
  endpointId: string,
): Promise<{ readonly metadata: Readonly<Record<string, unknown>>; readonly etag?: string | undefined }> {
  const { body, etag } = await rest.call({ path: path`/epr/api/v1/endpoints/${endpointId}/metadata` });
  return { metadata: (body ?? {}) as Readonly<Record<string, unknown>>, etag };
}

/**
 * Sets some keys and deletes others, all or nothing.
 * @throws KaaError REST_REFUSED with status 412 when somebody else changed the metadata since `etag`
 */
export async function patchMetadata(
  rest: Rest,
  endpointId: string,
  change: { readonly operations: readonly PatchOperation[]; readonly etag?: string | undefined },
): Promise<void> {
  await rest.call({
    method: 'PATCH',
    path: path`/epr/api/v1/endpoints/${endpointId}/metadata`,
    contentType: 'application/json-patch+json',
    body: change.operations,
    ifMatch: change.etag,
  });
}

/** The JSON Patch (RFC 6902) that sets and deletes top-level keys; keys that are not there need no deleting. */
export function metadataPatch(
  before: Readonly<Record<string, unknown>>,
  set: Readonly<Record<string, unknown>>,
  remove: readonly string[],
): PatchOperation[] {
  const at = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    ...[...new Set(remove)]
      .filter((key) => Object.hasOwn(before, key))
      .map((key) => ({ op: 'remove' as const, path: at(key) })),
    ...Object.entries(set).map(([key, value]) => ({ op: 'add' as const, path: at(key), value })),
  ];
}
