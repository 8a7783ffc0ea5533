/**
 * The stages of a fleet in milliseconds: how many of its endpoints are there at any time, and when that changes.
 *
 * It is pure. The first endpoints of a fleet come first and go last; on a ramp each comes when the share has grown by the
 * half of its own, so that they come evenly.
 */
import type { Stage } from '../../blueprint/fleet/stages.js';
import { parseDuration } from '../../kernel/duration.js';

interface Ramp {
  readonly fromMs: number;
  readonly lastsMs: number;
  /** Shares of the fleet, 0 to 1, at its beginning and its end. */
  readonly from: number;
  readonly to: number;
}

export interface StagesPlan {
  readonly ramps: readonly Ramp[];
  readonly lengthMs: number;
  /** The share that is there in the end. */
  readonly last: number;
}

/** From that time on, in milliseconds since the start, so many endpoints are there. */
export interface StageStep {
  readonly atMs: number;
  readonly count: number;
}

export function planStages(stages: readonly Stage[]): StagesPlan {
  const ramps: Ramp[] = [];
  let share = 0;
  let atMs = 0;
  for (const { over, to, hold } of stages) {
    const lastsMs = parseDuration(over ?? hold ?? '0s') ?? 0;
    const target = to ?? share;
    ramps.push({ fromMs: atMs, lastsMs, from: share, to: target });
    atMs += lastsMs;
    share = target;
  }
  return { ramps, lengthMs: atMs, last: share };
}

/** Every change of a fleet of so many endpoints, one endpoint each, in order of time. */
export function* stageSteps({ ramps }: StagesPlan, endpoints: number): Generator<StageStep> {
  for (const { fromMs, lastsMs, from, to } of ramps) {
    const before = Math.round(from * endpoints);
    const after = Math.round(to * endpoints);
    const way = Math.sign(after - before);
    for (let count = before; count !== after; ) {
      // The boundary between two counts is in the middle between them.
      const boundary = (count + way / 2) / endpoints;
      count += way;
      yield { atMs: fromMs + lastsMs * Math.min(1, Math.max(0, (boundary - from) / (to - from))), count };
    }
  }
}
