/**
 * Settings of CMX: what 7/CMP leaves open, and where Kaa's own service differs from it.
 */
import { type Static, Type } from '../../../schema.js';
import { OBSERVE_SETTINGS } from '../observe.js';

const closed = { additionalProperties: false } as const;

export const CmxSettings = Type.Object(
  {
    provider: Type.Union([Type.Literal('ecr'), Type.Literal('otao')], {
      default: 'ecr',
      description:
        'Where configurations come from: "ecr", the configuration register, or "otao", the software register (as in the instance cmx_ota).',
    }),
    payloadStyle: Type.Union([Type.Literal('kaa-like'), Type.Literal('rfc')], {
      default: 'kaa-like',
      description:
        'What configuration messages carry: "kaa-like" adds statusCode 200 and reasonPhrase "ok", which some Kaa clients need; "rfc" is 7/CMP to the letter.',
    }),
    unchangedPayload: Type.Union([Type.Literal('object'), Type.Literal('empty'), Type.Literal('null')], {
      default: 'object',
      description:
        'The answer when the endpoint has the current configuration: an object without configId and config, zero bytes, or null.',
    }),
    noUpdatePayload: Type.Union([Type.Literal('object'), Type.Literal('empty'), Type.Literal('null')], {
      default: 'object',
      description:
        'The answer of the provider otao when there is no newer software: {}, zero bytes, or null.',
    }),
    namedConfigurations: Type.Boolean({
      default: true,
      description:
        'Whether /config/json/<name> and /applied/json/<name> exist; Kaa 1.0 to 1.5 know the default configuration only.',
    }),
    implicitApplied: Type.Boolean({
      default: true,
      description:
        'Whether a configId in a configuration request counts as applied, recorded with the phrase "Implicitly applied".',
    }),
    pushWhenUnassigned: Type.Boolean({
      default: false,
      description:
        'Whether an endpoint is told, with a null configuration, that nothing is assigned any more. Some Kaa clients fail on it.',
    }),
    ...OBSERVE_SETTINGS,
  },
  { ...closed, description: 'Settings of a cmx service instance (configuration management).' },
);
export type CmxSettings = Static<typeof CmxSettings>;

/** `kaa.applications.<app>` in config/cmx.yaml: nothing. */
export const CmxApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'CMX has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/cmx.yaml: nothing. */
export const CmxVersionConfig = Type.Object(
  {},
  { ...closed, description: 'CMX has no settings for a version.' },
);
