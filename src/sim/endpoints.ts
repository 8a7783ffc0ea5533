/**
 * The endpoints of a run, put together without what connects them: what they are and do, when they take data samples, and
 * what happens to them on purpose.
 *
 * A run gives them connections (`parts.ts`), a data set does not (`generate/`): both have the same endpoints, so that both
 * have the same data samples. Only construction is here.
 */
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import type { Outgoing } from './connection/requests.js';
import { Course } from './course.js';
import type { Behaviour } from './device/behaviour.js';
import { Devices } from './device/devices.js';
import { Power } from './device/power.js';
import type { EndpointTable } from './plan/endpoint-table.js';
import type { Plan } from './plan/plan.js';
import type { Recorder } from './report/recorder.js';
import type { SendSamples } from './schedule/outbox.js';
import { Sampler, type SamplerOptions } from './schedule/sampler.js';
import { Silence } from './silence.js';

/** What carries the messages of the endpoints. */
export interface Lines {
  /** False when the endpoint has no connection. */
  send(outgoing: Outgoing): boolean;
  /** The endpoint is off, or on again. */
  suspend(endpoint: number): void;
  resume(endpoint: number): void;
}

export interface EndpointsInput {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  /** How many data samples the whole run takes; undefined: no limit. */
  readonly limit: number | undefined;
  /** Asked for when everything is built. */
  readonly lines: () => Lines;
  /** Where data samples go; as requests over the lines when absent. */
  readonly sendSamples?: SendSamples | undefined;
  /** Told of each data sample that is taken, sent or not. */
  readonly onSample?: SamplerOptions['onSample'];
  /** A data sample has been taken to be sent; the first is number 1. */
  readonly onTaken: (count: number) => void;
  /** Nobody is there any more, and nobody will come. */
  readonly onDeserted: () => void;
  /** For those who would wait for ever when nobody sends any more. */
  readonly whenSilent?: WhenSilent | undefined;
}

export interface WhenSilent {
  /** So long it must have been silent. */
  readonly waitMs: number;
  /** What comes from elsewhere may make endpoints send again. */
  readonly isAwaited: () => boolean;
  readonly onForGood: () => void;
}

export interface Endpoints {
  readonly devices: Devices;
  readonly sampler: Sampler;
  readonly power: Power;
  readonly course: Course;
}

/** No time counts yet. */
export function buildEndpoints(input: EndpointsInput): Endpoints {
  const { plan, clock, random, table, behaviours, recorder, lines, onSample } = input;
  const common = { clock, random, table, behaviours, recorder };
  const keepsSomething = behaviours.some(({ device }) => device !== undefined);
  const devices: Devices = new Devices({
    ...common,
    send: (outgoing) => lines().send(outgoing),
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
    onDeserted: input.onDeserted,
  });
  const toDevices: SamplerOptions['onSample'] = (endpoint, sample, due) =>
    devices.sampled(endpoint, sample, due);
  const silenceOf = ({ waitMs, isAwaited, onForGood }: WhenSilent) =>
    new Silence({
      ...{ clock, waitMs, onForGood },
      isSilent: () => sampler.isIdle,
      isForGood: () => devices.isIdle && !power.isPending && !course.isPending && !isAwaited(),
    });
  const sampler: Sampler = new Sampler({
    ...common,
    limit: input.limit,
    valueFaults: course.valueFaults,
    onDropped: (endpoint, count) => recorder.connection.notSent(endpoint, count),
    send:
      input.sendSamples ??
      ((endpoint, samples, dueAt, fault) => devices.sendSamples(endpoint, samples, dueAt, fault)),
    onTaken: input.onTaken,
    onSample: bothOf(onSample, keepsSomething ? toDevices : undefined),
    silence: input.whenSilent && silenceOf(input.whenSilent),
    ...(keepsSomething && { deviceOf: (endpoint, elapsed) => devices.deviceOf(endpoint, elapsed) }),
  });
  const power: Power = new Power({
    clock,
    recorder,
    parts: [
      { off: (endpoint) => sampler.pause(endpoint), on: (endpoint) => sampler.resume(endpoint) },
      { off: (endpoint) => lines().suspend(endpoint), on: (endpoint) => lines().resume(endpoint) },
      devices,
    ],
  });
  return { devices, sampler, power, course };
}

function bothOf(
  one: SamplerOptions['onSample'],
  other: SamplerOptions['onSample'],
): SamplerOptions['onSample'] {
  if (one === undefined || other === undefined) return one ?? other;
  return (...args) => {
    one(...args);
    other(...args);
  };
}
