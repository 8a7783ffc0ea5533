/**
 * Tekton, applications and settings, over REST: `/tekton/api/v1`. (reference §7.6)
 */
import type { RestContext, RestServer } from '../server.js';
import { applicationRoutes } from './applications.js';
import { configRoutes } from './configs.js';
import { instanceRoutes } from './instances.js';

export function tektonRoutes(server: RestServer, context: RestContext): void {
  applicationRoutes(server, context);
  configRoutes(server, context);
  instanceRoutes(server, context);
}
