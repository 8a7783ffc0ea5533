/**
 * What EPTS is told: its own bounds, and the time series of applications and versions in Kaa's own layout.
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

const NOT_RESERVED = '(?!(?:time|kaaEndpointID|kaaEmpty|_field|_measurement)$)';

/** Names of declared time series. (EPTS since Kaa 1.3) */
export const SERIES_NAME_PATTERN = `^${NOT_RESERVED}[A-Za-z0-9_-]+$`;
/** Names of values in a point. (EPTS since Kaa 1.3) */
export const VALUE_NAME_PATTERN = `^${NOT_RESERVED}[^\\\\^$'"=,]+$`;

export const EptsSettings = Type.Object(
  {
    pointsPerTimeSeries: Type.Integer({
      minimum: 1,
      maximum: 10_000_000,
      default: 10_000,
      description: 'Data points kept for each endpoint and time series; beyond, the oldest is forgotten.',
    }),
    numbersInAll: Type.Integer({
      minimum: 1000,
      maximum: 1_000_000_000,
      default: 4_000_000,
      description:
        'Numbers kept of all time series together, of eight bytes each, times included; beyond, time series grow no more and forget their oldest data points, and the journal says so once.',
    }),
    timeSeriesPerEndpoint: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 1000,
      description:
        'Time series kept for each endpoint; beyond, new ones are refused and the journal says so.',
    }),
    sameTimestamp: Type.Union([Type.Literal('last-wins'), Type.Literal('keep-all')], {
      default: 'last-wins',
      description:
        'What becomes of data points of one endpoint and time series with one timestamp: merged, the last value wins, or all are kept.',
    }),
    autoExtractTimestamp: Type.Boolean({
      default: true,
      description: 'Whether auto-extract also makes a time series of the field that holds the timestamp.',
    }),
    partialPoints: Type.Boolean({
      default: true,
      description:
        'Whether a data point is stored when a data sample has only some of the values that its time series declares.',
    }),
  },
  { ...closed, description: 'Settings of the epts service instance (endpoint time series).' },
);
export type EptsSettings = Static<typeof EptsSettings>;

const SeriesValue = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      description: 'Where in the data sample the value is: a field, or fields joined by dots; "$." may lead.',
    }),
    name: Type.Optional(
      Type.String({
        pattern: VALUE_NAME_PATTERN,
        default: 'value',
        description: 'Name of the value in the data points.',
      }),
    ),
    type: Type.String({
      pattern: '^([Nn][Uu][Mm][Bb][Ee][Rr]|[Ss][Tt][Rr][Ii][Nn][Gg]|[Bb][Oo][Oo][Ll][Ee][Aa][Nn])$',
      description: 'number, string or boolean; upper and lower case are the same.',
    }),
  },
  { ...closed, description: 'One value of a time series.' },
);

const SeriesDeclaration = Type.Object(
  {
    values: Type.Array(SeriesValue, {
      minItems: 1,
      description: 'The values of a data point; their names differ.',
    }),
  },
  { ...closed, description: 'A time series.' },
);

const TimestampRule = Type.Object(
  {
    path: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Where in the data sample its time is; the time of arrival counts when absent.',
      }),
    ),
    format: Type.Optional(
      Type.Union(
        [Type.Literal('millis-unix-epoch'), Type.Literal('seconds-unix-epoch'), Type.Literal('iso8601')],
        {
          default: 'millis-unix-epoch',
          description:
            'How the time is written. Only the first name is Kaa\'s for certain; "iso8601" takes 2019-04-26T15:41:07.5Z and offsets such as +0000 or +02:00.',
        },
      ),
    ),
    'fallback-strategy': Type.Optional(
      Type.Union([Type.Literal('server-timestamp'), Type.Literal('drop')], {
        default: 'server-timestamp',
        description:
          'What happens when a data sample has no readable time: the time of arrival counts, or the data sample is dropped. The name "drop" is kaa\'s own.',
      }),
    ),
  },
  { ...closed, description: 'Where the timestamps of data points come from.' },
);

const TimeSeries = Type.Object(
  {
    'auto-extract': Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Whether each numeric field at the top of a data sample makes a time series auto~<field>.',
      }),
    ),
    names: Type.Optional(
      Type.Record(Type.String({ pattern: SERIES_NAME_PATTERN }), SeriesDeclaration, {
        ...closed,
        default: {},
        description: 'The declared time series, by name.',
      }),
    ),
    timestamp: Type.Optional(TimestampRule),
  },
  { ...closed, default: {}, description: 'Which time series data samples feed.' },
);

const LEVEL = { 'time-series': Type.Optional(TimeSeries) };

/** `kaa.applications.<app>` in config/epts.yaml. */
export const EptsApplicationConfig = Type.Object(LEVEL, {
  ...closed,
  description: 'Time series of the endpoints of one application.',
});

/** `kaa.applications.<app>.versions.<av>` in config/epts.yaml: adds to the application's and wins over it. */
export const EptsVersionConfig = Type.Object(LEVEL, {
  ...closed,
  description:
    'Time series of the endpoints of one application version; they add to those of the application.',
});
export type EptsConfig = Static<typeof EptsVersionConfig>;
export type TimestampFormat = NonNullable<Static<typeof TimestampRule>['format']>;
