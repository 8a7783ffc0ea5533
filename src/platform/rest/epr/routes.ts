/**
 * EPR, the endpoint register, over REST: `/epr/api/v1`. (reference §7.1)
 */
import type { RestContext, RestServer } from '../server.js';
import { createRoutes } from './create.js';
import { endpointRoutes } from './endpoints.js';
import { filterRoutes } from './filters.js';
import { metadataRoutes } from './metadata.js';

export function eprRoutes(server: RestServer, context: RestContext): void {
  createRoutes(server, context);
  endpointRoutes(server, context);
  metadataRoutes(server, context);
  filterRoutes(server, context);
}
