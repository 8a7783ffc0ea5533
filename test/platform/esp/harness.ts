/**
 * The services of a small blueprint and the host of its extensions, without KPC: requests in, answers and pushes out.
 */
import type { LoadedBlueprint } from '../../../src/blueprint/model.js';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { Payload } from '../../../src/kp1/payload.js';
import { serviceCatalog } from '../../../src/platform/catalog.js';
import { EventBus, type PlatformEvent } from '../../../src/platform/esp/events.js';
import { ExtensionHost } from '../../../src/platform/esp/host.js';
import type { ExtensionData } from '../../../src/platform/esp/messages.js';
import { openServices, type Services } from '../../../src/platform/services/services.js';
import { complete, NOW } from '../extensions/harness.js';

export { NOW };

/** What went out, in order: answers, pushes, and events by type. */
export type Sent =
  | { readonly answer: ExtensionData }
  | { readonly push: ExtensionData }
  | { readonly event: string };

export interface Running {
  readonly clock: VirtualClock;
  readonly events: EventBus;
  readonly raised: PlatformEvent[];
  readonly journal: Journal;
  readonly services: Services;
  readonly host: ExtensionHost;
  readonly sent: Sent[];
  readonly endpointId: string;
  send(instance: string, resourcePath: string, requestId: string | undefined, payload?: unknown): void;
  /** Answers so far. */
  answers(): ExtensionData[];
}

interface Given {
  /** Settings by service instance; an instance that is null does not exist. */
  readonly services?: Readonly<Record<string, object | null>>;
  readonly configs?: LoadedBlueprint['configs'];
  readonly credentials?: LoadedBlueprint['credentials'];
}

export function blueprintOf({ services = {}, configs = {}, credentials }: Given): LoadedBlueprint {
  const catalog = serviceCatalog();
  const instances = Object.entries(catalog.defaultInstances)
    .filter(([name]) => services[name] !== null)
    .map(([name, { service, settings }]) => {
      const schema = catalog.services[service]?.settings ?? {};
      return [name, { service, settings: complete(schema, { ...settings, ...services[name] }) }];
    });
  return {
    folder: '',
    name: 'demo',
    tenant: 'acme',
    applications: { demo: { versions: { 'demo-v1': {} } } },
    services: Object.fromEntries(instances),
    environments: {},
    configs,
    schemas: {},
    credentials,
  };
}

/** One endpoint, `alpha` of demo-v1, is registered and connected. */
export function running(given: Given = {}): Running {
  const blueprint = blueprintOf(given);
  const clock = new VirtualClock(NOW);
  const journal = new Journal(clock);
  const events = new EventBus();
  const raised: PlatformEvent[] = [];
  const sent: Sent[] = [];
  events.listenToAll((event) => {
    raised.push(event);
    sent.push({ event: event.type });
  });
  const random = createRandom(1);
  const services = openServices(blueprint, { clock, random, journal, events });
  const host = new ExtensionHost(blueprint, {
    clock,
    random,
    journal,
    events,
    tekton: services.tekton,
    endpoints: services.epr,
    providers: services,
    isConnected: () => true,
    push: (push) => sent.push({ push }),
  });
  const of = { applicationName: 'demo', appVersionName: 'demo-v1' };
  const { endpointId } = services.epr.register({ ...of, name: 'alpha' });
  services.cm.issue('demo', 'alpha', endpointId);
  sent.length = 0;
  raised.length = 0;
  return {
    clock,
    events,
    raised,
    journal,
    services,
    host,
    sent,
    endpointId,
    send(extensionInstanceName, resourcePath, requestId, payload) {
      const text = payload === undefined ? '' : JSON.stringify(payload);
      host.submit(
        {
          appVersionName: 'demo-v1',
          extensionInstanceName,
          endpointId,
          resourcePath,
          requestId,
          payload: Payload.ofText(text),
        },
        (answer) => sent.push({ answer }),
      );
    },
    answers: () => sent.flatMap((entry) => ('answer' in entry ? [entry.answer] : [])),
  };
}
