/**
 * REST of a platform in this process, without a port: the same routes and the same answers, handed over as values. So
 * whatever speaks REST can watch a platform that listens nowhere.
 */
import { Readable } from 'node:stream';
import { WallClock } from '../kernel/clock.js';
import { Rest } from '../operator/rest.js';
import type { Platform } from '../platform/platform.js';
import type { RestApp } from '../platform/rest/app.js';

/** Nothing listens there: the name stands in messages alone. */
const NOWHERE = 'http://127.0.0.1';

export interface InProcessRest {
  readonly rest: Rest;
  /** Ends what is open: streams and waiting calls. */
  close(): Promise<void>;
}

/** The door of a platform; close it before the platform is stopped. */
export async function restInProcess(platform: Platform): Promise<InProcessRest> {
  const { createRestApp } = await import('../platform/rest/app.js');
  // Whoever is in the process needs no token to prove it.
  const app = await createRestApp(platform, { settings: { auth: 'optional' } });
  return {
    rest: new Rest({ url: NOWHERE, clock: new WallClock(), fetch: fetchFrom(app) }),
    close: () => app.close(),
  };
}

function fetchFrom(app: RestApp): typeof fetch {
  return async (url, init = {}) => {
    const { pathname, search } = new URL(String(url));
    const { body, signal } = init;
    const response = await app.inject({
      method: (init.method ?? 'GET') as 'GET',
      url: pathname + search,
      headers: init.headers as Record<string, string>,
      ...(typeof body === 'string' && { payload: body }),
      ...(signal && { signal }),
      payloadAsStream: true,
    });
    const { statusCode: status } = response;
    const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const hasBody = status !== 204 && status !== 304;
    const stream = response.stream();
    if (!hasBody) stream.resume();
    const content = hasBody ? (Readable.toWeb(stream) as unknown as ReadableStream) : null;
    return new Response(content, { status, headers });
  };
}
