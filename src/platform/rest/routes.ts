/**
 * The services that the REST APIs have, one line each.
 */
import { cexRoutes } from './cex/routes.js';
import { cmRoutes } from './cm/routes.js';
import { ecrRoutes } from './ecr/routes.js';
import { eprRoutes } from './epr/routes.js';
import { eptsRoutes } from './epts/routes.js';
import { kaaRoutes } from './kaa/routes.js';
import { snapshotRoutes } from './kaa-snapshot.js';
import type { Routes } from './server.js';

export const ROUTES: readonly Routes[] = [
  eprRoutes,
  cmRoutes,
  cexRoutes,
  ecrRoutes,
  eptsRoutes,
  kaaRoutes,
  snapshotRoutes,
];
