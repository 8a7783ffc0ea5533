/**
 * CEX, command execution, over REST: `/cex/api/v1`. (reference §7.2)
 */
import type { RestContext, RestServer } from '../server.js';
import { batchRoutes } from './batches.js';
import { invokeRoutes } from './invoke.js';
import { commandLookupRoutes } from './lists.js';

export function cexRoutes(server: RestServer, context: RestContext): void {
  invokeRoutes(server, context);
  commandLookupRoutes(server, context);
  batchRoutes(server, context);
}
