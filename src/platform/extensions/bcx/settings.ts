/**
 * Settings of BCX: the life of temporary tokens, and the bounds of the blobs that are kept in memory.
 *
 * Kaa keeps blobs in S3 unless told to keep them in memory; here there is memory alone.
 */
import { type Static, Type } from '../../../schema.js';
import { ANSWER_SETTINGS } from '../observe.js';

const closed = { additionalProperties: false } as const;

export const BcxSettings = Type.Object(
  {
    ...ANSWER_SETTINGS,
    tokenTtlMs: Type.Integer({
      minimum: 1,
      default: 86_400_000,
      description: 'Life of a temporary token in milliseconds.',
    }),
    tokenUses: Type.Union([Type.Literal('until-expiry'), Type.Literal('single')], {
      default: 'until-expiry',
      description:
        "How often a temporary token may be used: until it expires, or for a single upload. Kaa's Python client asks for one when it connects and keeps it.",
    }),
    blobBytesMax: Type.Integer({
      minimum: 1,
      default: 16_777_216,
      description: 'Largest blob in bytes; a larger upload is refused with 413.',
    }),
    storeBytesMax: Type.Integer({
      minimum: 1,
      default: 268_435_456,
      description: 'Bytes of all blobs together.',
    }),
    blobsMax: Type.Integer({
      minimum: 1,
      default: 10_000,
      description: 'Blobs that are kept together.',
    }),
    whenFull: Type.Union([Type.Literal('drop-oldest'), Type.Literal('refuse')], {
      default: 'drop-oldest',
      description:
        'What happens to an upload when the store is full: the oldest blobs make room, or it is refused with 507.',
    }),
  },
  { ...closed, description: 'Settings of a bcx service instance (binary data).' },
);
export type BcxSettings = Static<typeof BcxSettings>;

/** `kaa.applications.<app>` in config/bcx.yaml: nothing. */
export const BcxApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'BCX has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/bcx.yaml: nothing. */
export const BcxVersionConfig = Type.Object(
  {},
  { ...closed, description: 'BCX has no settings for a version.' },
);
