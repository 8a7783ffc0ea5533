/**
 * The REST APIs of the local platform as a function from request to response; whoever speaks HTTP mounts it.
 *
 * Built on fastify, which loads here and nowhere else. It opens no port. Each service has its routes in its own folder;
 * schemas on the routes check what comes in, and are what `/kaa/openapi.json` is made of. The callers of each tenant have
 * a server of their own, with the same routes over a narrower view of the platform.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { schemaTools } from '../../blueprint/json-schema.js';
import { loadQueryCompiler } from '../services/epr/mongo-query.js';
import { refuseStrangers, tenantsOfTokens } from './auth.js';
import { takeJson } from './bodies.js';
import { answerError, answerErrors } from './errors.js';
import { describeApi } from './openapi.js';
import { KAA_ROUTES, ROUTES } from './routes.js';
import type { RestContext, RestPlatform, RestServer } from './server.js';
import { RestSettings } from './settings.js';
import { tenantView } from './tenant-view.js';
import { lazyValidators } from './validation.js';

export interface RestOptions {
  /** What wins over the settings of the service instance `rest`. */
  readonly settings?: Partial<RestSettings> | undefined;
}

export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

export interface RestApp {
  /** Answers a request; give it those whose path nobody else has. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** A request without a port, for tests and for callers in the same process. */
  inject(request: InjectOptions | string): Promise<LightMyRequestResponse>;
  /** Every route, with names in the form `:name`. */
  readonly routes: readonly RegisteredRoute[];
  /** Ends what is open: event streams and waiting calls. */
  close(): Promise<void>;
}

/** The routes of the callers of one tenant, or of callers that need none. */
interface Built {
  readonly server: RestServer;
  readonly routes: readonly RegisteredRoute[];
}

/** The longest name in a path. */
const PARAM_CHARACTERS_MAX = 1024;

/** Builds the REST APIs of a platform. */
export async function createRestApp(platform: RestPlatform, options: RestOptions = {}): Promise<RestApp> {
  const tools = schemaTools();
  const compileQuery = await loadQueryCompiler();
  const given = { ...platform.blueprint.services.rest?.settings, ...options.settings };
  const settings = tools.complete(RestSettings, given) as RestSettings;
  const context: RestContext = { platform, settings, tools, compileQuery };
  const everybody = await buildServer(context);
  const ofTenants = new Map<string, Promise<Built>>();
  const tenantOf = tenantsOfTokens(settings);
  const builtFor = (headers: IncomingHttpHeaders): Promise<Built> | undefined => {
    const tenant = tenantOf(headers);
    if (tenant === undefined) return undefined;
    const built = ofTenants.get(tenant) ?? buildServer(context, tenant);
    ofTenants.set(tenant, built);
    return built;
  };
  return {
    handle(request, response) {
      const built = builtFor(request.headers);
      if (built === undefined) everybody.server.routing(request, response);
      else built.then(({ server }) => server.routing(request, response));
    },
    async inject(request) {
      const { server } = (await builtFor(headersOf(request))) ?? everybody;
      return await server.inject(request);
    },
    routes: everybody.routes,
    async close() {
      const all = [everybody, ...(await Promise.all(ofTenants.values()))];
      await Promise.all(all.map(({ server }) => server.close()));
    },
  };
}

/** As they arrive over HTTP: names in small letters. */
function headersOf(request: InjectOptions | string): IncomingHttpHeaders {
  const { headers = {} } = typeof request === 'string' ? {} : request;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** @param tenant whose callers it is for; absent: for whoever presents no token that is known */
async function buildServer(whole: RestContext, tenant?: string): Promise<Built> {
  const { platform, settings } = whole;
  const { fastify } = await import('fastify');
  const context = tenant === undefined ? whole : { ...whole, platform: tenantView(platform, tenant) };
  const server = fastify({
    logger: false,
    bodyLimit: settings.bodyBytesMax,
    routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
  }) as unknown as RestServer;
  const compileLater = await lazyValidators();
  server.setValidatorCompiler(({ schema, httpPart }) => compileLater(schema as object, httpPart));
  // The schemas of answers are documentation, which tests hold true; nothing is dropped by them.
  server.setSerializerCompiler(() => JSON.stringify);
  const routes: RegisteredRoute[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) routes.push({ method: name, url });
  });
  answerErrors(server, routes);
  takeJson(server);
  if (tenant === undefined && settings.auth === 'required') refuseStrangers(server);
  await describeApi(server, context);
  for (const routes of ROUTES) await server.register(async (scope) => routes(scope as RestServer, context));
  // The platform itself belongs to the tenant of its blueprint, whole.
  if ((tenant ?? platform.blueprint.tenant) === platform.blueprint.tenant)
    for (const routes of KAA_ROUTES)
      await server.register(async (scope) => routes(scope as RestServer, whole));
  await server.ready();
  return { server, routes };
}
