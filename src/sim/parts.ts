/**
 * The parts of a run, put together: who is told what by whom. `fleet-run.ts` decides when each phase ends.
 *
 * Only construction is here.
 */
import { Connections } from './connection/connections.js';
import { Deadlines } from './connection/deadlines.js';
import type { Course } from './course.js';
import type { Behaviour } from './device/behaviour.js';
import type { Devices } from './device/devices.js';
import type { Power } from './device/power.js';
import { buildEndpoints } from './endpoints.js';
import { guarded, type OnFailure } from './guard.js';
import { OperatorActions } from './operator/operator-actions.js';
import { EndpointTable } from './plan/endpoint-table.js';
import type { Plan } from './plan/plan.js';
import { Recorder } from './report/recorder.js';
import type { Tally } from './report/tally.js';
import type { RunOptions, RunPorts } from './run.js';
import type { Sampler } from './schedule/sampler.js';

/** What the run itself wants to know. */
export interface RunHooks {
  /** A data sample has been taken to be sent; the first is number 1. */
  onTaken(count: number): void;
  /** After every answer and every timeout. */
  onSettled(): void;
  /** These will never have a connection again. */
  onLost(endpoints: readonly number[]): void;
  /** Something threw: the run ends with that. */
  readonly onFailure: OnFailure;
  /** Nobody is there any more, and nobody will come. */
  onDeserted(): void;
}

export interface PartsInput {
  readonly plan: Plan;
  readonly ports: RunPorts;
  readonly options: RunOptions & { readonly responseTimeoutMs: number };
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  readonly tally: Tally;
  readonly hooks: RunHooks;
}

export interface Parts {
  readonly recorder: Recorder;
  readonly deadlines: Deadlines;
  readonly connections: Connections;
  readonly devices: Devices;
  readonly sampler: Sampler;
  readonly power: Power;
  readonly course: Course;
  readonly operator: OperatorActions;
}

const DESERTED_NOTE =
  'The run ended before all of its data samples were taken: no endpoint sends any more, and nothing is to come that would change that.';

/** Nothing is opened and no time counts yet. */
export function buildParts({ plan, ports, options, behaviours, tally, hooks }: PartsInput): Parts {
  const { clock, random, journal, transport } = ports;
  const table = new EndpointTable(plan, random);
  const recorder = new Recorder(journal, tally, (endpoint) => table.name(endpoint));
  const deadlines = new Deadlines(clock, options.responseTimeoutMs);
  const common = { clock, random, table, behaviours, recorder };
  const deserted = () => {
    if (options.samples !== undefined) tally.notes.push(DESERTED_NOTE);
    hooks.onDeserted();
  };
  const whenSilent = () => ({
    waitMs: options.responseTimeoutMs,
    isAwaited: () => operator.isPending,
    onForGood: deserted,
  });
  const { devices, sampler, power, course } = buildEndpoints({
    ...common,
    plan,
    limit: options.samples,
    lines: () => connections,
    onTaken: (count) => hooks.onTaken(count),
    onDeserted: deserted,
    // Without a number a run has another end, and elsewhere anybody may send commands.
    whenSilent: options.samples === undefined || ports.operator === undefined ? undefined : whenSilent(),
  });
  const connections: Connections = new Connections({
    ...common,
    plan,
    transport,
    deadlines,
    credentials: options.credentials ?? {},
    certificate: ports.certificate,
    onPush: guarded((push) => devices.receive(push), hooks.onFailure),
    onSettled: () => hooks.onSettled(),
    onOpened: guarded((endpoints) => devices.connected(endpoints), hooks.onFailure),
    onLost: (endpoints) => hooks.onLost(endpoints),
    onMoved: guarded((endpoint) => devices.moved(endpoint), hooks.onFailure),
  });
  const onNote = (fleet: string, text: string) => recorder.note(fleet, text);
  const operator: OperatorActions = new OperatorActions(plan.fleets, {
    clock,
    operator: ports.operator,
    onNote,
  });
  return { recorder, deadlines, connections, devices, sampler, power, course, operator };
}
