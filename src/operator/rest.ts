/**
 * Kaa's REST, from the caller's side: one connection to one Kaa, by its base URL. Everything that differs between Kaa's
 * services (paths, shapes) is in the files beside this one; here is what they share: the way there, the API token, the
 * time-out, and refusals as failures that a person can act upon.
 *
 * The same code speaks to the local platform and to any other Kaa. Nothing is sent off this machine unless it is allowed.
 */
import { isIP } from 'node:net';
import { type KaaError, kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';

/** How long an answer may take, in milliseconds, unless a call says otherwise. */
const TIMEOUT_MS = 30_000;

export interface RestOptions {
  /** Where Kaa's REST begins, such as `http://127.0.0.1:8080`; service prefixes such as `/epr/api/v1` are added to it. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. [7] */
  readonly apiToken?: string | undefined;
  /** Allows a URL that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  readonly clock: Clock;
  readonly timeoutMs?: number | undefined;
  /** How requests travel; by HTTP when absent. A platform in the same process needs no port. */
  readonly fetch?: typeof fetch | undefined;
}

type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its prefix, names encoded: see {@link path}. */
  readonly path: string;
  /** A list is repeated; undefined is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON when it is there. */
  readonly body?: unknown;
  /** `application/json` when absent. */
  readonly contentType?: string;
  readonly ifMatch?: string | undefined;
  readonly timeoutMs?: number;
}

export interface RestAnswer {
  readonly status: number;
  /** The JSON of the answer; undefined when there is none. */
  readonly body: unknown;
  readonly location?: string | undefined;
  readonly etag?: string | undefined;
}

/** A page of a listing, as EPR and CM have it. [7/7.1] */
export interface Page<Item> {
  readonly content: readonly Item[];
  readonly totalElements: number;
}

/** A path whose names are encoded: path`/epr/api/v1/endpoints/${id}`. @throws KaaError REST_NAME_UNUSABLE */
export function path(texts: TemplateStringsArray, ...names: readonly string[]): string {
  return String.raw({ raw: texts.raw }, ...names.map(segment));
}

/** URLs treat `.` and `..` as steps, encoded or not. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..') throw kaaError('REST_NAME_UNUSABLE', { name });
  return encodeURIComponent(name);
}

/** A connection to one Kaa. Opening it sends nothing. */
export class Rest {
  readonly url: string;
  readonly clock: Clock;
  readonly #options: RestOptions;

  /** @throws KaaError REST_URL_INVALID, REST_NOT_LOOPBACK */
  constructor(options: RestOptions) {
    this.url = checkedUrl(options);
    this.clock = options.clock;
    this.#options = options;
  }

  /**
   * Asks and waits for the whole answer.
   * @throws KaaError REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED, REST_UNREADABLE
   */
  async call(request: RestRequest): Promise<RestAnswer> {
    const abort = new AbortController();
    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS;
    const cancel = this.clock.schedule(timeoutMs, 'REST time-out', () => abort.abort());
    try {
      const response = await this.#send(request, abort.signal);
      const text = await response.text();
      const { status, headers } = response;
      if (!response.ok) throw this.#refusal(request, response, text);
      return {
        status,
        body: this.#parsed(text),
        location: headers.get('location') ?? undefined,
        etag: headers.get('etag') ?? undefined,
      };
    } catch (error) {
      const late = `no answer within ${timeoutMs / 1000} s`;
      throw this.#reported(error, abort.signal.aborted ? late : undefined);
    } finally {
      cancel();
    }
  }

  /** Like {@link call}; undefined for 404, which Kaa also answers where access is denied. [7] */
  async find(request: RestRequest): Promise<RestAnswer | undefined> {
    try {
      return await this.call(request);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /**
   * The text of an answer as it comes, until it ends or the signal aborts it. No time-out.
   * @throws KaaError as {@link call}
   */
  async *stream(request: RestRequest, signal: AbortSignal): AsyncGenerator<string> {
    try {
      const response = await this.#send(request, signal, 'text/event-stream');
      if (!response.ok) throw this.#refusal(request, response, await response.text());
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) yield decoder.decode(bytes, { stream: true });
    } catch (error) {
      if (!signal.aborted) throw this.#reported(error);
    }
  }

  async #send(request: RestRequest, signal: AbortSignal, accept = 'application/json'): Promise<Response> {
    const { method = 'GET', body, contentType = 'application/json', ifMatch } = request;
    const headers: Record<string, string> = { accept };
    const { apiToken } = this.#options;
    if (apiToken !== undefined) headers.authorization = `Bearer ${apiToken}`;
    if (ifMatch !== undefined) headers['if-match'] = ifMatch;
    if (body !== undefined) headers['content-type'] = contentType;
    const sent = body === undefined ? null : JSON.stringify(body);
    // A redirect could lead off this machine unasked, so it counts as a refusal.
    const send = this.#options.fetch ?? fetch;
    return await send(this.#address(request), { method, headers, body: sent, signal, redirect: 'manual' });
  }

  #address({ path: where, query = {} }: RestRequest): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) for (const one of value) search.append(name, one);
      else if (value !== undefined) search.append(name, String(value));
    }
    return this.url + where + (search.size > 0 ? `?${search}` : '');
  }

  #parsed(text: string): unknown {
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw kaaError('REST_UNREADABLE', { url: this.url, reason: 'not JSON' }, { cause });
    }
  }

  #refusal({ method = 'GET', path: where }: RestRequest, response: Response, text: string): KaaError {
    const { url } = this;
    const { status, headers } = response;
    const reason = messageOf(text).replace(/\.$/, '') || 'no reason given';
    const details = { details: { status, message: reason, location: headers.get('location') ?? undefined } };
    if (status === 401 || status === 403)
      return kaaError('REST_UNAUTHORIZED', { url, status, reason }, details);
    return kaaError('REST_REFUSED', { method, path: where, status, reason }, details);
  }

  #reported(error: unknown, reason = unreachableReason(error)): unknown {
    if ((error as Error).name === 'KaaError') return error;
    return kaaError('REST_UNREACHABLE', { url: this.url, reason }, { cause: error });
  }
}

/** The status code that a refusal came with; undefined for any other failure. */
export function statusOf(error: unknown): number | undefined {
  return (error as { details?: { status?: number } } | undefined)?.details?.status;
}

/** Where a refusal points to; undefined when it points nowhere. */
export function locationOf(error: unknown): string | undefined {
  return (error as { details?: { location?: string } } | undefined)?.details?.location;
}

/** Whether a host name of a URL is this machine for certain. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}

function checkedUrl({ url, allowRemote = false }: RestOptions): string {
  const invalid = (reason: string) => kaaError('REST_URL_INVALID', { url, reason });
  if (!URL.canParse(url)) throw invalid('not a URL');
  const { protocol, hostname, origin, pathname, username } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw invalid('neither http:// nor https://');
  if (username !== '') throw kaaError('REST_URL_INVALID', { url: origin, reason: 'no user names in it' });
  if (!isLoopback(hostname) && !allowRemote) throw kaaError('REST_NOT_LOOPBACK', { url });
  return origin + pathname.replace(/\/+$/, '');
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
};

function unreachableReason(error: unknown): string {
  const { code = '', message = '' } = ((error as Error).cause ?? {}) as { code?: string; message?: string };
  return REASONS[code] ?? (message || (error as Error).message);
}

/** Error bodies have at least a message; others are shown by their beginning. [7] */
function messageOf(text: string): string {
  try {
    const { message, error } = JSON.parse(text);
    return String(message ?? error ?? '');
  } catch {
    return text.replace(/\s+/g, ' ').slice(0, 200);
  }
}
