/**
 * The platform of the demo blueprint on a virtual clock, built from memory: snapshots need many of them.
 */
import { loadBlueprint } from '../../../src/blueprint/load.js';
import type { LoadedBlueprint } from '../../../src/blueprint/model.js';
import { Journal } from '../../../src/kernel/journal.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { serviceCatalog } from '../../../src/platform/catalog.js';
import { Platform } from '../../../src/platform/platform.js';
import type { Snapshot } from '../../../src/platform/snapshot/schema.js';
import { snapshotTexts } from '../../../src/platform/snapshot/text.js';
import { DEMO } from '../../helpers/platform.js';

const NOON = Date.UTC(2026, 0, 1, 12);

/** Read once: it is frozen. */
const loaded = loadBlueprint({ path: DEMO, catalog: serviceCatalog() });

export interface Demo {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  /** The ID of the endpoint that has this token. */
  idOf(token: string, application?: string): string;
}

export interface DemoOptions {
  readonly seed?: number;
  /** Milliseconds after noon. */
  readonly later?: number;
  readonly blueprint?: (demo: LoadedBlueprint) => LoadedBlueprint;
}

export async function buildDemo({ seed = 1, later = 0, blueprint }: DemoOptions = {}): Promise<Demo> {
  const demo = await loaded;
  const clock = new VirtualClock(NOON + later);
  const journal = new Journal(clock);
  const platform = new Platform(blueprint?.(demo) ?? demo, { clock, journal, random: createRandom(seed) });
  return {
    platform,
    clock,
    journal,
    idOf: (token, application = 'demo') =>
      platform.services.cm.find(application, token)?.endpointId ?? `no endpoint ${token}`,
  };
}

/** The files of a snapshot by name, each as one text. */
export function filesOf(snapshot: Snapshot): Record<string, string> {
  return Object.fromEntries(
    [...snapshotTexts(snapshot)].map(({ name, parts }) => [name, [...parts].join('')]),
  );
}

/** Files as they are read again. */
export function asRead(files: Readonly<Record<string, string>>): Map<string, string | string[]> {
  return new Map(
    Object.entries(files).map(([name, text]) => [
      name,
      name.endsWith('.ndjson') ? text.split('\n').filter((line) => line !== '') : text,
    ]),
  );
}

export const captured = ({ platform }: Pick<Demo, 'platform'>) => filesOf(platform.state.capture('0.0.0'));

/** Everything but the header, which tells one platform from another. */
export function stateOf(demo: Pick<Demo, 'platform'>): Record<string, string> {
  const { 'snapshot.json': _, ...state } = captured(demo);
  return state;
}
