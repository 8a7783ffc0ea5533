/**
 * A small Kaa of the shapes in the reference, on a port of loopback: answers what a test lays down, and notes what it was
 * asked. It knows nothing by itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WallClock } from '../../src/kernel/clock.js';
import { Rest, type RestOptions } from '../../src/operator/rest.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a text. */
  readonly body?: unknown;
}

type Answering = Answer | ((asked: Asked) => Answer) | ((asked: Asked, response: ServerResponse) => void);

export class FakeRest {
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, Answering>();
  readonly #server = createServer((request, response) => this.#handle(request, response));

  static async open(): Promise<FakeRest> {
    const fake = new FakeRest();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A connection to it. */
  rest(options: Partial<RestOptions> = {}): Rest {
    return new Rest({ url: this.url, clock: new WallClock(), ...options });
  }

  /** Lays down the answer to `GET /some/path`; the path as it is on the wire. */
  on(what: string, answer: Answering): this {
    this.#answers.set(what, answer);
    return this;
  }

  reset(): void {
    this.#answers.clear();
    this.asked.length = 0;
  }

  /** `POST /some/path`, in the order they came. */
  get lines(): string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { pathname, searchParams } = new URL(request.url as string, this.url);
    const method = request.method as string;
    const body = text === '' ? undefined : JSON.parse(text);
    const asked = { method, path: pathname, query: searchParams, headers: request.headers, body };
    this.asked.push(asked);
    const found = this.#answers.get(`${method} ${pathname}`) ?? {
      status: 404,
      body: { message: 'there is no such resource', status: 404 },
    };
    const answer = typeof found === 'function' ? found(asked, response) : found;
    if (answer === undefined) return;
    const { status = 200, headers = {}, body: sent } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(sent === undefined || typeof sent === 'string' ? sent : JSON.stringify(sent));
  }
}
