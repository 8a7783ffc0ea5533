/**
 * EPTS, time series, over REST: `/epts/api/v1`. (reference §6.5)
 */
import type { RestContext, RestServer } from '../server.js';
import { putRoutes } from './put.js';
import { queryRoutes } from './query.js';

export function eptsRoutes(server: RestServer, context: RestContext): void {
  queryRoutes(server, context);
  putRoutes(server, context);
}
