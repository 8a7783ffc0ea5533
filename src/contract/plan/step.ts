/**
 * A step of a contract test as plain data: what happens, what must be seen, and how long that may take.
 *
 *     { id: 'answers-reboot', when: { kind: 'command', type: 'reboot' }, seen: { kind: 'result', status: '2xx' }, withinMs: 10_000 }
 *
 * Times are in milliseconds; what the contract leaves open has been filled in.
 */

export type Action =
  | {
      readonly kind: 'command';
      readonly type: string;
      /** Absent: made from the schema of the command's payload, where there is one. */
      readonly payload?: { readonly value: unknown } | undefined;
      readonly duplicated: boolean;
    }
  | {
      readonly kind: 'configuration';
      readonly config: { readonly value: unknown } | 'valid' | 'invalid' | 'unchanged';
      readonly name: string;
    }
  | { readonly kind: 'link'; readonly isDown: boolean; readonly forMs: number }
  | {
      readonly kind: 'answers';
      /** Undefined: they are lost. */
      readonly lateMs: number | undefined;
      /** Of all when undefined. */
      readonly extension: string | undefined;
      readonly forMs: number;
    }
  | { readonly kind: 'token'; readonly forMs: number }
  | { readonly kind: 'platform'; readonly forMs: number };

export type Seen =
  | { readonly kind: 'metadata'; readonly keys: readonly string[]; readonly withinMs: number }
  | { readonly kind: 'no-samples'; readonly forMs: number }
  | {
      readonly kind: 'samples';
      readonly atLeast: number | undefined;
      readonly atMost: number | undefined;
      /** Undefined: the numbers are about the whole time. */
      readonly everyMs: number | undefined;
      readonly where: string | undefined;
      /** How long is looked. */
      readonly forMs: number;
    }
  | { readonly kind: 'no-result'; readonly forMs: number }
  | {
      readonly kind: 'result';
      /** `2xx`, `404`; undefined: any. */
      readonly status: string | undefined;
      /** Exactly so many results for one command; undefined: one at least. */
      readonly times: number | undefined;
      readonly withReason: boolean;
      /** Members that the payload must have. */
      readonly payload: { readonly value: unknown } | undefined;
      readonly withinMs: number;
    }
  | { readonly kind: 'no-applied'; readonly forMs: number }
  | {
      readonly kind: 'applied';
      readonly status: string | undefined;
      readonly withReason: boolean;
      readonly withinMs: number;
    }
  | {
      readonly kind: 'reconnects';
      readonly backOff: boolean;
      readonly atMost: number | undefined;
      readonly withinMs: number;
    }
  | { readonly kind: 'resends'; readonly what: 'samples' | 'anything'; readonly withinMs: number }
  | { readonly kind: 'no-messages'; readonly forMs: number }
  | { readonly kind: 'limits'; readonly bytes: number | undefined; readonly perSecond: number | undefined };

/** One kind of what is seen. */
export type SeenOf<Kind extends Seen['kind']> = Extract<Seen, { readonly kind: Kind }>;

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Step {
  /** That of the expectation, or `<scenario>.<step>`. */
  readonly id: string;
  readonly when: Action | undefined;
  /** Undefined in a scenario, where something may just happen. */
  readonly seen: Seen | undefined;
  /** The step whose action `seen` is about: an earlier one of a scenario, or itself. */
  readonly causedBy: string;
  readonly description: string | undefined;
  readonly place: Place;
}

export interface PlannedScenario {
  readonly id: string;
  readonly unexpected: 'ignore' | 'fail';
  readonly steps: readonly Step[];
  readonly place: Place;
}

/** How long the effect of an action lasts before the endpoint is free again. */
export function lastingMs(action: Action | undefined): number {
  return action === undefined || !('forMs' in action) ? 0 : action.forMs;
}
