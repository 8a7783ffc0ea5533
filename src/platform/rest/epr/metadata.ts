/**
 * EPR, metadata: the whole document with its ETag, JSON Patch, and single keys. (RFC 6902)
 */
import { Type } from '../../../schema.js';
import type { Endpoint } from '../../services/epr/epr.js';
import { objectBody, requiredBody } from '../bodies.js';
import { checkIfMatch, etagOf, sendWithEtag } from '../etag.js';
import { applicationOf, endpointOf } from '../find.js';
import { badRequest, notFound } from '../http-error.js';
import { applyJsonPatch, JsonPatch } from '../json-patch.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, EndpointParams, Metadata } from './shapes.js';

const PATH = `${BASE}/endpoints/:id/metadata`;
const tags = ['EPR'];
const Keys = Type.Array(Type.String());

/** `/endpoints/{id}/metadata`, its keys, and `/applications/{app}/metadata-keys`. */
export function metadataRoutes(server: RestServer, context: RestContext): void {
  documentRoutes(server, context);
  keyRoutes(server, context);
  keyListRoutes(server, context);
}

function documentRoutes(server: RestServer, context: RestContext): void {
  const { epr } = context.platform.services;
  const params = EndpointParams;
  const response = { 200: Metadata };
  server.get(
    PATH,
    { schema: { tags, summary: 'Show the metadata of an endpoint', params, response } },
    (request, reply) => sendWithEtag(request, reply, endpointOf(context, request.params.id).metadata),
  );
  server.put(
    PATH,
    { schema: { tags, summary: 'Replace the metadata of an endpoint', params, body: Metadata, response } },
    (request, reply) => {
      const { endpointId, metadata } = endpointOf(context, request.params.id);
      checkIfMatch(request, etagOf(metadata));
      epr.replaceMetadata(endpointId, objectBody(request));
      return sendWithEtag(request, reply, epr.metadata(endpointId));
    },
  );
  server.patch(
    PATH,
    {
      schema: {
        tags,
        summary: 'Change the metadata of an endpoint by JSON Patch',
        params,
        body: JsonPatch,
        response,
      },
    },
    async (request, reply) => {
      const { endpointId, metadata } = endpointOf(context, request.params.id);
      checkIfMatch(request, etagOf(metadata));
      const after = await applyJsonPatch(metadata, request);
      if (typeof after !== 'object' || after === null || Array.isArray(after)) {
        throw badRequest('metadata is a JSON object, and must be one after the patch');
      }
      // The patch was applied to a copy; nobody may have changed the original meanwhile.
      checkIfMatch(
        { headers: { 'if-match': etagOf(metadata) } } as typeof request,
        etagOf(epr.metadata(endpointId)),
      );
      epr.replaceMetadata(endpointId, after as Endpoint['metadata']);
      return sendWithEtag(request, reply, epr.metadata(endpointId));
    },
  );
}

function keyRoutes(server: RestServer, context: RestContext): void {
  const { epr } = context.platform.services;
  const params = Type.Object({ id: Type.String(), key: Type.String({ minLength: 1 }) });
  const Value = Type.Unknown({ description: 'Any JSON value.' });
  server.get(
    `${PATH}/:key`,
    { schema: { tags, summary: 'Show one value of the metadata', params, response: { 200: Value } } },
    (request, reply) => {
      const { id, key } = request.params;
      return sendWithEtag(request, reply, metadataValue(endpointOf(context, id), key));
    },
  );
  server.put(
    `${PATH}/:key`,
    {
      schema: {
        tags,
        summary: 'Set one value of the metadata',
        params,
        body: Value,
        response: { 200: Value },
      },
    },
    (request, reply) => {
      const { id, key } = request.params;
      const { endpointId, metadata } = endpointOf(context, id);
      if (key === '__proto__') throw badRequest('nobody may set the key "__proto__"');
      checkIfMatch(request, Object.hasOwn(metadata, key) ? etagOf(metadata[key]) : undefined);
      epr.replaceMetadata(endpointId, { ...metadata, [key]: requiredBody(request) });
      return sendWithEtag(request, reply, metadataValue(endpointOf(context, id), key));
    },
  );
  server.delete(
    `${PATH}/:key`,
    { schema: { tags, summary: 'Delete one value of the metadata', params, response: { 204: Type.Null() } } },
    (request, reply) => {
      const { id, key } = request.params;
      const endpoint = endpointOf(context, id);
      checkIfMatch(request, etagOf(metadataValue(endpoint, key)));
      const { [key]: _, ...rest } = endpoint.metadata;
      epr.replaceMetadata(endpoint.endpointId, rest);
      return reply.code(204).send();
    },
  );
}

function metadataValue({ metadata, endpointId }: Endpoint, key: string): unknown {
  if (!Object.hasOwn(metadata, key))
    throw notFound(`the endpoint ${endpointId} has no metadata key "${key}"`);
  return metadata[key];
}

function keyListRoutes(server: RestServer, context: RestContext): void {
  const { epr, tekton } = context.platform.services;
  server.get(
    `${BASE}/endpoints/:id/metadata-keys`,
    {
      schema: {
        tags,
        summary: 'List the metadata keys of an endpoint',
        params: EndpointParams,
        response: { 200: Keys },
      },
    },
    ({ params }) => Object.keys(endpointOf(context, params.id).metadata),
  );
  server.get(
    `${BASE}/applications/:app/metadata-keys`,
    {
      schema: {
        tags,
        summary: 'List the metadata keys of an application, by version',
        params: Type.Object({ app: Type.String() }),
        response: { 200: Type.Record(Type.String(), Keys) },
      },
    },
    ({ params }) => {
      applicationOf(context, params.app);
      const keys = new Map(
        tekton.versionsOf(params.app).map((version) => [version.appVersionName, new Set<string>()]),
      );
      for (const { appVersionName, metadata } of epr.endpoints()) {
        const known = keys.get(appVersionName);
        if (known !== undefined) for (const key of Object.keys(metadata)) known.add(key);
      }
      return Object.fromEntries([...keys].map(([version, names]) => [version, [...names]]));
    },
  );
}
