/**
 * The REST APIs behind KPC's HTTP port: built when the first request for them arrives, so that a platform which only
 * speaks 1/KP starts without them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RestApp } from './app.js';
import type { RestPlatform } from './server.js';

export class RestMount {
  readonly #platform: RestPlatform;
  #app: Promise<RestApp> | undefined;

  constructor(platform: RestPlatform) {
    this.#platform = platform;
  }

  /** Answers a request whose path is not KPC's. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    // A caller may wait a minute for a command, or listen to events all day: that is no dead connection.
    request.socket.setTimeout(0);
    this.#app ??= import('./app.js').then(({ createRestApp }) => createRestApp(this.#platform));
    this.#app.then(
      (app) => app.handle(request, response),
      (error: Error) => response.writeHead(500).end(JSON.stringify({ message: error.message })),
    );
  }

  /** Ends event streams and waiting calls. */
  async close(): Promise<void> {
    const app = await this.#app?.catch(() => undefined);
    this.#app = undefined;
    await app?.close();
  }
}
