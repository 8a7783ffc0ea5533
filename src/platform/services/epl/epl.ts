/**
 * EPL, endpoint lifecycle: writes down when endpoints come and go, as metadata and as a time series, where the
 * application version asks for it. It keeps nothing itself.
 */
import type { Clock } from '../../../kernel/clock.js';
import type { EventBus, EventOf, LifecycleEvent } from '../../esp/events.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import type { EplVersionConfig } from './settings.js';

export interface EplPorts {
  readonly clock: Clock;
  readonly events: EventBus;
  readonly config: (appVersionName: string) => InstanceConfig;
  readonly isRegistered: (endpointId: string) => boolean;
}

type Connectivity = NonNullable<EplVersionConfig['connectivity']>;

const HEARD = ['endpoint-connected', 'endpoint-disconnected'] as const;

export class EndpointLifecycle {
  readonly #ports: EplPorts;

  constructor(ports: EplPorts) {
    this.#ports = ports;
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    // An endpoint that was unregistered is cut off afterwards: nothing of it is to come back.
    if (!this.#ports.isRegistered(event.endpointId)) return;
    const { connectivity } = this.#ports.config(event.appVersionName).version as EplVersionConfig;
    if (connectivity === undefined) return;
    this.#recordInMetadata(event, connectivity);
    this.#recordInTimeSeries(event, connectivity);
  }

  #recordInMetadata({ type, endpointId, appVersionName }: LifecycleEvent, connectivity: Connectivity): void {
    const { state, 'state-ts': stateTs } = connectivity['metadata-keys'] ?? {};
    const set: Record<string, unknown> = {};
    if (state !== undefined) set[state] = type === 'endpoint-connected';
    if (stateTs !== undefined) set[stateTs] = this.#now();
    if (Object.keys(set).length === 0) return;
    this.#ports.events.raise({ type: 'metadata-change', endpointId, appVersionName, set, remove: [] });
  }

  #recordInTimeSeries(
    { type, endpointId, appVersionName }: LifecycleEvent,
    connectivity: Connectivity,
  ): void {
    const timeSeries = connectivity['time-series']?.name;
    if (timeSeries === undefined) return;
    const points = [{ timestamp: this.#now(), values: { value: type === 'endpoint-connected' ? 1 : 0 } }];
    this.#ports.events.raise({
      type: 'data-points-received',
      originator: 'epl',
      endpointId,
      appVersionName,
      timeSeries,
      points,
    });
  }

  #now(): number {
    return Math.floor(this.#ports.clock.now());
  }
}
