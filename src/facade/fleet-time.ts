/**
 * The time of a fleet run: real, real but faster, or virtual. Which goes with what is decided here and nowhere else.
 *
 * | time        | clock                              | reached over       | same seed, same journal?           |
 * | ----------- | ---------------------------------- | ------------------ | ---------------------------------- |
 * | live        | the machine's                      | TCP, memory, any target | same data, order not promised |
 * | accelerated | the machine's, times `speed`       | TCP, memory        | same data, order not promised      |
 * | virtual     | its own, as fast as the work goes  | memory             | yes, byte for byte                 |
 */
import { kaaError } from '../errors.js';
import { type Cancel, type Clock, ScaledClock, WallClock } from '../kernel/clock.js';
import { InFlight } from '../kernel/in-flight.js';
import { VirtualClock } from '../kernel/virtual-clock.js';
import { runVirtually } from '../kernel/virtual-run.js';

/** Where virtual time begins unless told otherwise: 2026-01-05T00:00:00Z, a Monday. */
export const VIRTUAL_START_MS = Date.UTC(2026, 0, 5);
/**
 * The step in which time moves where messages take none: so many endpoints would otherwise have an instant each, and an instant
 * costs more than what happens in it. As fine as the timers of a machine.
 */
const DIRECT_STEP_MS = 1;
/** Virtual time begins from 1970 up to, but not including, this: a run may then last a hundred years. */
const VIRTUAL_START_MS_MAX = Date.UTC(2200, 0, 1);
/** At more, a timer of the machine (a millisecond) would be longer than many an interval of a fleet. */
export const SPEED_MAX = 1000;
export const SPEED_MIN = 0.01;

export interface FleetTimeOptions {
  readonly virtual?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly startAt?: number | undefined;
  readonly speed?: number | undefined;
  readonly target?: string | undefined;
  readonly transport?: 'tcp' | 'memory' | 'direct' | undefined;
  readonly clock?: Clock | undefined;
}

/** Waits for something outside virtual time that has fallen behind, such as the disk; undefined when nothing has. */
export type Hold = () => Promise<void> | undefined;

export interface FleetTime {
  /** The time of platform and fleets. */
  readonly clock: Clock;
  /** Real time, for what people watch. */
  readonly pace: Clock;
  /** Only in virtual time. */
  readonly inFlight?: InFlight;
  /** What a report says of it; nothing of live time. */
  readonly facts: { readonly virtual?: { readonly startAt: string }; readonly speed?: number };
  /** Lets time pass until the work has settled. @throws KaaError VIRTUAL_RUN_ENDLESS, VIRTUAL_RUN_IDLE, VIRTUAL_RUN_STUCK */
  pass<Result>(work: () => Promise<Result>, hold?: Hold): Promise<Result>;
}

/** @throws KaaError TIME_CONFLICT, FLAG_INVALID */
export function fleetTime(options: FleetTimeOptions): FleetTime {
  refuseConflicts(options);
  if (options.virtual === true)
    return virtualTime(
      options.startAt ?? VIRTUAL_START_MS,
      options.transport === 'direct' ? DIRECT_STEP_MS : 0,
    );
  const pace = options.clock ?? new WallClock();
  const { speed } = options;
  const isLive = speed === undefined || speed === 1;
  return {
    clock: isLive ? pace : new ScaledClock(pace, checkedSpeed(speed)),
    pace,
    facts: isLive ? {} : { speed },
    pass: (work) => work(),
  };
}

/**
 * The instant, when virtual time can begin there.
 * @param said what a message quotes: the instant as it was typed
 * @throws KaaError FLAG_INVALID
 */
export function checkedStart(startAt: number, said: string | number = startAt): number {
  if (startAt >= 0 && startAt < VIRTUAL_START_MS_MAX) return startAt;
  const reason = 'virtual time begins from 1970 to 2199';
  throw kaaError('FLAG_INVALID', { flag: 'start', value: said, reason });
}

function virtualTime(startAt: number, stepMs: number): FleetTime {
  const clock = new VirtualClock(checkedStart(startAt), { stepMs });
  const inFlight = new InFlight();
  const pace = new Pace();
  return {
    clock,
    pace,
    inFlight,
    facts: { virtual: { startAt: new Date(startAt).toISOString() } },
    pass: (work, hold) => runVirtually(work(), { clock, inFlight, hold }).finally(() => pace.stop()),
  };
}

/** Real time beside a virtual run. Of a run that failed half-way nothing may keep the process alive. */
class Pace extends WallClock {
  readonly #waiting = new Set<Cancel>();

  override schedule(delayMs: number, label: string, run: () => void): Cancel {
    const cancel = super.schedule(delayMs, label, () => {
      this.#waiting.delete(cancel);
      run();
    });
    this.#waiting.add(cancel);
    return () => {
      this.#waiting.delete(cancel);
      cancel();
    };
  }

  /** Takes back what is still to come. */
  stop(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }
}

/**
 * The speed, when time can pass as fast as that.
 * @param said what a message quotes: the number as it was typed
 * @throws KaaError FLAG_INVALID
 */
export function checkedSpeed(speed: number, said: string | number = speed): number {
  if (speed >= SPEED_MIN && speed <= SPEED_MAX) return speed;
  const reason = `not a number from ${SPEED_MIN} to ${SPEED_MAX}`;
  throw kaaError('FLAG_INVALID', { flag: 'speed', value: said, reason });
}

/** @throws KaaError TIME_CONFLICT */
function refuseConflicts({ virtual, startAt, speed, target, transport }: FleetTimeOptions): void {
  const isVirtual = virtual === true;
  const conflicts: readonly (readonly [boolean, flag: string, other: string, reason: string])[] = [
    [isVirtual && target !== undefined, '--virtual', '--target', 'a server elsewhere keeps real time'],
    [
      isVirtual && transport === 'tcp',
      '--virtual',
      '--transport tcp',
      'TCP takes real time, memory does not',
    ],
    [isVirtual && speed !== undefined, '--speed', '--virtual', 'virtual time goes as fast as the work goes'],
    [
      speed !== undefined && target !== undefined,
      '--speed',
      '--target',
      'a server elsewhere keeps real time',
    ],
    [
      !isVirtual && startAt !== undefined,
      '--start',
      'real time',
      'only with --virtual does a run choose when it is',
    ],
  ];
  const conflict = conflicts.find(([isThere]) => isThere);
  if (conflict === undefined) return;
  const [, flag, other, reason] = conflict;
  throw kaaError('TIME_CONFLICT', { flag, other, reason });
}
