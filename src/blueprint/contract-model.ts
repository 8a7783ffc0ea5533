/**
 * The contract of an application version: what its endpoints promise to do, each promise with an ID.
 *
 * The JSON Schemas of a version say what is spoken; the contract says how endpoints behave. An expectation reads as a sentence:
 * *when* something happens, one thing is seen *within* a time, or *for* a time. A scenario is a list of such steps in order.
 *
 *     expect:
 *       sets-setpoint: { when: { command: set-setpoint, payload: { setpoint: 22 } }, result: 2xx, within: 5s }
 *
 * Which members go together is checked by `check/contract.ts`.
 */

import { METADATA_KEY_PATTERN } from '../kp1/payloads.js';
import { type Static, Type } from '../schema.js';
import { Count, closed, Duration, None, Status, When } from './contract-when.js';
import { NAME_PATTERN } from './model.js';

/** IDs of expectations and scenarios; those with a dot are kaa's own. */
export const EXPECTATION_ID_PATTERN = '^[a-z0-9][a-z0-9_-]*$';
const SamplesSeen = Type.Object(
  {
    atLeast: Type.Optional(
      Count('So many data samples, 1 when absent: within the time, or in every interval.'),
    ),
    atMost: Type.Optional(Count('No more data samples than this.')),
    every: Type.Optional(Duration('The interval that the numbers are about.')),
    where: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'An expression over the fields of a data sample, such as "setpoint == 22"; only data samples for which it holds count.',
      }),
    ),
  },
  { ...closed, description: 'How many data samples.' },
);

const ResultSeen = Type.Object(
  {
    statusCode: Type.Optional(Status),
    times: Type.Optional(Count('Exactly so many results for one command ID; 1 is what Kaa expects.')),
    reason: Type.Optional(Type.Boolean({ description: 'Whether a reason phrase must be there.' })),
    payload: Type.Optional(
      Type.Unknown({ description: 'Members that the payload must have, with these values.' }),
    ),
  },
  { ...closed, description: 'What the result says.' },
);

const AppliedSeen = Type.Object(
  {
    statusCode: Type.Optional(Status),
    reason: Type.Optional(Type.Boolean({ description: 'Whether a reason phrase must be there.' })),
  },
  { ...closed, description: 'What the report about the configuration says.' },
);

const ReconnectSeen = Type.Object(
  {
    backOff: Type.Optional(
      Type.Boolean({ description: 'Whether the time between attempts must grow while the link is down.' }),
    ),
    atMost: Type.Optional(Count('No more attempts than this while the link is down.')),
  },
  { ...closed, description: 'How the endpoint comes back.' },
);

const MessageLimits = Type.Object(
  {
    bytes: Type.Optional(Count('The largest payload, in bytes.')),
    perSecond: Type.Optional(Count('The most messages of one endpoint in any second.')),
  },
  { ...closed, description: 'Limits of everything that an endpoint sends, in the whole test.' },
);

/** What is seen: one of these. */
const SEEN = {
  metadata: Type.Optional(
    Type.Array(Type.String({ pattern: METADATA_KEY_PATTERN }), {
      minItems: 1,
      description:
        'The endpoint reports these metadata keys; without `when` the time runs from its first message.',
    }),
  ),
  samples: Type.Optional(Type.Union([None, SamplesSeen], { description: 'Data samples, or none.' })),
  result: Type.Optional(
    Type.Union([None, ...Status.anyOf, ResultSeen], { description: 'The result of the command, or none.' }),
  ),
  applied: Type.Optional(
    Type.Union([None, ...Status.anyOf, AppliedSeen], {
      description:
        'What the endpoint says about the configuration: 2xx when applied, 4xx when refused, or nothing.',
    }),
  ),
  reconnects: Type.Optional(
    Type.Union([Type.Literal(true), ReconnectSeen], { description: 'The endpoint connects again.' }),
  ),
  resends: Type.Optional(
    Type.Union([Type.Literal('samples'), Type.Literal('anything')], {
      description: 'What was not answered is sent again: data samples, or any request.',
    }),
  ),
  messages: Type.Optional(
    Type.Union([None, MessageLimits], { description: 'Anything that the endpoint sends.' }),
  ),
} as const;

/** The members that say what is seen. */
export const SEEN_KEYS = Object.keys(SEEN) as (keyof typeof SEEN)[];

const TIMES = {
  within: Type.Optional(Duration('The longest time until it is seen; 10s when absent.')),
  for: Type.Optional(Duration('How long is looked.')),
};

export const Expectation = Type.Object(
  { description: Type.Optional(Type.String()), when: Type.Optional(When), ...SEEN, ...TIMES },
  { ...closed, description: 'One promise: when something happens, one thing is seen.' },
);

export const ScenarioStep = Type.Object(
  {
    id: Type.Optional(
      Type.String({ pattern: EXPECTATION_ID_PATTERN, description: 'The number of the step when absent.' }),
    ),
    description: Type.Optional(Type.String()),
    when: Type.Optional(When),
    ...SEEN,
    ...TIMES,
  },
  { ...closed, description: 'Something happens, or something is seen, or both.' },
);

export const Scenario = Type.Object(
  {
    description: Type.Optional(Type.String()),
    unexpected: Type.Optional(
      Type.Union([Type.Literal('ignore'), Type.Literal('fail')], {
        description:
          'What of messages that no step speaks of, but requests and data samples in their usual time: ignored, or a failure. Ignored when absent.',
      }),
    ),
    steps: Type.Array(ScenarioStep, { minItems: 1 }),
  },
  { ...closed, description: 'Steps in order; after one that fails the rest stays unknown.' },
);

export const Contract = Type.Object(
  {
    contract: Type.String({
      pattern: NAME_PATTERN,
      description: 'The application version whose contract it is.',
    }),
    description: Type.Optional(Type.String()),
    expect: Type.Optional(
      Type.Record(Type.String({ pattern: EXPECTATION_ID_PATTERN }), Expectation, {
        ...closed,
        description: 'By ID. They are tested in this order.',
      }),
    ),
    scenarios: Type.Optional(
      Type.Record(Type.String({ pattern: EXPECTATION_ID_PATTERN }), Scenario, {
        ...closed,
        description: 'By ID. They are tested after the expectations, in this order.',
      }),
    ),
    without: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: "Expectations of kaa's own that do not hold for this version, such as schema.metadata.",
      }),
    ),
  },
  {
    ...closed,
    title: 'kaa contract',
    description: 'What the endpoints of an application version promise to do.',
  },
);

export type Contract = Static<typeof Contract>;
export type Expectation = Static<typeof Expectation>;
export type ScenarioStep = Static<typeof ScenarioStep>;
export type Scenario = Static<typeof Scenario>;

/** IDs of the expectations that hold without being written down. */
export function ownExpectations(commandTypes: readonly string[]): string[] {
  const results = commandTypes.map((type) => `schema.result.${type}`);
  return ['schema.data-samples', 'schema.metadata', ...results, 'wire.own-token', 'wire.accepted'];
}

/** A contract as loaded, with the places of its expectations in the file. */
export interface LoadedContract {
  /** Relative to the folder of the blueprint. */
  readonly file: string;
  readonly contract: Contract;
  /** By ID of an expectation or scenario, `scenario.step` for steps; both from 1. */
  readonly places: Readonly<Record<string, { readonly line: number; readonly column: number }>>;
}
