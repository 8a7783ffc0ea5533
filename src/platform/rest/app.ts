/**
 * The REST APIs of the local platform as a function from request to response; whoever speaks HTTP mounts it.
 *
 * Built on fastify, which loads here and nowhere else. It opens no port. Each service has its routes in its own folder;
 * schemas on the routes check what comes in, and are what `/kaa/openapi.json` is made of.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { loadSchemaTools } from '../../blueprint/json-schema.js';
import { loadQueryCompiler } from '../services/epr/mongo-query.js';
import { guard } from './auth.js';
import { takeJson } from './bodies.js';
import { answerError, answerErrors } from './errors.js';
import { describeApi } from './openapi.js';
import { ROUTES } from './routes.js';
import type { RestContext, RestPlatform, RestServer } from './server.js';
import { RestSettings } from './settings.js';
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

/** The longest name in a path. */
const PARAM_CHARACTERS_MAX = 1024;

/** Builds the REST APIs of a platform. */
export async function createRestApp(platform: RestPlatform, options: RestOptions = {}): Promise<RestApp> {
  const [{ fastify }, tools, compileQuery] = await Promise.all([
    import('fastify'),
    loadSchemaTools(),
    loadQueryCompiler(),
  ]);
  const given = { ...platform.blueprint.services.rest?.settings, ...options.settings };
  const settings = tools.complete(RestSettings, given) as RestSettings;
  const context: RestContext = { platform, settings, tools, compileQuery };
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
  guard(server, context);
  await describeApi(server, context);
  for (const routes of ROUTES) await server.register(async (scope) => routes(scope as RestServer, context));
  await server.ready();
  return {
    handle: (request, response) => server.routing(request, response),
    inject: (request) => server.inject(request),
    routes,
    close: () => server.close(),
  };
}
