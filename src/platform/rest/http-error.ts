/**
 * Refusals of the REST APIs as exceptions: a status code and one sentence. (reference §7)
 *
 * The body of every error is `{"message": …, "status": …}`; members such as `line` may be added.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly statusCode: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** 400: the request cannot be understood. */
export const badRequest = (message: string, details = {}) => new HttpError(400, message, details);

/** 404: it does not exist, or belongs to somebody else. */
export const notFound = (message: string) => new HttpError(404, message);

/** 409: it contradicts what is there. */
export const conflict = (message: string) => new HttpError(409, message);
