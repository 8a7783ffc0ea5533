/**
 * Settings of DCX: what public sources leave open about data collection, and what an application may switch on.
 *
 * Kaa's own names of the keys at application level are not public; those here are kaa's, and marked so.
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const DcxSettings = Type.Object(
  {
    emptyBatch: Type.Union([Type.Literal('accept'), Type.Literal('refuse')], {
      default: 'accept',
      description: 'What happens to an empty array: success without a data sample, or the error 400.',
    }),
    singleSamples: Type.Boolean({
      default: true,
      description:
        'Whether a payload that is not an array counts as one data sample, as since Kaa 1.3; otherwise it is the error 400.',
    }),
    plainGrammar: Type.Union([Type.Literal('strict'), Type.Literal('lenient')], {
      default: 'strict',
      description:
        'How /plain/<metric> reads a number and its unit: "strict" takes an optional sign, digits, an optional fraction and a unit right after it; "lenient" also takes exponents and blanks.',
    }),
    receiverTimeoutMs: Type.Integer({
      minimum: 1,
      maximum: 3_600_000,
      default: 10_000,
      description:
        'Milliseconds that the answer to a request waits for the reliable receivers of its data samples.',
    }),
    receiverFailedStatusCode: Type.Integer({
      minimum: 400,
      maximum: 599,
      default: 500,
      description: 'Status code of the error when a reliable receiver has failed.',
    }),
    receiverTimeoutStatusCode: Type.Integer({
      minimum: 400,
      maximum: 599,
      default: 504,
      description: 'Status code of the error when a reliable receiver has not answered in time.',
    }),
    waitingRequestsMax: Type.Integer({
      minimum: 1,
      default: 10_000,
      description:
        'Requests that may wait for reliable receivers at the same time; one more is refused with 503.',
    }),
  },
  { ...closed, description: 'Settings of a dcx service instance (data collection).' },
);
export type DcxSettings = Static<typeof DcxSettings>;

/** `kaa.applications.<app>` in config/dcx.yaml. */
export const DcxApplicationConfig = Type.Object(
  {
    'relaxed-resource-path-validation': Type.Optional(
      Type.Boolean({
        default: false,
        description:
          "Whether resource paths below /json (such as /json/anything) and /plain/<metric> are accepted. The name of the key is kaa's own: Kaa's is not public.",
      }),
    ),
    'reliable-receivers': Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        uniqueItems: true,
        default: [],
        description:
          "Service instances, such as epts, that must have processed the data samples before a request with a request ID succeeds. The name of the key is kaa's own: Kaa's is not public.",
      }),
    ),
    'metadata-enrichment': Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(
            Type.Boolean({
              default: false,
              description:
                'Whether the endpoint metadata is copied into every data sample that is an object.',
            }),
          ),
          path: Type.Optional(
            Type.String({
              minLength: 1,
              default: '~ep-metadata',
              description: 'The member of the data sample that takes the metadata.',
            }),
          ),
        },
        {
          ...closed,
          default: {},
          description:
            "Adds the endpoint metadata to data samples. The names of the keys are kaa's own: Kaa's are not public.",
        },
      ),
    ),
  },
  { ...closed, description: 'What DCX does for the endpoints of one application.' },
);
export type DcxApplicationConfig = Static<typeof DcxApplicationConfig>;

/** `kaa.applications.<app>.versions.<av>` in config/dcx.yaml: nothing. */
export const DcxVersionConfig = Type.Object(
  {},
  { ...closed, description: 'DCX has no settings for a version.' },
);
