/**
 * CMX, its memory as plain data: what each endpoint was sent and has applied, and what it observes.
 */
import { type Static, Type } from '../../../schema.js';
import type { Memory } from '../extension.js';
import { loadObserve, SavedObserve, saveObserve } from '../observe.js';
import type { CmxState } from './state.js';

const closed = { additionalProperties: false } as const;

const SavedDelivery = Type.Object(
  {
    name: Type.String(),
    dispatchedId: Type.Optional(Type.String()),
    appliedId: Type.Optional(Type.String()),
  },
  closed,
);

const Saved = Type.Object(
  {
    endpoints: Type.Array(
      Type.Object(
        { endpointId: Type.String(), deliveries: Type.Array(SavedDelivery), observe: SavedObserve },
        closed,
      ),
    ),
  },
  closed,
);

export const cmxMemory: Memory<CmxState> = {
  schema: Saved,

  save: ({ endpoints }) => ({
    endpoints: [...endpoints].map(([endpointId, { deliveries, observe }]) => ({
      endpointId,
      deliveries: [...deliveries].map(([name, delivery]) => ({ name, ...delivery })),
      observe: saveObserve(observe),
    })),
  }),

  load({ endpoints }, saved) {
    endpoints.clear();
    for (const { endpointId, deliveries, observe } of ((saved ?? { endpoints: [] }) as Static<typeof Saved>)
      .endpoints) {
      const known = deliveries.map(({ name, dispatchedId, appliedId }) => {
        return [name, { dispatchedId, appliedId }] as const;
      });
      endpoints.set(endpointId, { deliveries: new Map(known), observe: loadObserve(observe) });
    }
    return [];
  },
};
