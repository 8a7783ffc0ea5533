/**
 * CEX, its memory as plain data: the commands of each endpoint, what it observes, and how far the IDs have counted.
 */
import { type Static, Type } from '../../../schema.js';
import type { Memory } from '../extension.js';
import { loadObserve, SavedObserve, saveObserve } from '../observe.js';
import { expiryOf } from './invocation.js';
import { type CexState, type Command, keyOf } from './state.js';

const closed = { additionalProperties: false } as const;

const SavedCommand = Type.Object(
  {
    commandId: Type.Integer({ minimum: 0 }),
    commandType: Type.String({ minLength: 1 }),
    status: Type.Union([Type.Literal('PENDING'), Type.Literal('EXECUTED'), Type.Literal('EXPIRED')]),
    payload: Type.Optional(Type.Unknown()),
    createdAt: Type.Number(),
    updatedAt: Type.Number(),
    expiresAt: Type.Number(),
    statusCode: Type.Optional(Type.Number()),
    reasonPhrase: Type.Optional(Type.String()),
    responsePayload: Type.Optional(Type.Unknown()),
  },
  closed,
);

const Saved = Type.Object(
  {
    lastId: Type.Integer({ minimum: 0 }),
    endpoints: Type.Array(
      Type.Object(
        {
          endpointId: Type.String(),
          outstanding: Type.Array(SavedCommand),
          fleeting: Type.Array(SavedCommand),
          finished: Type.Array(SavedCommand),
          observe: SavedObserve,
          lastIds: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
        },
        closed,
      ),
    ),
  },
  closed,
);
type Saved = Static<typeof Saved>;

const NOTHING: Saved = { lastId: 0, endpoints: [] };

const byKey = (commands: readonly Static<typeof SavedCommand>[]): Map<string, Command> =>
  new Map(commands.map((command) => [keyOf(command.commandType, command.commandId), frozen(command)]));

/** Any JSON value is a payload; only a missing one is none. */
const frozen = (command: Static<typeof SavedCommand>): Command =>
  Object.freeze({ ...command, payload: command.payload });

export const cexMemory: Memory<CexState> = {
  schema: Saved,

  save: ({ lastId, endpoints }) => ({
    lastId,
    endpoints: [...endpoints].map(([endpointId, commands]) => ({
      endpointId,
      outstanding: [...commands.outstanding.values()],
      fleeting: [...commands.fleeting.values()],
      finished: [...commands.finished],
      observe: saveObserve(commands.observe),
      lastIds: Object.fromEntries(commands.lastIds),
    })),
  }),

  load(state, saved, now) {
    const { lastId, endpoints } = (saved ?? NOTHING) as Saved;
    state.lastId = lastId;
    state.endpoints.clear();
    for (const { endpointId, finished, observe, lastIds, ...waiting } of endpoints) {
      state.endpoints.set(endpointId, {
        outstanding: byKey(waiting.outstanding),
        fleeting: byKey(waiting.fleeting),
        finished: finished.map(frozen),
        observe: loadObserve(observe),
        lastIds: new Map(Object.entries(lastIds)),
      });
    }
    return endpoints.flatMap(({ endpointId, outstanding }) =>
      outstanding.map((command) => ({ endpointId, ...expiryOf(frozen(command), now) })),
    );
  },
};
