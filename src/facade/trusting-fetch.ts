/**
 * HTTP requests to servers whose certificates come from an authority that is named, which the fetch of Node cannot be told.
 *
 * It does what the callers here need: a request with a body or without, and the whole answer.
 */
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';

/** @param authority certificates in PEM; those that Node knows by itself are no longer trusted */
export function trustingFetch(authority: string): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(String(input));
      const { method = 'GET', headers, body, signal } = init;
      const options = {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        ...(signal ? { signal } : {}),
      };
      const request =
        url.protocol === 'https:'
          ? secureRequest(url, { ...options, ca: authority })
          : plainRequest(url, options);
      request.once('error', reject);
      request.once('response', (response) => {
        const { statusCode = 0, headers: received } = response;
        const given = Object.entries(received).flatMap(([name, value]) =>
          [value ?? []].flat().map((one): [string, string] => [name, one]),
        );
        const isEmpty = [204, 205, 304].includes(statusCode);
        const stream = isEmpty ? null : (Readable.toWeb(response) as unknown as ReadableStream);
        if (isEmpty) response.resume();
        resolve(new Response(stream, { status: statusCode, headers: given }));
      });
      request.end(body ?? undefined);
    });
}
