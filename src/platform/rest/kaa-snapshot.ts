/**
 * `/kaa/snapshot/…`: the state of the running platform, saved, loaded and reset. Not of Kaa: it is how the commands
 * `kaa platform snapshot …` reach the platform.
 *
 * The folder is one of the machine on which the platform runs, so only callers on that machine are heard.
 */
import { isAbsolute } from 'node:path';
import type { FastifyRequest } from 'fastify';
import { KaaError } from '../../errors.js';
import { Type } from '../../schema.js';
import type { SnapshotDoor } from '../snapshot/door.js';
import { objectBody } from './bodies.js';
import { ErrorBody } from './errors.js';
import { sendJson } from './etag.js';
import { badRequest, HttpError } from './http-error.js';
import type { RestContext, RestServer } from './server.js';

const Folder = Type.Object(
  {
    folder: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'A whole path on the machine of the platform.',
    }),
  },
  { additionalProperties: false },
);

const Nothing = Type.Object({}, { additionalProperties: false, description: 'An empty object.' });

const Info = Type.Object(
  {
    folder: Type.String(),
    savedAt: Type.String({ description: 'ISO 8601.' }),
    endpoints: Type.Integer(),
    timeSeries: Type.Integer(),
  },
  { description: 'The snapshot.' },
);

const TAGS = ['kaa'];
const REFUSALS = { 400: ErrorBody, 403: ErrorBody };

export function snapshotRoutes(server: RestServer, { platform }: RestContext): void {
  for (const [action, summary] of [
    ['save', 'Write the state of the platform to a folder'],
    ['load', 'Put a snapshot in place of the state of the platform; all of it or nothing'],
  ] as const) {
    server.post(
      `/kaa/snapshot/${action}`,
      { schema: { tags: TAGS, summary, body: Folder, response: { 200: Info, ...REFUSALS } } },
      async (request, reply) => {
        objectBody(request);
        const { folder } = request.body;
        if (!isAbsolute(folder)) throw badRequest('the body folder: must be a whole path');
        return sendJson(reply, await guarded(request, platform.snapshots, (door) => door[action](folder)));
      },
    );
  }
  const Reset = Type.Object({ endpoints: Type.Integer() }, { description: 'Endpoints that are there now.' });
  const summary = 'Set the state of the platform back to what its blueprint declares';
  server.post(
    '/kaa/snapshot/reset',
    { schema: { tags: TAGS, summary, body: Nothing, response: { 200: Reset, ...REFUSALS } } },
    async (request, reply) => {
      // A page in a browser can send a request without a body to any address; one with JSON it cannot.
      objectBody(request);
      return sendJson(reply, await guarded(request, platform.snapshots, (door) => door.reset()));
    },
  );
}

const LOOPBACK = /^(?:localhost|(?:::ffff:)?127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

async function guarded<Result>(
  { ip, hostname }: FastifyRequest,
  door: SnapshotDoor | undefined,
  ask: (door: SnapshotDoor) => Promise<Result>,
): Promise<Result> {
  // The name that was asked for, too: a page may have had its own name lead here.
  if (!LOOPBACK.test(ip) || !LOOPBACK.test(hostname))
    throw new HttpError(403, 'snapshots are for callers on the machine of the platform');
  if (door === undefined) throw new HttpError(403, 'this platform offers no snapshots');
  try {
    return await ask(door);
  } catch (error) {
    // Programs get the code and every problem, not only the text.
    if (!(error instanceof KaaError)) throw error;
    const { problems, missing } = error.details;
    const details = {
      code: error.code,
      ...(problems === undefined ? {} : { problems }),
      ...(missing === undefined ? {} : { missing }),
      next: error.next,
    };
    throw new HttpError(400, error.message, details);
  }
}
