/**
 * CMX, the requests of endpoints: asking for a configuration, and reporting how applying it went.
 */
import { isSuccess } from '../../../kp1/error-response.js';
import { AppliedRequest, ConfigurationRequest } from '../../../kp1/payloads.js';
import { parseJsonAs } from '../../../kp1/validator.js';
import type { ConfigurationDelivery } from '../../esp/events.js';
import { accept, type Ctx, type Effects, type KpRequest, refuse } from '../extension.js';
import { answerTo, noteObserve } from '../observe.js';
import { configurationPayload, NOTHING_ASSIGNED, noUpdatePayload, unchangedPayload } from './payloads.js';
import { type CmxState, type Delivery, deliveryOf, memoryOf } from './state.js';

/** A request on `/config/json[/<name>]`. [7/CMP CMP-04..18] */
export function requestConfiguration(state: CmxState, name: string, request: KpRequest, ctx: Ctx): Effects {
  const parsed = parseJsonAs(ConfigurationRequest, request.payload);
  if (!parsed.ok) return refuse(400, parsed.reason);
  const { endpointId } = ctx.endpoint;
  noteObserve(memoryOf(state, endpointId).observe, name, parsed.value.observe, ctx.now);
  const delivery = deliveryOf(state, endpointId, name);
  const currentId = parsed.value.configId ?? undefined;
  const implicit = implicitlyApplied(state, name, delivery, currentId, ctx);
  const { payload, dispatched } = configurationFor(state, name, delivery, currentId, ctx);
  return { events: [...implicit, ...dispatched], ...answerTo(request, payload, state.settings) };
}

/** A configuration ID in a request says what the endpoint has. [7/CMP CMP-29] */
function implicitlyApplied(
  state: CmxState,
  name: string,
  delivery: Delivery,
  currentId: string | undefined,
  ctx: Ctx,
): readonly ConfigurationDelivery[] {
  if (!state.settings.implicitApplied || currentId === undefined) return [];
  if (currentId === delivery.appliedId) return [];
  delivery.appliedId = currentId;
  if (currentId === NOTHING_ASSIGNED.configId) return [];
  const status = { statusCode: 200, reasonPhrase: 'Implicitly applied' };
  return [{ ...deliveryEvent(state, 'configuration-applied', name, currentId, ctx), ...status }];
}

/** What to answer, and the event when that is a configuration. [7/CMP CMP-10, CMP-11, CMP-15] */
function configurationFor(
  state: CmxState,
  name: string,
  delivery: Delivery,
  currentId: string | undefined,
  ctx: Ctx,
): { readonly payload: string; readonly dispatched: readonly ConfigurationDelivery[] } {
  const { settings, provider } = state;
  const { endpointId, appVersionName } = ctx.endpoint;
  const query = { endpointId, appVersionName, name, currentId: currentId ?? delivery.appliedId };
  const assigned = provider.assigned(query);
  if (assigned === undefined && settings.provider === 'otao') {
    return { payload: noUpdatePayload(settings), dispatched: [] };
  }
  const configuration = assigned ?? NOTHING_ASSIGNED;
  if (configuration.configId === currentId) return { payload: unchangedPayload(settings), dispatched: [] };
  delivery.dispatchedId = configuration.configId;
  const payload = configurationPayload(configuration, settings);
  if (assigned === undefined) return { payload, dispatched: [] };
  return {
    payload,
    dispatched: [deliveryEvent(state, 'configuration-dispatched', name, assigned.configId, ctx)],
  };
}

/** A request on `/applied/json[/<name>]`; the answer is empty. [7/CMP CMP-19..28] */
export function reportApplied(state: CmxState, name: string, request: KpRequest, ctx: Ctx): Effects {
  const parsed = parseJsonAs(AppliedRequest, request.payload);
  if (!parsed.ok) return refuse(400, parsed.reason);
  const { configId } = parsed.value;
  const statusCode = parsed.value.statusCode ?? 200;
  const reasonPhrase = parsed.value.reasonPhrase ?? undefined;
  const delivery = deliveryOf(state, ctx.endpoint.endpointId, name);
  if (isSuccess(statusCode)) delivery.appliedId = configId;
  // A configuration that failed may be sent again when it is set again. [7/CMP CMP-26]
  else if (delivery.dispatchedId === configId) delivery.dispatchedId = undefined;
  const event = deliveryEvent(state, 'configuration-applied', name, configId, ctx);
  return { events: [{ ...event, statusCode, reasonPhrase }], ...accept() };
}

/** [6/CDTP CDTP-02, CDTP-12] */
export function deliveryEvent(
  { provider }: CmxState,
  type: ConfigurationDelivery['type'],
  name: string,
  configId: string,
  { endpoint }: Ctx,
): ConfigurationDelivery {
  const { endpointId, appVersionName } = endpoint;
  return { type, provider: provider.name, endpointId, appVersionName, name, configId };
}
