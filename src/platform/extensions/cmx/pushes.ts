/**
 * CMX, what it sends of its own accord: a configuration that the endpoint has not applied, when the endpoint connects
 * or when the configuration changes. [7/CMP CMP-12..14, CMP-30, CMP-31]
 */
import type { ConfigurationDelivery } from '../../esp/events.js';
import { type Ctx, type Effects, NO_EFFECTS, type Push } from '../extension.js';
import { forgetOnConnect, observeOf } from '../observe.js';
import type { AssignedConfiguration } from '../providers.js';
import { configurationPayload, NOTHING_ASSIGNED } from './payloads.js';
import { deliveryEvent } from './requests.js';
import { type CmxState, DEFAULT_NAME, type Delivery, deliveryOf } from './state.js';

/** Of endpoints that nothing is remembered of: most never have anything. */
const NOTHING_SENT: Readonly<Delivery> = { dispatchedId: undefined, appliedId: undefined };

/** The endpoint came, or came back under another version: whatever it has not applied yet. [7/CMP CMP-30] */
export function pushOnConnect(state: CmxState, ctx: Ctx): Effects {
  const { endpointId, appVersionName } = ctx.endpoint;
  const memory = state.endpoints.get(endpointId);
  if (memory !== undefined) forgetOnConnect(memory.observe, state.settings);
  const names = new Set(state.provider.names({ endpointId, appVersionName }));
  for (const name of memory?.deliveries.keys() ?? []) names.add(name);
  return pushed(state, names, (delivery, { configId }) => configId !== delivery.appliedId, ctx);
}

/** The configuration changed, or that of others did: only what this endpoint has not been sent. [7/CMP CMP-12] */
export function pushOnUpdate(state: CmxState, name: string, ctx: Ctx): Effects {
  const isNew = (delivery: Delivery, { configId }: AssignedConfiguration) =>
    configId !== (delivery.dispatchedId ?? delivery.appliedId);
  return pushed(state, [name], isNew, ctx);
}

/** What the endpoint should have, although it has it. */
export function pushAgain(state: CmxState, name: string, ctx: Ctx): Effects {
  return pushed(state, [name], () => true, ctx);
}

function pushed(
  state: CmxState,
  names: Iterable<string>,
  isDue: (delivery: Delivery, assigned: AssignedConfiguration) => boolean,
  ctx: Ctx,
): Effects {
  if (!ctx.endpoint.connected) return NO_EFFECTS;
  const events: ConfigurationDelivery[] = [];
  const pushes: Push[] = [];
  for (const name of names) {
    if (!mayPush(state, name, ctx)) continue;
    const known = state.endpoints.get(ctx.endpoint.endpointId)?.deliveries.get(name) ?? NOTHING_SENT;
    const target = targetOf(state, name, known, ctx);
    if (target === undefined || !isDue(known, target)) continue;
    deliveryOf(state, ctx.endpoint.endpointId, name).dispatchedId = target.configId;
    pushes.push({
      resourcePath: resourcePathOf(name),
      payload: configurationPayload(target, state.settings),
    });
    if (target === NOTHING_ASSIGNED) continue;
    events.push(deliveryEvent(state, 'configuration-dispatched', name, target.configId, ctx));
  }
  return pushes.length === 0 ? NO_EFFECTS : { events, pushes };
}

function mayPush({ settings, endpoints }: CmxState, name: string, { endpoint, now }: Ctx): boolean {
  if (name !== DEFAULT_NAME && !settings.namedConfigurations) return false;
  const memory = endpoints.get(endpoint.endpointId);
  const observe = memory && observeOf(memory.observe, name, settings, now);
  return observe ?? settings.pushUnasked;
}

/** What the endpoint should have; undefined when there is nothing to tell it about. */
function targetOf(
  state: CmxState,
  name: string,
  delivery: Delivery,
  ctx: Ctx,
): AssignedConfiguration | undefined {
  const { settings, provider } = state;
  const { endpointId, appVersionName } = ctx.endpoint;
  const assigned = provider.assigned({ endpointId, appVersionName, name, currentId: delivery.appliedId });
  if (assigned !== undefined || !settings.pushWhenUnassigned || settings.provider === 'otao') return assigned;
  return NOTHING_ASSIGNED;
}

/** A push for a named configuration goes to the resource of that name. (open question 13) */
function resourcePathOf(name: string): string {
  return name === DEFAULT_NAME ? '/config/json' : `/config/json/${name}`;
}
