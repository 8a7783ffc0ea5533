/**
 * What an endpoint of a fleet does when it is spoken to: commands and configurations.
 */
import Type, { type Static } from 'typebox';
import { Value } from '../value-model.js';
import { closed, Duration } from './common.js';

export const CommandBehaviour = Type.Object(
  {
    after: Type.Optional(Duration('How long the endpoint takes; at once when absent.')),
    statusCode: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: '200 when absent.' })),
    reasonPhrase: Type.Optional(Type.String()),
    payload: Type.Optional(Value),
    failureRate: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How often it answers 500 instead, 0 to 1.' }),
    ),
  },
  { ...closed, description: 'How an endpoint answers a command of this type.' },
);

export const ConfigurationBehaviour = Type.Object(
  {
    samplePeriod: Type.Optional(
      Type.Object(
        {
          from: Type.String({
            minLength: 1,
            description: 'The member of the configuration, dotted, that holds the period.',
          }),
          unit: Type.Union([Type.Literal('ms'), Type.Literal('s'), Type.Literal('m')]),
        },
        { ...closed, description: 'A configuration changes the time between data samples.' },
      ),
    ),
  },
  { ...closed, description: 'What a pushed configuration does. It is always reported as applied.' },
);

export type CommandBehaviour = Static<typeof CommandBehaviour>;
export type ConfigurationBehaviour = Static<typeof ConfigurationBehaviour>;
