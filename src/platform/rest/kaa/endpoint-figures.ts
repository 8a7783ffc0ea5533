/**
 * How much each endpoint sends and receives: one small record an endpoint, for as long as somebody watches.
 *
 * Counts begin where the journal begins that is still there. Rates are of the last minute: the part of the minute before
 * that still lies in it, and the minute that goes on.
 */
const MINUTE_MS = 60_000;

/** What is known of an endpoint's messages. */
export interface EndpointActivity {
  /** Milliseconds since the epoch; null while it has sent nothing that is known of. */
  readonly lastSeenAt: number | null;
  /** Messages that it has sent, as the platform received them. */
  readonly received: number;
  /** Messages that the platform has sent to it. */
  readonly sent: number;
  readonly errors: number;
  /** Messages it has sent within the last minute. */
  readonly perMinute: number;
}

interface Activity {
  lastSeenAt: number | null;
  received: number;
  sent: number;
  errors: number;
  /** The minute, counted from the epoch, that `inMinute` is of; `inMinuteBefore` is of the one before. */
  minute: number;
  inMinute: number;
  inMinuteBefore: number;
}

export class EndpointFigures {
  readonly #byEndpoint = new Map<string, Activity>();

  received(endpointId: string, at: number): void {
    const activity = this.#of(endpointId);
    activity.received++;
    activity.lastSeenAt = at;
    turn(activity, Math.floor(at / MINUTE_MS));
    activity.inMinute++;
  }

  sent(endpointId: string): void {
    this.#of(endpointId).sent++;
  }

  failed(endpointId: string): void {
    this.#of(endpointId).errors++;
  }

  forget(endpointId: string): void {
    this.#byEndpoint.delete(endpointId);
  }

  clear(): void {
    this.#byEndpoint.clear();
  }

  /** What is known of an endpoint's messages. */
  of(endpointId: string, now: number): EndpointActivity {
    const activity = this.#byEndpoint.get(endpointId);
    if (activity === undefined) return { lastSeenAt: null, received: 0, sent: 0, errors: 0, perMinute: 0 };
    const { lastSeenAt, received, sent, errors } = activity;
    return { lastSeenAt, received, sent, errors, perMinute: perMinute(activity, now) };
  }

  #of(endpointId: string): Activity {
    let activity = this.#byEndpoint.get(endpointId);
    if (activity === undefined) {
      const counts = { received: 0, sent: 0, errors: 0 };
      activity = { lastSeenAt: null, ...counts, minute: 0, inMinute: 0, inMinuteBefore: 0 };
      this.#byEndpoint.set(endpointId, activity);
    }
    return activity;
  }
}

/** Begins another minute, if it has begun. */
function turn(activity: Activity, minute: number): void {
  if (minute === activity.minute) return;
  activity.inMinuteBefore = minute === activity.minute + 1 ? activity.inMinute : 0;
  activity.inMinute = 0;
  activity.minute = minute;
}

/** Of the minute before, the part that lies within the last sixty seconds is taken as evenly spread. */
function perMinute({ minute, inMinute, inMinuteBefore }: Activity, now: number): number {
  const current = now / MINUTE_MS;
  const passed = current - Math.floor(current);
  const age = Math.floor(current) - minute;
  const [before, here] = age === 0 ? [inMinuteBefore, inMinute] : [age === 1 ? inMinute : 0, 0];
  return Math.round((before * (1 - passed) + here) * 10) / 10;
}
