/**
 * The monitor's state, outside React: takes what happens, tells those who subscribed at most {@link FRAMES_PER_SECOND_MAX}
 * times a second, however much happens. It owns one timer, its frame clock.
 */
import type { Cancel, Clock } from '../../../kernel/clock.js';
import { pressed } from '../keys/press.js';
import type { Intent, MonitorEvent } from './event.js';
import { reduce } from './reduce.js';
import type { MonitorState } from './state.js';

export const FRAMES_PER_SECOND_MAX = 16;
/** News of the platform need no more: only keys are answered as fast as frames may be. */
const NEWS_PER_SECOND_MAX = 4;

export interface StorePorts {
  readonly clock: Clock;
  /** Told of what a key asks for. */
  readonly onIntent?: ((intent: Intent) => void) | undefined;
}

export class MonitorStore {
  readonly #ports: StorePorts;
  readonly #listeners = new Set<() => void>();
  #state: MonitorState;
  #shown: MonitorState;
  #lastFrameAt = Number.NEGATIVE_INFINITY;
  #frame: { readonly at: number; readonly cancel: Cancel } | undefined;

  constructor(state: MonitorState, ports: StorePorts) {
    this.#state = state;
    this.#shown = state;
    this.#ports = ports;
  }

  /** What is known now, which may not be on the screen yet. */
  get state(): MonitorState {
    return this.#state;
  }

  dispatch(event: MonitorEvent): void {
    const before = this.#state;
    if (event.type === 'key') {
      const { state, intent } = pressed(before, event.key);
      this.#state = state;
      if (intent !== undefined) this.#ports.onIntent?.(intent);
    } else this.#state = reduce(before, event);
    if (this.#state === before) return;
    const isUrgent = event.type === 'key' || event.type === 'resized';
    this.#schedule(1000 / (isUrgent ? FRAMES_PER_SECOND_MAX : NEWS_PER_SECOND_MAX));
  }

  /** The state that is on the screen; the same object until the next frame. */
  readonly getSnapshot = (): MonitorState => this.#shown;

  /** Calls back on every frame; returns how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Shows what is known now, without waiting for a frame: a terminal that was resized must not show an old one. */
  flush(): void {
    this.#frame?.cancel();
    this.#frame = undefined;
    this.#lastFrameAt = this.#ports.clock.now();
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }

  /** Forgets the frame to come, so that nothing keeps the process alive. */
  stop(): void {
    this.#frame?.cancel();
    this.#frame = undefined;
  }

  /** A frame no sooner than that after the last; one that comes sooner anyhow is kept. */
  #schedule(sinceLastMs: number): void {
    const now = this.#ports.clock.now();
    const at = Math.max(now, this.#lastFrameAt + sinceLastMs);
    if (this.#frame !== undefined && this.#frame.at <= at) return;
    this.#frame?.cancel();
    const cancel = this.#ports.clock.schedule(at - now, 'frame', () => this.flush());
    this.#frame = { at, cancel };
  }
}
