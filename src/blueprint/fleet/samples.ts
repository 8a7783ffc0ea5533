/**
 * The data samples of a fleet file: when they are taken, which of them are sent, and what is in them.
 */
import { type Static, Type } from '../../schema.js';
import { Value } from '../value-model.js';
import { closed, Duration } from './common.js';

const Every = Duration('Time between two data samples of an endpoint, for example 1s.');
const CronPattern = Type.String({
  minLength: 1,
  description:
    'Minute, hour, day of the month, month and day of the week, in UTC; with six fields the first is the second.',
});
const Arrival = Type.Object(
  { mean: Duration('Mean time between two occasions of an endpoint.') },
  { ...closed, description: 'Occasions come independently of each other, with exponential gaps.' },
);
const Burst = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Data samples of each occasion.' }),
    apart: Duration('Time between two of them.'),
  },
  { ...closed, description: 'Each occasion gives several data samples.' },
);
const OnChange = Type.Object(
  {
    fields: Type.Record(
      Type.String({ minLength: 1 }),
      Type.Union([
        Type.Number({ minimum: 0, description: 'It must have moved by at least this much.' }),
        Type.Literal(true, { description: 'It must have changed at all.' }),
      ]),
      { minProperties: 1, description: 'A change of one of these is enough.' },
    ),
    atLeast: Type.Optional(Duration('After this time a data sample is sent although nothing has changed.')),
  },
  {
    ...closed,
    description:
      'Data samples are taken on schedule, and sent only when a field has changed since the last sent.',
  },
);
const Jitter = Type.Number({
  minimum: 0,
  maximum: 1,
  description: 'How much of the interval each one may shift, 0 to 1; 0 when absent.',
});
const Batch = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'Data samples sent together in one message; 1 when absent.',
});
const Resend = Type.Object(
  {
    after: Duration('How long to wait for the answer.'),
    attempts: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'How often it is sent again; once when absent.',
      }),
    ),
  },
  { ...closed, description: 'What is not answered is sent again, under a new request ID.' },
);

export const Confirm = Type.Union([Type.Literal('status'), Type.Literal('puback')], {
  description:
    'What confirms data samples: the answer of the platform (status), or the PUBACK of MQTT alone, for brokers that are no Kaa (puback). status when absent.',
});
export type Confirm = Static<typeof Confirm>;

export const Samples = Type.Object(
  {
    every: Type.Optional(Every),
    cron: Type.Optional(CronPattern),
    arrival: Type.Optional(Arrival),
    burst: Type.Optional(Burst),
    onChange: Type.Optional(OnChange),
    jitter: Type.Optional(Jitter),
    batch: Type.Optional(Batch),
    resend: Type.Optional(Resend),
    confirm: Type.Optional(Confirm),
    fields: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Value, {
        description: "The members of a data sample. Absent: made from the version's data sample schema.",
      }),
    ),
  },
  { ...closed, description: 'The data samples. Exactly one of every, cron and arrival says when.' },
);

export type Samples = Static<typeof Samples>;
