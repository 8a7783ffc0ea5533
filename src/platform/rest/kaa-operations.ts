/**
 * `/kaa/faults`, `/kaa/endpoints/{id}/disconnect` and `/kaa/restart`: what goes wrong on purpose. Not of Kaa: it is how tests
 * and the commands `kaa fault …`, `kaa endpoint disconnect` and `kaa platform restart` provoke a device.
 *
 * A page in a browser can send a request without a body to any address: those that change something must have JSON, or
 * be of a method that a browser asks about first.
 */

import { KaaError } from '../../errors.js';
import { Type } from '../../schema.js';
import { FAULT_KINDS, type FaultSpec } from '../faults/fault.js';
import type { FaultInfo } from '../faults/register.js';
import { objectBody } from './bodies.js';
import { isoDate } from './dates.js';
import { ErrorBody } from './errors.js';
import { sendJson } from './etag.js';
import { endpointOf } from './find.js';
import { conflict, notFound } from './http-error.js';
import type { RestContext, RestServer } from './server.js';

const closed = { additionalProperties: false } as const;

const SPEC = {
  kind: Type.Enum([...FAULT_KINDS], {
    description: 'What happens to the messages that it strikes.',
  }),
  byMs: Type.Optional(Type.Number({ description: 'For late: milliseconds.' })),
  statusCode: Type.Optional(Type.Integer({ description: 'For error: 400 to 599.' })),
  reasonPhrase: Type.Optional(Type.String({ maxLength: 1024, description: 'For error.' })),
  id: Type.Optional(Type.String({ description: 'Letters, digits, ".", "_" and "-"; made up when absent.' })),
  extension: Type.Optional(
    Type.String({ description: 'Only messages of this extension instance; of all when absent.' }),
  ),
  endpointIds: Type.Optional(
    Type.Array(Type.String(), { description: 'Only messages of these endpoints; of all when absent.' }),
  ),
  rate: Type.Optional(Type.Number({ description: 'Probability for each message, 0 to 1; 1 when absent.' })),
  times: Type.Optional(Type.Integer({ description: 'Strikes so often at most.' })),
  window: Type.Optional(
    Type.Object(
      { fromMs: Type.Optional(Type.Number()), toMs: Type.Optional(Type.Number()) },
      { ...closed, description: 'When it may strike, in milliseconds after it was armed.' },
    ),
  ),
};

const Spec = Type.Object(SPEC, closed);

const Info = Type.Object(
  {
    ...SPEC,
    id: Type.String(),
    armedAt: Type.String({ description: 'ISO 8601, UTC.' }),
    struck: Type.Integer({ minimum: 0, description: 'How often it has struck.' }),
    state: Type.Enum(['waiting', 'armed', 'over'], {
      description: '"waiting" before its window; "over" after it, or when it has struck as often as it may.',
    }),
  },
  { ...closed, description: 'A fault.' },
);

const Infos = Type.Object(
  { faults: Type.Array(Info) },
  { description: 'In the order in which they were armed.' },
);
const Id = Type.Object({ id: Type.String() });
const Nothing = Type.Object({}, { ...closed, description: 'An empty object.' });

const TAGS = ['kaa'];
/** A restart takes an hour at most. */
const DOWN_MS_MAX = 3_600_000;

const shown = (fault: FaultInfo) => ({ ...fault, armedAt: isoDate(fault.armedAt) });

export function operationRoutes(server: RestServer, context: RestContext): void {
  faultRoutes(server, context);
  disconnectRoute(server, context);
  restartRoute(server, context);
}

function faultRoutes(server: RestServer, { platform: { faults } }: RestContext): void {
  const find = (id: string) => faults.list().find((fault) => fault.id === id);
  server.get(
    '/kaa/faults',
    {
      schema: {
        tags: TAGS,
        summary: 'List the faults that are armed, and how often each has struck',
        response: { 200: Infos },
      },
    },
    () => ({ faults: faults.list().map(shown) }),
  );
  server.post(
    '/kaa/faults',
    { schema: { tags: TAGS, summary: 'Arm a fault', body: Spec, response: { 201: Info, 400: ErrorBody } } },
    async (request, reply) => {
      objectBody(request);
      const id = faults.arm(request.body as FaultSpec);
      reply.code(201).header('location', `/kaa/faults/${encodeURIComponent(id)}`);
      return sendJson(reply, shown(find(id) as FaultInfo));
    },
  );
  server.delete(
    '/kaa/faults',
    { schema: { tags: TAGS, summary: 'Disarm all faults', response: { 200: Infos } } },
    () => ({ faults: faults.list().map(({ id }) => shown(faults.disarm(id))) }),
  );
  server.get(
    '/kaa/faults/:id',
    { schema: { tags: TAGS, summary: 'Show a fault', params: Id, response: { 200: Info, 404: ErrorBody } } },
    (request) => {
      const fault = find(request.params.id);
      if (fault === undefined) throw notFound(`there is no fault ${request.params.id}`);
      return shown(fault);
    },
  );
  server.delete(
    '/kaa/faults/:id',
    {
      schema: { tags: TAGS, summary: 'Disarm a fault', params: Id, response: { 200: Info, 404: ErrorBody } },
    },
    (request) => {
      const { id } = request.params;
      if (find(id) === undefined) throw notFound(`there is no fault ${id}`);
      return shown(faults.disarm(id));
    },
  );
}

function disconnectRoute(server: RestServer, context: RestContext): void {
  const Ended = Type.Object(
    { clients: Type.Array(Type.String()) },
    { description: 'The clients whose connections end, with all that they carry.' },
  );
  server.post(
    '/kaa/endpoints/:id/disconnect',
    {
      schema: {
        tags: TAGS,
        summary: 'End the connection of the client that speaks for an endpoint',
        params: Id,
        body: Nothing,
        response: { 200: Ended, 404: ErrorBody, 409: ErrorBody },
      },
    },
    (request) => {
      objectBody(request);
      const { endpointId } = endpointOf(context, request.params.id);
      try {
        return { clients: context.platform.disconnect(endpointId) };
      } catch (error) {
        if (error instanceof KaaError && error.code === 'ENDPOINT_NOT_CONNECTED')
          throw conflict(error.message);
        throw error;
      }
    },
  );
}

function restartRoute(server: RestServer, { platform }: RestContext): void {
  const Wish = Type.Object(
    {
      downMs: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: DOWN_MS_MAX,
          description: 'How long it listens to nobody; 0 when absent.',
        }),
      ),
    },
    closed,
  );
  const Under = Type.Object(
    {
      downMs: Type.Integer(),
      restarts: Type.Integer({ description: 'How often it had come back before: see /kaa/status.' }),
    },
    { description: 'The restart begins when this answer is out.' },
  );
  server.post(
    '/kaa/restart',
    {
      schema: {
        tags: TAGS,
        summary: 'End every connection and listen again on the same ports after a while; the state stays',
        body: Wish,
        response: { 202: Under, 400: ErrorBody },
      },
    },
    async (request, reply) => {
      objectBody(request);
      const { downMs = 0 } = request.body;
      // The journal and the diagnostics tell of one that fails.
      reply.raw.once('finish', () => void platform.restart({ downMs }).catch(() => {}));
      reply.code(202);
      return sendJson(reply, { downMs, restarts: platform.restarts });
    },
  );
}
