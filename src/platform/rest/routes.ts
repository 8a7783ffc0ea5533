/**
 * The services that the REST APIs have, one line each, and what is kaa's own.
 */
import { bcxRoutes } from './bcx/routes.js';
import { ccmRoutes } from './ccm/routes.js';
import { cexRoutes } from './cex/routes.js';
import { cmRoutes } from './cm/routes.js';
import { ecrRoutes } from './ecr/routes.js';
import { eprRoutes } from './epr/routes.js';
import { eptsRoutes } from './epts/routes.js';
import { kaaRoutes } from './kaa/routes.js';
import { operationRoutes } from './kaa-operations.js';
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
];

/** What only the local platform has, for those who run it. */
export const KAA_ROUTES: readonly Routes[] = [kaaRoutes, operationRoutes, snapshotRoutes];
