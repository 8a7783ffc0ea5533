/**
 * What a contract can make happen to an endpoint, and the words that all its parts share.
 */

import { DURATION_PATTERN } from '../kernel/duration.js';
import { COMMAND_TYPE_PATTERN, CONFIGURATION_NAME_PATTERN } from '../kp1/payloads.js';
import { type Static, Type } from '../schema.js';
import { INSTANCE_PATTERN } from './model.js';

export const closed = { additionalProperties: false } as const;

/** `2xx`, `404`. */
export const STATUS_PATTERN = '^[1-5]([0-9][0-9]|xx)$';

export const Duration = (description: string) => Type.String({ pattern: DURATION_PATTERN, description });
export const Count = (description: string, minimum = 1) => Type.Integer({ minimum, description });

export const Status = Type.Union(
  [Type.String({ pattern: STATUS_PATTERN }), Type.Integer({ minimum: 100, maximum: 599 })],
  { description: 'A status code such as 404, or all of its hundred, such as 4xx.' },
);

export const None = Type.Literal('none');

export const When = Type.Object(
  {
    command: Type.Optional(
      Type.String({
        pattern: COMMAND_TYPE_PATTERN,
        description:
          'A command of this type is sent; one that the version does not declare is an unknown one.',
      }),
    ),
    payload: Type.Optional(
      Type.Unknown({ description: 'The payload of the command; made from its schema when absent.' }),
    ),
    duplicated: Type.Optional(
      Type.Boolean({
        description: 'The command is pushed twice under one command ID: networks repeat themselves.',
      }),
    ),
    configuration: Type.Optional(
      Type.Unknown({
        description:
          'This configuration is assigned and pushed. In place of it: "valid" or "invalid" (made from the schema), or "unchanged" (what is there, pushed again).',
      }),
    ),
    name: Type.Optional(
      Type.String({
        pattern: CONFIGURATION_NAME_PATTERN,
        description: 'Name of the configuration; the default one when absent.',
      }),
    ),
    link: Type.Optional(
      Type.Union([Type.Literal('cut'), Type.Literal('down')], {
        description:
          'The connection is cut; "down" keeps it so and refuses new ones, for 20s or as long as `for` says.',
      }),
    ),
    answers: Type.Optional(
      Type.Union([Type.Literal('none'), Type.Literal('late')], {
        description:
          'The platform does its work and its answers are lost, or late `by` so much, for 10s or as long as `for` says.',
      }),
    ),
    to: Type.Optional(
      Type.String({
        pattern: INSTANCE_PATTERN,
        description: 'Only answers of this extension instance, such as dcx.',
      }),
    ),
    by: Type.Optional(Duration('How late answers are.')),
    token: Type.Optional(
      Type.Literal('suspended', {
        description: 'The endpoint token is suspended, for 5s or as long as `for` says, then active again.',
      }),
    ),
    platform: Type.Optional(
      Type.Literal('restarted', {
        description:
          'The platform ends every connection, is away for 1s or as long as `for` says, and is there again.',
      }),
    ),
    for: Type.Optional(Duration('How long it lasts.')),
  },
  { ...closed, description: 'What happens to the endpoint: one thing.' },
);

/** The members that say what happens. */
export const WHEN_KEYS = ['command', 'configuration', 'link', 'answers', 'token', 'platform'] as const;

export type When = Static<typeof When>;
