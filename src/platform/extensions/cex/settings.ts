/**
 * Settings of CEX: what 11/CEP and the public documentation leave open about commands.
 */
import { type Static, Type } from '../../../schema.js';
import { OBSERVE_SETTINGS } from '../observe.js';

const closed = { additionalProperties: false } as const;

export const CexSettings = Type.Object(
  {
    commandTypePattern: Type.Union([Type.Literal('lenient'), Type.Literal('rfc')], {
      default: 'lenient',
      description:
        'Which command types there may be: "lenient" takes letters, digits, "_" and "-", as Kaa\'s own samples do; "rfc" takes letters and digits alone.',
    }),
    commandIds: Type.Union([Type.Literal('global'), Type.Literal('per-endpoint-and-type')], {
      default: 'global',
      description:
        'How command IDs count, always from 1: over all commands, or for each endpoint and command type.',
    }),
    defaultTtlMs: Type.Integer({
      minimum: 0,
      default: 3_600_000,
      description:
        'Life of a command in milliseconds when its caller names none; 0: pushed once to a connected endpoint, never kept.',
    }),
    allTypes: Type.Boolean({
      default: true,
      description:
        'Whether /command stands for all command types at once; each command then carries its type.',
    }),
    unknownResult: Type.Union([Type.Literal('refuse'), Type.Literal('ignore')], {
      default: 'refuse',
      description:
        'What happens to the result of a command that is not outstanding (unknown, expired, or reported before): the error 404, or silence. Other results in the same message count in any case.',
    }),
    singleResult: Type.Boolean({
      default: true,
      description:
        'Whether one result may come without an array around it, as the schema file of 11/CEP has it; its text and all Kaa clients send an array.',
    }),
    historyPerEndpoint: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 100,
      description: 'Executed and expired commands that are remembered for each endpoint, to be looked up.',
    }),
    ...OBSERVE_SETTINGS,
  },
  { ...closed, description: 'Settings of a cex service instance (command execution).' },
);
export type CexSettings = Static<typeof CexSettings>;

/** `kaa.applications.<app>` in config/cex.yaml: nothing. */
export const CexApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'CEX has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/cex.yaml: nothing. */
export const CexVersionConfig = Type.Object(
  {},
  { ...closed, description: 'CEX has no settings for a version.' },
);
