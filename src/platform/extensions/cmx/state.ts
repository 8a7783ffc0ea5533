/**
 * What CMX remembers: for each endpoint and configuration name, what was sent last and what the endpoint has applied.
 *
 * The configurations themselves are with the provider. The default configuration has the name `default`.
 */

import { makeRoom, type ObserveMemory } from '../observe.js';
import type { ConfigurationProvider } from '../providers.js';
import type { CmxSettings } from './settings.js';

export const DEFAULT_NAME = 'default';

/** Configuration names remembered for one endpoint; beyond, the one first seen is forgotten. */
export const NAMES_MAX = 100;

export interface Delivery {
  /** The ID last sent to the endpoint and not reported as failed. */
  dispatchedId: string | undefined;
  /** The ID that the endpoint reported as applied. */
  appliedId: string | undefined;
}

interface EndpointMemory {
  /** By configuration name. */
  readonly deliveries: Map<string, Delivery>;
  readonly observe: ObserveMemory;
}

export interface CmxState {
  readonly settings: CmxSettings;
  readonly provider: ConfigurationProvider;
  readonly endpoints: Map<string, EndpointMemory>;
}

/** What is remembered of an endpoint; begun when there is nothing. */
export function memoryOf(state: CmxState, endpointId: string): EndpointMemory {
  let memory = state.endpoints.get(endpointId);
  if (memory === undefined) {
    memory = { deliveries: new Map(), observe: new Map() };
    state.endpoints.set(endpointId, memory);
  }
  return memory;
}

/** What is remembered of one configuration of an endpoint; begun when there is nothing. */
export function deliveryOf(state: CmxState, endpointId: string, name: string): Delivery {
  const { deliveries } = memoryOf(state, endpointId);
  let delivery = deliveries.get(name);
  if (delivery === undefined) {
    makeRoom(deliveries, NAMES_MAX);
    delivery = { dispatchedId: undefined, appliedId: undefined };
    deliveries.set(name, delivery);
  }
  return delivery;
}
