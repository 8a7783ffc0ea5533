/**
 * The error body of 1/KP and the status codes that go with it.
 *
 * A status code is an HTTP status code; 200 to 299 is success. The body has exactly two members. [1/KP KP-16]
 */

export interface ErrorResponse {
  readonly statusCode: number;
  readonly reasonPhrase: string;
}

/** True for 200 to 299. [7/CMP CMP-25] */
export function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode <= 299;
}

/** The error body as it goes on the wire. [1/KP KP-16] */
export function encodeErrorResponse(error: ErrorResponse): string {
  return JSON.stringify({ statusCode: error.statusCode, reasonPhrase: error.reasonPhrase });
}

/**
 * Reads an error body, on the client's side. A body that is none (some servers send an empty one) becomes
 * status code 0 with a phrase that says so, since the outcome is an error all the same.
 */
export function decodeErrorResponse(payload: Uint8Array): ErrorResponse {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  try {
    const body = JSON.parse(text) as Partial<ErrorResponse> | null;
    return {
      statusCode: typeof body?.statusCode === 'number' ? body.statusCode : 0,
      reasonPhrase: typeof body?.reasonPhrase === 'string' ? body.reasonPhrase : '(no reason given)',
    };
  } catch {
    return {
      statusCode: 0,
      reasonPhrase: text === '' ? '(empty error body)' : `(not a 1/KP error body) ${text}`,
    };
  }
}
