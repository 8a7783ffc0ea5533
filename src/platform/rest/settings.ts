/**
 * Settings of the local REST APIs: who may call, how much a request may hold, and what public sources leave open.
 */
import { type Static, Type } from '../../schema.js';

const closed = { additionalProperties: false } as const;

const Shape = (value: 'object' | 'list', of: string) =>
  Type.Union([Type.Literal('object'), Type.Literal('list')], {
    default: value,
    description: `Shape of the answer to ${of}: one object by endpoint ID, or a list with one such object for each endpoint.`,
  });

export const RestSettings = Type.Object(
  {
    auth: Type.Union([Type.Literal('optional'), Type.Literal('required')], {
      default: 'optional',
      description:
        'Whether a call needs one of the tokens below, as "Authorization: Bearer <token>" or "x-iamcore-api-key: <token>"; "optional" lets callers without one see every tenant.',
    }),
    tokens: Type.Record(Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 })), {
      default: {},
      description:
        'Tokens that callers may present, by tenant. Who presents one sees what is of its tenant and nothing else, also where auth is "optional".',
    }),
    bodyBytesMax: Type.Integer({
      minimum: 1,
      maximum: 1_000_000_000,
      default: 8_388_608,
      description:
        'Largest body of a request in bytes; beyond, 413. Uploads to BCX have a limit of their own.',
    }),
    awaitTimeoutS: Type.Integer({
      minimum: 0,
      maximum: 60,
      default: 0,
      description:
        'Seconds that the invocation of a command waits for the endpoint when the caller names none; 0: 202 at once.',
    }),
    commandFailure: Type.Union([Type.Literal('payload'), Type.Literal('pass-through')], {
      default: 'payload',
      description:
        'What a waiting caller gets when the endpoint answers a command with a status code of 400 or more: 200 with the payload all the same, or that status code with its reason.',
    }),
    lastShape: Shape('object', 'GET and POST …/time-series/last'),
    dataShape: Shape('list', 'GET …/time-series/data'),
    eventsHeartbeatMs: Type.Integer({
      minimum: 100,
      maximum: 3_600_000,
      default: 15_000,
      description: 'Milliseconds of silence after which GET /kaa/events sends a comment.',
    }),
    eventStreamsMax: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 100,
      description: 'Open GET /kaa/events at the same time; beyond, 503.',
    }),
  },
  { ...closed, description: 'Settings of the rest service instance: the REST APIs of the local platform.' },
);

export type RestSettings = Static<typeof RestSettings>;
