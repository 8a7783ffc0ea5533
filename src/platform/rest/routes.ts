/**
 * The services that the REST APIs have, one line each.
 */
import { bcxRoutes } from './bcx/routes.js';
import { ccmRoutes } from './ccm/routes.js';
import { cexRoutes } from './cex/routes.js';
import { cmRoutes } from './cm/routes.js';
import { ecrRoutes } from './ecr/routes.js';
import { eprRoutes } from './epr/routes.js';
import { eptsRoutes } from './epts/routes.js';
import { kaaRoutes } from './kaa/routes.js';
import { snapshotRoutes } from './kaa-snapshot.js';
import { otaoRoutes } from './otao/routes.js';
import type { Routes } from './server.js';
import { tektonRoutes } from './tekton/routes.js';

export const ROUTES: readonly Routes[] = [
  eprRoutes,
  cmRoutes,
  ccmRoutes,
  cexRoutes,
  ecrRoutes,
  otaoRoutes,
  eptsRoutes,
  bcxRoutes,
  tektonRoutes,
  kaaRoutes,
  snapshotRoutes,
];
