/**
 * KPC's communication, the faults in its way and the host of the extension instances, connected with each other.
 *
 *     communication ─► faults ─► host ─► extensions
 *     communication ◄─ faults ◄─ host
 */
import type { LoadedBlueprint } from '../blueprint/model.js';
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { Random } from '../kernel/random.js';
import type { EventBus } from './esp/events.js';
import { ExtensionHost } from './esp/host.js';
import { FaultRegister } from './faults/register.js';
import { Communication } from './kpc/communication.js';
import type { KpcSettings } from './kpc/settings.js';
import type { Services } from './services/services.js';

export interface CorePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly services: Services;
}

export interface Core {
  readonly communication: Communication;
  readonly faults: FaultRegister;
  readonly host: ExtensionHost;
}

export function openCore(blueprint: LoadedBlueprint, ports: CorePorts): Core {
  const { services, ...shared } = ports;
  const { tekton, epr, cm, ccm } = services;
  const faults = new FaultRegister({
    ...shared,
    instances: () => host.instances(),
    sendsCommands: (instance) => blueprint.services[instance]?.service === 'cex',
    hasEndpoint: (endpointId) => epr.endpoint(endpointId) !== undefined,
  });
  const communication = new Communication({
    ...shared,
    settings: blueprint.services.kpc?.settings as KpcSettings,
    tekton,
    tokens: cm,
    credentials: ccm,
    hasInstance: (name) => host.has(name),
    submit: (data, answer) => host.submit(data, answer),
    faults,
  });
  const host: ExtensionHost = new ExtensionHost(blueprint, {
    ...shared,
    tekton,
    endpoints: epr,
    providers: services,
    isConnected: (endpointId) => communication.isConnected(endpointId),
    push: (data) => communication.push(data),
  });
  return { communication, faults, host };
}
