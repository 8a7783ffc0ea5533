/** Runs fleets against the scripted server in virtual time. */
import type { LoadedFleet } from '../../../src/blueprint/fleet/fleet.js';
import type { VersionSchemas } from '../../../src/blueprint/model.js';
import { Journal } from '../../../src/kernel/journal.js';
import type { JournalEvent } from '../../../src/kernel/journal-events.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import type { Operator } from '../../../src/sim/operator/operator.js';
import type { Shard } from '../../../src/sim/plan/part.js';
import { createPlan, type PlanOptions } from '../../../src/sim/plan/plan.js';
import type { FleetReport } from '../../../src/sim/report/report.js';
import { type RunOptions, runPlan } from '../../../src/sim/run.js';
import { shardPlan } from '../../../src/sim/shards/shard-plan.js';
import { type Reaction, type Received, ScriptedServer } from './scripted-server.js';

export interface Scene {
  readonly clock: VirtualClock;
  readonly server: ScriptedServer;
  readonly journal: Journal;
  readonly seed: number;
  react: (request: Received) => Reaction;
  /** When data samples began to be due, in milliseconds since the epoch. */
  startedAt: number;
}

export function sceneOf(seed = 7, startsAt = 1_700_000_000_000): Scene {
  const clock = new VirtualClock(startsAt);
  const server = new ScriptedServer(clock, (request) => scene.react(request));
  const journal = new Journal(clock);
  const scene: Scene = { clock, seed, server, journal, startedAt: 0, react: () => ({ afterMs: 5 }) };
  return scene;
}

export interface RunInput extends RunOptions {
  readonly fleets: readonly LoadedFleet[];
  readonly plan?: Partial<PlanOptions>;
  readonly operator?: Operator;
  readonly schemas?: Readonly<Record<string, VersionSchemas>>;
  /** Only this part of the plan. */
  readonly shard?: Shard;
}

const STEP_MS = 100;
/** More than any run of the tests takes: one that goes on for longer does not end. */
const STEPS_MAX = 2000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Starts the run and moves time until it has reported. */
export async function runIn(scene: Scene, input: RunInput): Promise<FleetReport> {
  const { fleets, plan, operator, schemas, shard, ...options } = input;
  const { clock, journal, server, seed } = scene;
  let report: FleetReport | undefined;
  let failure: unknown;
  let isSending = false;
  const onSending = () => {
    isSending = true;
    scene.startedAt = clock.now();
  };
  const ports = { clock, journal, random: createRandom(seed), transport: server, operator, onSending };
  const whole = createPlan(fleets, schemas ?? {}, { seed, ...plan });
  const planned = shard === undefined ? whole : shardPlan(whole, shard);
  runPlan(planned, ports, options).then(
    (value) => {
      report = value;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  // Loading libraries and connecting take turns of the event loop, not time: it stands still until all are connected.
  const isOver = () => report !== undefined || failure !== undefined;
  while (!isOver() && !isSending) await turn();
  const stepMs = Math.max(STEP_MS, (options.durationMs ?? planned.lengthMs ?? 0) / (STEPS_MAX / 2));
  for (let step = 0; step < STEPS_MAX && !isOver(); step++) {
    await turn();
    await clock.advance(stepMs, turn);
  }
  if (failure !== undefined) throw failure;
  if (report === undefined) throw new Error(`the run does not end; pending: ${clock.pending().join(', ')}`);
  return report;
}

type EventOf<Type> = JournalEvent & { readonly type: Type };

/** Events of one type in the journal. */
export function eventsOf<const Type extends JournalEvent['type']>(scene: Scene, type: Type): EventOf<Type>[] {
  return [...scene.journal.events()].filter((event): event is EventOf<Type> => event.type === type);
}
