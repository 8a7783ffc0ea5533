/**
 * The parts of a run, put together: who is told what by whom. `fleet-run.ts` decides when each phase ends.
 *
 * Only construction is here.
 */
import { Connections } from './connection/connections.js';
import { Deadlines } from './connection/deadlines.js';
import { Course } from './course.js';
import type { Behaviour } from './device/behaviour.js';
import { Devices } from './device/devices.js';
import { Power } from './device/power.js';
import { guarded, type OnFailure } from './guard.js';
import { OperatorActions } from './operator/operator-actions.js';
import { EndpointTable } from './plan/endpoint-table.js';
import type { Plan } from './plan/plan.js';
import { Recorder } from './report/recorder.js';
import type { Tally } from './report/tally.js';
import type { RunOptions, RunPorts } from './run.js';
import { Sampler } from './schedule/sampler.js';

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

/** Nothing is opened and no time counts yet. */
export function buildParts({ plan, ports, options, behaviours, tally, hooks }: PartsInput): Parts {
  const { clock, random, journal, transport } = ports;
  const table = new EndpointTable(plan, random);
  const recorder = new Recorder(journal, tally, (endpoint) => table.name(endpoint));
  const deadlines = new Deadlines(clock, options.responseTimeoutMs);
  const common = { clock, random, table, behaviours, recorder };
  const keepsSomething = behaviours.some(({ device }) => device !== undefined);
  const devices: Devices = new Devices({
    ...common,
    send: (outgoing) => connections.send(outgoing),
    setPeriod: (endpoint, periodMs) => {
      if (!plan.isPaced) sampler.setPeriod(endpoint, periodMs);
    },
    setMode: (endpoint, state) => sampler.setMode(endpoint, state),
    reboot: (endpoint, forMs, cause) => power.off(endpoint, forMs, cause),
  });
  const course = new Course({
    ...common,
    plan,
    power: () => power,
    retire: (endpoint) => {
      sampler.flush(endpoint);
      sampler.pause(endpoint, 'stages');
    },
    recall: (endpoint) => sampler.resume(endpoint, 'stages'),
    onDeserted: () => hooks.onDeserted(),
  });
  const sampler: Sampler = new Sampler({
    ...common,
    limit: options.samples,
    valueFaults: course.valueFaults,
    onDropped: (endpoint, count) => recorder.connection.notSent(endpoint, count),
    send: (endpoint, samples, dueAt, fault) => devices.sendSamples(endpoint, samples, dueAt, fault),
    onTaken: (count) => hooks.onTaken(count),
    ...(keepsSomething && {
      deviceOf: (endpoint, elapsed) => devices.deviceOf(endpoint, elapsed),
      onSample: (endpoint, sample, due) => devices.sampled(endpoint, sample, due),
    }),
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
  const power: Power = new Power({
    clock,
    recorder,
    parts: [
      { off: (endpoint) => sampler.pause(endpoint), on: (endpoint) => sampler.resume(endpoint) },
      { off: (endpoint) => connections.suspend(endpoint), on: (endpoint) => connections.resume(endpoint) },
      devices,
    ],
  });
  const onNote = (fleet: string, text: string) => recorder.note(fleet, text);
  const operator = new OperatorActions(plan.fleets, { clock, operator: ports.operator, onNote });
  return { recorder, deadlines, connections, devices, sampler, power, course, operator };
}
