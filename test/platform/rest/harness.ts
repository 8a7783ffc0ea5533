/**
 * The REST APIs of the demo blueprint without a port. Every answer is held against the OpenAPI document that is served,
 * so a route whose answers are not as it says fails wherever it is tried.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { InjectOptions } from 'fastify';
import { loadBlueprint } from '../../../src/blueprint/load.js';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { serviceCatalog } from '../../../src/platform/catalog.js';
import { Platform } from '../../../src/platform/platform.js';
import { createRestApp, type RestApp } from '../../../src/platform/rest/app.js';
import type { RestSettings } from '../../../src/platform/rest/settings.js';
import { DEMO } from '../../helpers/platform.js';

/** Noon of a day, so that times look like times. */
export const NOW = Date.UTC(2026, 0, 1, 12);
export const NOW_TEXT = '2026-01-01T12:00:00.000Z';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever is answered
  readonly body: any;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface RestBench {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly app: RestApp;
  /** A call; an object as body is sent as JSON. */
  call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  idOf(token: string, application?: string): string;
}

/** Read once: it is frozen. */
const demo = loadBlueprint({ path: DEMO, catalog: serviceCatalog() });

export async function openRest(settings: Partial<RestSettings> = {}): Promise<RestBench> {
  const clock = new VirtualClock(NOW);
  const journal = new Journal(clock);
  const platform = new Platform(await demo, { clock, journal, random: createRandom(1) });
  const app = await createRestApp(platform, { settings });
  checks ??= answerChecks(app);
  const check = await checks;
  return {
    platform,
    clock,
    journal,
    app,
    async call(method, url, body, headers = {}) {
      const request: InjectOptions = { method: method as 'GET', url, headers };
      if (body !== undefined) {
        request.payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
        request.headers = { 'content-type': 'application/json', ...headers };
      }
      const response = await app.inject(request);
      const isJson = String(response.headers['content-type'] ?? '').startsWith('application/json');
      const parsed = isJson && response.payload !== '' ? JSON.parse(response.payload) : response.payload;
      check(method, url, response.statusCode, parsed);
      return { status: response.statusCode, body: parsed, headers: response.headers as Answer['headers'] };
    },
    idOf(token, application = 'demo') {
      const entry = platform.services.cm.find(application, token);
      if (entry === undefined) throw new Error(`no endpoint ${token} in ${application}`);
      return entry.endpointId;
    },
  };
}

type Check = (method: string, url: string, status: number, body: unknown) => void;

/** Made once: the routes are the same for every app. */
let checks: Promise<Check> | undefined;

async function answerChecks(app: RestApp): Promise<Check> {
  const { paths } = JSON.parse((await app.inject('/kaa/openapi.json')).payload);
  const ajv = new Ajv2020({ strict: false });
  const routes = Object.keys(paths)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }))
    // What is spelt out wins over a parameter, as in the router.
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  return (method, url, status, body) => {
    if (status >= 400) {
      if (typeof (body as { message?: unknown })?.message !== 'string') {
        throw new Error(`${method} ${url}: ${status} without a message: ${JSON.stringify(body)}`);
      }
      return;
    }
    const path = url.split('?')[0] as string;
    const matching = routes.filter(({ pattern }) => pattern.test(path));
    const operation = matching
      .map((route) => paths[route.path][method.toLowerCase()])
      .find((found) => found !== undefined);
    if (operation === undefined) throw new Error(`${method} ${path} is not in the OpenAPI document`);
    if (status === 304) return;
    const described = operation.responses[status];
    if (described === undefined) throw new Error(`${method} ${path}: ${status} is not documented`);
    const schema = described.content?.['application/json']?.schema;
    if (schema === undefined || body === '') return;
    if (!ajv.validate(schema, body)) {
      throw new Error(`${method} ${path}: ${ajv.errorsText(ajv.errors)} in ${JSON.stringify(body)}`);
    }
  };
}
