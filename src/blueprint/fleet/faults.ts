/**
 * The faults of a fleet file: what goes wrong on purpose, how often, when and with whom.
 *
 * One kind is the key, its options the value: `{ spike: { field: temperature, by: 50 }, rate: 0.01 }`. Three layers share the
 * grammar: what the device itself does wrong, what its link does, and what the platform does. It only says what is wanted;
 * `sim/` and the facade do it.
 */
import { type Static, type TSchema, Type } from '../../schema.js';
import { closed, Duration } from './common.js';
import { Span } from './effects.js';

const Field = Type.String({ minLength: 1, description: 'A field of the data samples.' });
const Extension = Type.Optional(
  Type.String({ minLength: 1, description: 'Requests to this extension instance only; to any when absent.' }),
);
const Phrase = Type.Optional(Type.String());

const kind = <Members extends Record<string, TSchema>>(members: Members, description: string) =>
  Type.Object(members, { ...closed, description });

/** A length of time with a sign. */
export const SIGNED_DURATION_PATTERN = '^-?[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$';

/** The options of each kind. */
export const FAULT_OPTIONS = {
  stuck: kind(
    { field: Field, for: Duration('How long the value stays the same.') },
    'The field keeps the value that it has.',
  ),
  drift: kind(
    {
      field: Field,
      perHour: Type.Number({ description: 'How much is added with each hour.' }),
      for: Type.Optional(Duration('How long it drifts; to the end of the window when absent.')),
    },
    'The value wanders away from the truth.',
  ),
  spike: kind(
    {
      field: Field,
      by: Type.Optional(Type.Number({ description: 'Added to the value.' })),
      factor: Type.Optional(Type.Number({ description: 'The value is multiplied by this.' })),
    },
    'One value that is far off.',
  ),
  missing: kind({ field: Field }, 'The field is left out.'),
  wrongType: kind({ field: Field }, 'A number or a truth value becomes a text, anything else a number.'),
  clockSkew: kind(
    {
      by: Type.String({
        pattern: SIGNED_DURATION_PATTERN,
        description: 'How far the clock of the device is ahead, such as 5m; behind: -5m.',
      }),
    },
    'The fields made by `timestamp` tell the wrong time.',
  ),
  duplicate: kind({}, 'The data sample is sent twice.'),
  outOfOrder: kind({}, 'The data sample is sent after the next one.'),
  battery: kind(
    {
      lasts: Span('How long; drawn for each endpoint.'),
    },
    'The battery lasts so long, from the beginning of the window; then the endpoint is silent for ever.',
  ),
  reboot: kind({ takes: Duration('How long the endpoint is away.') }, 'The endpoint restarts.'),
  delay: kind({ by: Duration('How much later.') }, 'A message takes longer on its way, in either direction.'),
  loss: kind({}, 'A message is lost on its way, in either direction.'),
  disconnect: kind(
    {
      for: Duration('How long until it may connect again.'),
      will: Type.Optional(
        Type.Boolean({ description: 'Breaks without DISCONNECT, so that the server sends the will.' }),
      ),
      together: Type.Optional(
        Type.Boolean({ description: 'All at the same moment: a storm of reconnections.' }),
      ),
    },
    'The connection is gone.',
  ),
  halfOpen: kind(
    {
      for: Duration('How long.'),
      together: Type.Optional(Type.Boolean({ description: 'All at the same moment.' })),
    },
    'The connection seems open, and nothing gets through.',
  ),
  late: kind({ by: Duration('How much later.'), extension: Extension }, 'The platform answers late.'),
  noAnswer: kind({ extension: Extension }, 'The platform does its work and does not answer.'),
  error: kind(
    {
      statusCode: Type.Optional(
        Type.Integer({ minimum: 400, maximum: 599, description: '500 when absent.' }),
      ),
      reasonPhrase: Phrase,
      extension: Extension,
    },
    'The platform answers with an error instead of doing its work.',
  ),
  rejectToken: kind({ extension: Extension }, 'The platform does not take the token: 401.'),
  extensionDown: kind(
    { extension: Extension },
    'The extension is not there: the request is neither handled nor answered.',
  ),
  duplicateCommand: kind({}, 'A command is pushed twice.'),
} as const;

export type FaultKind = keyof typeof FAULT_OPTIONS;
export type FaultOptions<Kind extends FaultKind = FaultKind> = Static<(typeof FAULT_OPTIONS)[Kind]>;

/** Who does wrong. */
export type FaultLayer = 'device' | 'link' | 'platform';

/** What makes a fault strike: a probability for each thing that it may strike, a mean time between, or its kind alone. */
export type FaultTiming = 'rate' | 'every' | 'once';

interface FaultTrait {
  readonly layer: FaultLayer;
  readonly timing: FaultTiming;
}

const byRate = (layer: FaultLayer): FaultTrait => ({ layer, timing: 'rate' });

export const FAULT_TRAITS: Readonly<Record<FaultKind, FaultTrait>> = {
  stuck: byRate('device'),
  drift: byRate('device'),
  spike: byRate('device'),
  missing: byRate('device'),
  wrongType: byRate('device'),
  clockSkew: byRate('device'),
  duplicate: byRate('device'),
  outOfOrder: byRate('device'),
  battery: { layer: 'device', timing: 'once' },
  reboot: { layer: 'device', timing: 'every' },
  delay: byRate('link'),
  loss: byRate('link'),
  disconnect: { layer: 'link', timing: 'every' },
  halfOpen: { layer: 'link', timing: 'every' },
  late: byRate('platform'),
  noAnswer: byRate('platform'),
  error: byRate('platform'),
  rejectToken: byRate('platform'),
  extensionDown: byRate('platform'),
  duplicateCommand: byRate('platform'),
};

const kinds = Object.fromEntries(
  Object.entries(FAULT_OPTIONS).map(([name, options]) => [name, Type.Optional(options)]),
) as { [Kind in FaultKind]: ReturnType<typeof Type.Optional<(typeof FAULT_OPTIONS)[Kind]>> };

export const Fault = Type.Object(
  {
    ...kinds,
    rate: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'How often it strikes, per data sample, message or request; always when absent.',
      }),
    ),
    every: Type.Optional(
      Duration(
        'Mean time between two strikes on an endpoint; once, at the beginning of the window, when absent.',
      ),
    ),
    window: Type.Optional(
      Type.Object(
        {
          from: Type.Optional(Duration('The beginning when absent.')),
          to: Type.Optional(Duration('The end of the run when absent.')),
        },
        { ...closed, description: 'When it may strike, counted from the start of the run.' },
      ),
    ),
    endpoints: Type.Optional(
      Type.Union([
        Type.Number({ minimum: 0, maximum: 1, description: 'Share of the fleet, drawn by the seed.' }),
        Type.Array(Type.Integer({ minimum: 1, description: 'Their numbers in the fleet, from 1.' })),
      ]),
    ),
  },
  {
    ...closed,
    description: 'A fault: one kind, when it strikes, and whom. All endpoints when nothing says whom.',
  },
);

export type Fault = Static<typeof Fault>;

/** The kind that a fault names; undefined when it names none. */
export function faultKindOf(fault: object): FaultKind | undefined {
  return Object.keys(fault).find((name): name is FaultKind => Object.hasOwn(FAULT_OPTIONS, name));
}
