/**
 * How the state of an endpoint changes, apart from what that does to it: two kinds implement it, the machine that a fleet
 * file declares (`declared-mind.ts`) and a module of the user's own (`module-mind.ts`).
 */
import type { Moment } from '../generators/generator.js';
import type { Change, CommandChange, ConfigurationChange } from '../modules/define.js';
import type { Device } from './device.js';

/** What has happened. */
export type Trigger =
  | { readonly kind: 'time' /** Which of `Device.dues` it was. */; readonly place: number }
  | { readonly kind: 'sample' }
  | { readonly kind: 'command'; readonly type: string }
  | { readonly kind: 'configuration' };

/** What follows from it. */
export interface Reaction extends Change, CommandChange, ConfigurationChange {
  /** For the journal. */
  readonly cause: string;
}

export interface Mind {
  /** Whether it wants to know of each data sample. */
  readonly wantsSamples: boolean;
  /** The state in which an endpoint begins. */
  start(device: Device): string;
  /** The endpoint has come into the state that its view says: sets its variables and its times. */
  entered(device: Device, moment: Moment): void;
  /** Changes nothing but the times. */
  react(device: Device, trigger: Trigger, moment: Moment): Reaction | undefined;
}

/** A state lasts at least this, so that a machine of momentary states cannot turn for ever. */
export const SHORTEST_MS = 1;
