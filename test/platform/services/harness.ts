/**
 * What services are built on, in a test: an event bus that is recorded, a journal, a clock that stands still.
 */
import { Journal } from '../../../src/kernel/journal.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { EventBus, type PlatformEvent } from '../../../src/platform/esp/events.js';
import type { InstanceConfig } from '../../../src/platform/services/tekton/tekton.js';
import { NOW } from '../extensions/harness.js';

export { complete, NOW } from '../extensions/harness.js';

export interface Bench {
  readonly clock: VirtualClock;
  readonly events: EventBus;
  readonly journal: Journal;
  /** Every event so far. */
  readonly raised: PlatformEvent[];
  /** By application version; changed at will. */
  readonly configs: Record<string, { application?: object; version?: object }>;
  readonly config: (appVersionName: string) => InstanceConfig;
  /** The entries of the journal, without number and time. */
  entries(): object[];
}

export function bench(configs: Bench['configs'] = {}): Bench {
  const clock = new VirtualClock(NOW);
  const journal = new Journal(clock);
  const events = new EventBus();
  const raised: PlatformEvent[] = [];
  events.listenToAll((event) => raised.push(event));
  const nothing = {};
  return {
    clock,
    events,
    journal,
    raised,
    configs,
    config: (appVersionName) => {
      const { application = nothing, version = nothing } = configs[appVersionName] ?? {};
      return {
        applicationName: appVersionName.split('-')[0] as string,
        application: application as Record<string, unknown>,
        version: version as Record<string, unknown>,
      };
    },
    entries: () => [...journal.events()].map(({ seq: _seq, at: _at, ...entry }) => entry),
  };
}
