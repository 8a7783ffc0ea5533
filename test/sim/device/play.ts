/** Runs one endpoint whose fleet is written as YAML, for ten seconds unless told otherwise, with steps in between. */
import { parse } from 'yaml';
import type { Fleet } from '../../../src/blueprint/fleet/fleet.js';
import type { JournalEvent } from '../../../src/kernel/journal-events.js';
import type { FleetReport } from '../../../src/sim/report/report.js';
import type { RunOptions } from '../../../src/sim/run.js';
import { fleetOf } from '../helpers/fleets.js';
import { runIn, type Scene, sceneOf } from '../helpers/run.js';

export type Steps = Readonly<Record<number, (scene: Scene) => void>>;

export interface Played {
  readonly scene: Scene;
  readonly report: FleetReport;
}

/** @param steps by milliseconds after the beginning */
export async function play(
  yaml: string,
  steps: Steps = {},
  options: RunOptions & { readonly scene?: Scene; readonly folder?: string } = {},
): Promise<Played> {
  const { scene = sceneOf(), folder, ...rest } = options;
  for (const [afterMs, step] of Object.entries(steps)) {
    scene.clock.schedule(Number(afterMs), 'a step of the test', () => step(scene));
  }
  const fleet = { ...fleetOf(parse(yaml) as Partial<Fleet>), folder };
  const report = await runIn(scene, { fleets: [fleet], durationMs: 10_000, ...rest });
  return { scene, report };
}

/** A command that the platform pushes. */
export const command =
  (type: string, id: number, payload: unknown = {}) =>
  ({ server }: Scene) =>
    server.push('room-001', 'cex', `/command/${type}`, [{ id, payload }]);

/** A configuration that the platform pushes; its ID is `c1`, unless told otherwise. */
export const configuration =
  (config: unknown, configId = 'c1') =>
  ({ server }: Scene) =>
    server.push('room-001', 'cmx', '/config/json', { configId, config });

/** Software that the platform offers. */
export const software =
  (version: string) =>
  ({ server }: Scene) =>
    server.push('room-001', 'cmx_ota', '/config/json', { configId: version, config: { link: 'x' } });

/** Every data sample that was sent, in order. */
export const samplesOf = ({ scene }: Played) =>
  scene.server.of('dcx').flatMap(({ payload }) => payload as Record<string, unknown>[]);

/** Every result of a command. */
export const resultsOf = ({ scene }: Played) =>
  scene.server.of('cex').flatMap(({ payload }) => payload as Record<string, unknown>[]);

/** What happened in the states, as `from>to cause @seconds`. */
export function transitionsOf({ scene }: Played): string[] {
  const events = [...scene.journal.events()];
  const began = events.find(({ type }) => type === 'sim.connected')?.at ?? 0;
  return events
    .filter(
      (event): event is JournalEvent & { readonly type: 'sim.state-changed' } =>
        event.type === 'sim.state-changed',
    )
    .map(({ from, to, cause, at }) => `${from}>${to} ${cause} @${Math.round((at - began) / 100) / 10}`);
}
