/**
 * 1/KP over HTTP: `POST /kp1/…`, also as `/kpc/kp1/…`. [DOC Communication; 1/KP-over-HTTP request collection]
 *
 * The path is the topic, the body is the payload; the response is what MQTT would carry on `/status` (always 200, since
 * clients compare with that) or `/error`. Synchronous: nothing is pushed. Every other path belongs to somebody else.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Clock } from '../../kernel/clock.js';
import { encodeErrorResponse, isSuccess } from '../../kp1/error-response.js';
import { Payload } from '../../kp1/payload.js';
import type { Communication } from './communication.js';
import { type HostCheck, noteHost } from './host-check.js';
import type { RefusalLog } from './refusal-log.js';
import type { ClientSession, Response } from './session.js';
import type { KpcSettings } from './settings.js';

export interface HttpPorts {
  readonly settings: KpcSettings;
  readonly clock: Clock;
  readonly refusals: RefusalLog;
  readonly communication: Communication;
  /** Answers what is not 1/KP: the REST APIs. Absent: 404. */
  readonly elsewhere?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Absent: any host will do. */
  readonly isOurHost?: HostCheck | undefined;
}

const PATH = /^(?:\/kpc)?\/(kp1(?:\/.*)?)$/;
const FAILURE_CODE_MIN = 400;
const FAILURE_CODE_MAX = 599;

/** The server, which does not listen yet. */
export function createHttpServer(ports: HttpPorts): Server {
  const { connectTimeoutMs, packetBytes } = ports.settings.limits;
  const requestTimeout = Math.max(connectTimeoutMs, ports.settings.transports.http.responseTimeoutMs);
  const server = createServer(
    { requestTimeout, headersTimeout: connectTimeoutMs, noDelay: true },
    (request, response) => serve(ports, request, response),
  );
  // Who neither reads nor writes is given up.
  server.timeout = Math.max(ports.settings.limits.drainTimeoutMs, requestTimeout);
  // Who asks first whether a body is welcome is told before it sends it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (announcedBytes(request) <= packetBytes) response.writeContinue();
    serve(ports, request, response);
  });
  return server;
}

function serve(ports: HttpPorts, request: IncomingMessage, response: ServerResponse): void {
  request.on('error', () => {});
  response.on('error', () => {});
  const topic = ports.settings.transports.http.enabled ? topicOf(request.url ?? '') : 'not here';
  if (topic === 'not here') {
    if (ports.isOurHost?.(request.headers.host) === false) {
      noteHost(ports.refusals, request);
      refuse(
        response,
        403,
        'the Host header names another server; see transports.http.hosts in the settings of kpc',
      );
    } else if (ports.elsewhere !== undefined) ports.elsewhere(request, response);
    else refuse(response, 404, '1/KP is at /kp1/<appVersion>/<extensionInstance>/<token>/…');
  } else if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    refuse(response, 405, `${request.method} is not allowed: 1/KP over HTTP is POST alone`);
  } else if (topic === 'malformed') refuse(response, 400, 'the path has a percent sign that encodes nothing');
  else readBody(ports, request, response, (payload) => submit(ports, request, response, topic, payload));
}

/** The topic that the path of a URL stands for. */
function topicOf(url: string): string | 'not here' | 'malformed' {
  const path = url.split(/[?#]/, 1)[0] as string;
  const topic = PATH.exec(path)?.[1];
  if (topic === undefined) return 'not here';
  try {
    return topic.includes('%') ? topic.split('/').map(decodeURIComponent).join('/') : topic;
  } catch {
    return 'malformed';
  }
}

const announcedBytes = (request: IncomingMessage) => Number(request.headers['content-length'] ?? 0);

/** Hands the whole body on, or refuses it as soon as it is too large. */
function readBody(
  { settings, refusals }: HttpPorts,
  request: IncomingMessage,
  response: ServerResponse,
  use: (payload: Buffer) => void,
): void {
  const { packetBytes } = settings.limits;
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = () => {
    const reason = `a body of more than ${packetBytes} bytes`;
    refusals.limited('packetBytes', clientOf(request), reason);
    request.removeAllListeners('data').resume();
    response.setHeader('Connection', 'close');
    refuse(response, 413, reason);
  };
  if (announcedBytes(request) > packetBytes) {
    tooLarge();
    return;
  }
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > packetBytes) tooLarge();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (size <= packetBytes) use(Buffer.concat(chunks, size));
  });
}

function submit(
  { settings, clock, communication }: HttpPorts,
  request: IncomingMessage,
  response: ServerResponse,
  topic: string,
  payload: Buffer,
): void {
  const { responseTimeoutMs } = settings.transports.http;
  const cancel = clock.schedule(responseTimeoutMs, 'the answer to a request of HTTP', () =>
    refuse(response, 504, `no answer within ${responseTimeoutMs} ms`),
  );
  response.once('close', cancel);
  const respond = (answer: Response) => {
    cancel();
    send(response, answer);
  };
  communication.receive(sessionOf(request, response), {
    topic,
    payload: new Payload(payload),
    qos: 0,
    respond,
  });
}

/** One request is one session: it ends with its answer, and nothing is ever sent to it but that. */
function sessionOf(request: IncomingMessage, response: ServerResponse): ClientSession {
  return {
    client: clientOf(request),
    get closed() {
      return response.writableEnded || response.destroyed;
    },
    send() {},
    close: () => response.destroy(),
    end() {},
  };
}

const clientOf = ({ socket }: IncomingMessage) =>
  `http ${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`;

const refuse = (response: ServerResponse, statusCode: number, reasonPhrase: string) =>
  send(response, { statusCode, payload: encodeErrorResponse({ statusCode, reasonPhrase }) });

function send(response: ServerResponse, { statusCode, payload }: Response): void {
  if (response.headersSent || response.destroyed) return;
  const isFailure = statusCode >= FAILURE_CODE_MIN && statusCode <= FAILURE_CODE_MAX;
  response.statusCode = isSuccess(statusCode) ? 200 : isFailure ? statusCode : 500;
  response.setHeader('Content-Length', Buffer.byteLength(payload));
  if (payload !== '') response.setHeader('Content-Type', 'application/json');
  response.end(payload);
}
