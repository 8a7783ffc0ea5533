/**
 * What extension instances are told of what happens elsewhere on the platform: events, as calls on an endpoint.
 */
import type { EndpointView, PlatformCall } from '../extensions/extension.js';
import type { EndpointRegister } from '../services/epr/epr.js';
import type { Tekton } from '../services/tekton/tekton.js';
import type { ConfigurationUpdated, EventBus } from './events.js';

export interface ForwardPorts {
  readonly events: EventBus;
  readonly tekton: Tekton;
  readonly endpoints: EndpointRegister;
  readonly isConnected: (endpointId: string) => boolean;
}

/** The instances, as those who tell them something see them. */
export interface Forwarded {
  readonly instances: () => Iterable<string>;
  readonly invoke: (instance: string, endpointId: string, call: PlatformCall) => void;
  /** Tells all of them that the endpoint is no more. */
  readonly farewell: (endpoint: Omit<EndpointView, 'connected'>) => void;
}

/** From now on these events become calls. */
export function forwardEvents(ports: ForwardPorts, { instances, invoke, farewell }: Forwarded): void {
  const { events, tekton } = ports;
  const tellAll = (endpointId: string, call: PlatformCall) => {
    for (const instance of instances()) invoke(instance, endpointId, call);
  };
  // An endpoint that speaks under another version connects anew: `appversion-updated` needs no call of its own,
  // and what is due is pushed once.
  events.listen(['endpoint-connected'], ({ type, endpointId }) => tellAll(endpointId, { type }));
  events.listen(['endpoint-unregistered'], ({ endpointId, appVersionName }) => {
    const applicationName = tekton.version(appVersionName)?.applicationName ?? '';
    farewell({ endpointId, applicationName, appVersionName });
  });
  events.listen(['data-samples-processed'], (event) => {
    const { type, originator, endpointId, receiver, correlationId, statusCode, reasonPhrase } = event;
    invoke(originator, endpointId, { type, receiver, correlationId, statusCode, reasonPhrase });
  });
  events.listen(['configuration-updated'], (event) => {
    const { type, provider, name } = event;
    for (const endpointId of concernedBy(event, ports)) tellAll(endpointId, { type, provider, name });
  });
}

/** A default configuration concerns every endpoint of the version; only those connected can be told now. */
function concernedBy(event: ConfigurationUpdated, { endpoints, isConnected }: ForwardPorts): string[] {
  if (event.endpointId !== undefined) return isConnected(event.endpointId) ? [event.endpointId] : [];
  return [...endpoints.endpoints()]
    .filter(
      ({ appVersionName, endpointId }) => appVersionName === event.appVersionName && isConnected(endpointId),
    )
    .map(({ endpointId }) => endpointId);
}
