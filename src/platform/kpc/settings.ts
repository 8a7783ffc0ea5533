/**
 * Settings of KPC: what public sources leave open about the communication service, as choices with a default.
 */

import type { IgnoredCode } from '../../kernel/kpc-events.js';
import { type Static, type TSchema, Type } from '../../schema.js';
import { KpcLimits } from './limits.js';
import { KpcTransports } from './transports.js';

const closed = { additionalProperties: false } as const;

const StatusCode = (code: number, of: string) =>
  Type.Integer({
    minimum: 400,
    maximum: 599,
    default: code,
    description: `Status code of the error answer to ${of}.`,
  });

/** One for each thing that KPC itself refuses. (reference §2.4, open question 1) */
const StatusCodes = Type.Object(
  {
    'too-few-levels': StatusCode(400, 'a topic with fewer than four levels'),
    'empty-level': StatusCode(400, 'a topic with an empty level'),
    'request-id-too-large': StatusCode(400, 'a request ID above 2147483647'),
    'request-id-not-positive': StatusCode(
      400,
      'a request ID that is zero or has leading zeros, where requestIds is strict',
    ),
    'unknown-app-version': StatusCode(404, 'an application version that is not served'),
    'client-not-authenticated': StatusCode(
      401,
      "a client without the credentials that the version's tenant requires, before its connection ends",
    ),
    'unknown-extension': StatusCode(404, 'an extension instance that does not exist'),
    'extension-not-allowed': StatusCode(
      403,
      "an extension instance that the version's allowed-extension-instances leave out",
    ),
    'unknown-token': StatusCode(401, 'a token that the application does not have'),
    'token-not-usable': StatusCode(401, 'a suspended or revoked token'),
    'topic-too-long': StatusCode(414, 'a topic above limits.topicBytes'),
    'topic-too-deep': StatusCode(400, 'a topic above limits.topicLevels'),
  },
  { ...closed, default: {}, description: 'Status codes of the errors that KPC itself answers.' },
);

export const KpcSettings = Type.Object(
  {
    errorsWithoutRequestId: Type.Union([Type.Literal('send'), Type.Literal('mute')], {
      default: 'send',
      description: 'Whether an error is answered on <topic>/error although the request had no request ID.',
    }),
    requestIds: Type.Union([Type.Literal('lenient'), Type.Literal('strict')], {
      default: 'lenient',
      description:
        'Which digits are a request ID: any, zero and leading zeros included, or only a positive integer without leading zeros.',
    }),
    badTokenOrTopic: Type.Union([Type.Literal('answer'), Type.Literal('disconnect')], {
      default: 'answer',
      description:
        'What a message with a bad token or topic leads to: at most an error answer, or also the end of the connection after it (not on HTTP).',
    }),
    subscribeBinds: Type.Boolean({
      default: false,
      description:
        'Whether a SUBSCRIBE that names version, extension instance and a usable token, without wildcards in them, makes the client speak for the endpoint.',
    }),
    pushTo: Type.Union([Type.Literal('last-speaker'), Type.Literal('all')], {
      default: 'last-speaker',
      description:
        'Who gets what the platform sends of its own accord: the client that last spoke for the endpoint, or every connected one that has.',
    }),
    pushQos: Type.Union([Type.Literal(0), Type.Literal(1)], {
      default: 1,
      description: 'QoS of what the platform sends of its own accord. Answers have the QoS of their request.',
    }),
    tokenRevoked: Type.Union([Type.Literal('endpoint-only'), Type.Literal('connection')], {
      default: 'connection',
      description:
        'What ends when a token stops being usable: only the endpoint, or also its connection when it carries no other.',
    }),
    connackRefused: Type.Union([Type.Literal(4), Type.Literal(5)], {
      default: 5,
      description:
        'Return code of the CONNACK for a client that authentication refuses: 5 not authorized, 4 bad user name or password (MQTT 5: 0x87, 0x86).',
    }),
    statusCodes: StatusCodes,
    transports: KpcTransports,
    limits: KpcLimits,
  },
  closed,
);

export type KpcSettings = Static<typeof KpcSettings>;

/** `kaa.applications.<app>` in config/kpc.yaml. */
export const KpcApplicationConfig: TSchema = Type.Object({}, closed);

/** `kaa.applications.<app>.versions.<av>` in config/kpc.yaml. */
export const KpcVersionConfig: TSchema = Type.Object(
  {
    'allowed-extension-instances': Type.Optional(
      Type.Array(Type.String(), {
        uniqueItems: true,
        description: 'The extension instances that endpoints of the version may speak to; all when absent.',
      }),
    ),
  },
  closed,
);

export type RefusalCode = Exclude<IgnoredCode, 'not-kp1' | 'server-topic'>;
