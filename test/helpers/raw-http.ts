/**
 * HTTP over a memory stream: a request as text, the response taken apart. No port, no client library.
 */
import type { IncomingMessage, Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

export interface RawResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection to the server that sends bytes as they are. */
export function openConnection(server: Server): Duplex {
  const [client, end] = duplexPair({ allowHalfOpen: false });
  client.once('close', () => end.destroy());
  end.once('close', () => client.destroy());
  client.on('error', () => {});
  server.emit('connection', end as unknown as IncomingMessage['socket']);
  return client;
}

/** Sends one request on a connection of its own and waits for the end of the response. */
export async function request(
  server: Server,
  method: string,
  path: string,
  { body = '', headers = {} }: { readonly body?: string; readonly headers?: Record<string, string> } = {},
): Promise<RawResponse> {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: kpc',
    'Connection: close',
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const client = openConnection(server);
  client.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const chunks: Buffer[] = [];
  for await (const chunk of client) chunks.push(chunk as Buffer);
  return parsed(Buffer.concat(chunks).toString());
}

function parsed(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { statusCode: Number(status.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
