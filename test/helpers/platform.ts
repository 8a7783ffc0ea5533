/**
 * The whole platform of `test/fixtures/demo` on a virtual clock, reached over memory streams.
 */
import { fileURLToPath } from 'node:url';
import { loadBlueprint } from '../../src/blueprint/load.js';
import type { LoadedBlueprint } from '../../src/blueprint/model.js';
import { Journal } from '../../src/kernel/journal.js';
import { createRandom } from '../../src/kernel/random.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { Platform } from '../../src/platform/platform.js';

export const DEMO = fileURLToPath(new URL('../fixtures/demo', import.meta.url));

export interface TestPlatform {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  /** The ID of the endpoint that has this token in this application. */
  idOf(token: string, application?: string): string;
}

/** Noon of a day, so that times look like times. */
const START_MS = Date.UTC(2026, 0, 1, 12);

/** @param change what is other than in the files */
export async function startDemo(
  seed = 1,
  change: (blueprint: LoadedBlueprint) => LoadedBlueprint = (blueprint) => blueprint,
): Promise<TestPlatform> {
  const clock = new VirtualClock(START_MS);
  const journal = new Journal(clock);
  const platform = new Platform(change(await loadBlueprint({ path: DEMO, catalog: serviceCatalog() })), {
    clock,
    journal,
    random: createRandom(seed),
  });
  await platform.start();
  return {
    platform,
    clock,
    journal,
    idOf(token, application = 'demo') {
      const found = platform
        .endpoints()
        .find((info) => info.token === token && info.application === application);
      if (found === undefined) throw new Error(`no endpoint ${token} in ${application}`);
      return found.endpointId;
    },
  };
}
