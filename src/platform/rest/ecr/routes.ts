/**
 * ECR, the configuration register, over REST: `/ecr/api/v1`. (reference §7.3)
 */
import type { RestContext, RestServer } from '../server.js';
import { assignmentRoutes } from './assignments.js';
import { batchRoutes, schemaRoutes, statusRoutes } from './many.js';

export function ecrRoutes(server: RestServer, context: RestContext): void {
  assignmentRoutes(server, context);
  batchRoutes(server, context);
  schemaRoutes(server, context);
  statusRoutes(server, context);
}
