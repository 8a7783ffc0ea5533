/**
 * What an endpoint of a fleet is and keeps, and what it does when it is spoken to: parameters, variables, commands,
 * configurations and software updates. Its states are in `behaviour.ts`.
 */
import { type Static, Type } from '../../schema.js';
import { Value } from '../value-model.js';
import { closed } from './common.js';
import { Condition, DEVICE_NAME_PATTERN, Effects, Span } from './effects.js';

const StatusCode = (description: string) => Type.Integer({ minimum: 100, maximum: 599, description });

const valuesByName = (description: string) =>
  Type.Record(Type.String({ pattern: DEVICE_NAME_PATTERN }), Value, { ...closed, description });

export const Parameters = valuesByName(
  'What sets one endpoint apart from another, drawn once: device.parameters.<name> in expressions, {name} in templates.',
);

export const Variables = valuesByName(
  'What an endpoint remembers, with its first values: device.variables.<name> in expressions. Commands, configurations and states set them.',
);

const Refusal = Type.Object(
  { statusCode: Type.Optional(StatusCode('409 when absent.')), reasonPhrase: Type.Optional(Type.String()) },
  { ...closed, description: 'The result of a command that is refused.' },
);

export const CommandBehaviour = Type.Object(
  {
    after: Type.Optional(Span('How long the endpoint takes; at once when absent.')),
    only: Type.Optional(
      Condition('The command is executed only when this expression holds, for example device.state == "on".'),
    ),
    otherwise: Type.Optional(Refusal),
    statusCode: Type.Optional(StatusCode('200 when absent.')),
    reasonPhrase: Type.Optional(Type.String()),
    payload: Type.Optional(Value),
    failureRate: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How often it answers 500 instead, 0 to 1.' }),
    ),
    // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file
    then: Type.Optional(Effects),
  },
  { ...closed, description: 'How an endpoint answers a command of this type.' },
);

const ConfigurationRefusal = Type.Object(
  {
    when: Condition('An expression about the pushed `configuration`.'),
    statusCode: Type.Optional(
      Type.Integer({ minimum: 300, maximum: 599, description: '400 when absent. 2xx would be success.' }),
    ),
    reasonPhrase: Type.Optional(Type.String()),
  },
  closed,
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
    after: Type.Optional(Span('How long the endpoint takes to apply one; no time when absent.')),
    merge: Type.Optional(
      Type.Boolean({
        description:
          'Members that are not pushed keep the values that were applied before; false when absent.',
      }),
    ),
    refuse: Type.Optional(
      Type.Array(ConfigurationRefusal, {
        minItems: 1,
        description: 'Not applied, and reported so, by the first that holds.',
      }),
    ),
    // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file
    then: Type.Optional(Effects),
  },
  {
    ...closed,
    description: 'What a pushed configuration does. It is reported as applied unless it is refused.',
  },
);

export const SoftwareBehaviour = Type.Object(
  {
    version: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'What it has at first; it is reported when the endpoint connects. Absent: nothing is reported.',
      }),
    ),
    download: Type.Optional(Span('How long fetching takes; no time when absent.')),
    install: Type.Optional(Span('How long installing takes; no time when absent.')),
    reboot: Type.Optional(Span('How long it is off afterwards; it does not reboot when absent.')),
    failureRate: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How often installing fails, 0 to 1.' }),
    ),
  },
  { ...closed, description: 'Software updates, which come through cmx_ota.' },
);

export type CommandBehaviour = Static<typeof CommandBehaviour>;
export type ConfigurationBehaviour = Static<typeof ConfigurationBehaviour>;
export type SoftwareBehaviour = Static<typeof SoftwareBehaviour>;
