/**
 * `GET /kaa/openapi.json`: the REST APIs as an OpenAPI 3.1 document, made of the schemas of the routes themselves.
 */
import { Type } from '../../schema.js';
import { sendJson } from './etag.js';
import type { RestContext, RestServer } from './server.js';

const DESCRIPTION =
  "The REST APIs of the local platform, in the shapes of Kaa's own. What is kaa's invention says so.";

const TAGS = {
  EPR: 'Endpoints, metadata and endpoint filters',
  CM: 'Endpoint tokens',
  CCM: 'Client credentials',
  CEX: 'Commands',
  ECR: 'Configurations',
  OTAO: 'Software',
  EPTS: 'Time series',
  BCX: 'Binary data',
  Tekton: 'Applications and settings',
  kaa: 'The local platform itself',
};

/** Collects the routes that are registered after it. */
export async function describeApi(server: RestServer, { platform }: RestContext): Promise<void> {
  const { default: swagger } = await import('@fastify/swagger');
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `kaa: ${platform.blueprint.name}`, version: '1', description: DESCRIPTION },
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          apiKey: { type: 'apiKey', in: 'header', name: 'x-iamcore-api-key' },
        },
      },
      security: [{}, { bearer: [] }, { apiKey: [] }],
    },
  });
  server.get(
    '/kaa/openapi.json',
    {
      config: { open: true },
      schema: {
        tags: ['kaa'],
        summary: 'This document',
        response: { 200: Type.Object({ openapi: Type.String() }, { description: 'OpenAPI 3.1.' }) },
      },
    },
    (_request, reply) => sendJson(reply, server.swagger()),
  );
}
