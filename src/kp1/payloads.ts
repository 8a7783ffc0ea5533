/**
 * The payload schemas of the extension protocols: 2/DCP, 7/CMP, 10/EPMP and 11/CEP, and the types that follow.
 *
 * Requests are what an endpoint sends, responses what the platform sends. Closed objects are closed on purpose.
 * Where a Kaa client is known to send more than its RFC allows, the wider form is the one here and says so.
 */
import { type Static, Type } from '../schema.js';

const closed = { additionalProperties: false } as const;

/** A name of a metadata key, as endpoints see it. [10/EPMP EPMP-08] */
export const METADATA_KEY_PATTERN = '^[a-zA-Z0-9_]+$';
/** A name of a configuration. [7/CMP CMP-07] */
export const CONFIGURATION_NAME_PATTERN = '^[a-zA-Z0-9_-]+$';
/** A command type: wider than the RFC's alphanumeric text, as Kaa's own samples use `close-door`. [11/CEP CEP-03] */
export const COMMAND_TYPE_PATTERN = '^[a-zA-Z0-9_-]+$';

const MetadataKey = Type.String({ pattern: METADATA_KEY_PATTERN });

/** [7/CMP CMP-09] */
export const ConfigurationRequest = Type.Object(
  {
    configId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    observe: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  },
  closed,
);
export type ConfigurationRequest = Static<typeof ConfigurationRequest>;

/**
 * `null` members are as absent, and `config` is among them: Kaa's Python client sends `{configId, config: null}` to
 * report its software version. [7/CMP CMP-23]
 */
export const AppliedRequest = Type.Object(
  {
    configId: Type.String(),
    config: Type.Optional(Type.Null()),
    statusCode: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    reasonPhrase: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  closed,
);
export type AppliedRequest = Static<typeof AppliedRequest>;

/** What the platform answers and pushes; `statusCode` and `reasonPhrase` are Kaa's own addition. [7/CMP CMP-16] */
export const ConfigurationResponse = Type.Object({
  configId: Type.Optional(Type.String()),
  config: Type.Optional(Type.Unknown()),
  statusCode: Type.Optional(Type.Number()),
  reasonPhrase: Type.Optional(Type.String()),
});
export type ConfigurationResponse = Static<typeof ConfigurationResponse>;

/** [10/EPMP EPMP-18] */
export const MetadataRequest = Type.Object(
  { keys: Type.Optional(Type.Array(MetadataKey, { uniqueItems: true })) },
  closed,
);
export type MetadataRequest = Static<typeof MetadataRequest>;

/** Keys to values; the same for the full and the partial update. [10/EPMP EPMP-26, EPMP-32] */
export const MetadataUpdate = Type.Object(
  {},
  {
    patternProperties: { [METADATA_KEY_PATTERN]: {} },
    additionalProperties: false,
    minProperties: 1,
  },
);
export type MetadataUpdate = Record<string, unknown>;

/** [10/EPMP EPMP-38] */
export const MetadataKeysDeletion = Type.Array(MetadataKey, { minItems: 1, uniqueItems: true });
export type MetadataKeysDeletion = Static<typeof MetadataKeysDeletion>;

/** [11/CEP CEP-04] */
export const CommandRequest = Type.Object(
  { observe: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) },
  closed,
);
export type CommandRequest = Static<typeof CommandRequest>;

/** The outstanding commands of one type. [11/CEP CEP-10, CEP-11] */
export const CommandResponse = Type.Array(
  Type.Object({ id: Type.Integer(), payload: Type.Optional(Type.Unknown()) }, closed),
);
export type CommandResponse = Static<typeof CommandResponse>;

const CommandResult = Type.Object(
  {
    id: Type.Integer(),
    statusCode: Type.Integer(),
    reasonPhrase: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    payload: Type.Optional(Type.Unknown()),
  },
  closed,
);

/** The RFC's text and every client say array; its schema file says one object. The text wins. [11/CEP CEP-18] */
export const CommandResultRequest = Type.Array(CommandResult);
export type CommandResultRequest = Static<typeof CommandResultRequest>;
