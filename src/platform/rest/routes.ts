/**
 * The services that the REST APIs have, one line each.
 */
import { cexRoutes } from './cex/routes.js';
import { ecrRoutes } from './ecr/routes.js';
import { eprRoutes } from './epr/routes.js';
import type { Routes } from './server.js';

export const ROUTES: readonly Routes[] = [eprRoutes, cexRoutes, ecrRoutes];
