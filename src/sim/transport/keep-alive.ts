/**
 * Signs of life of an MQTT client: a ping at a fixed pace, and something from the server before the next. [MQTT-3.1.2-24]
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

export interface KeepAlivePorts {
  readonly clock: Clock;
  /** Seconds between two pings; 0 for none. */
  readonly seconds: number;
  readonly ping: () => void;
  /** The server has not said anything since the last ping. */
  readonly onSilence: () => void;
}

export class KeepAlive {
  readonly #ports: KeepAlivePorts;
  #isAlive = true;
  #cancel: Cancel = () => {};

  constructor(ports: KeepAlivePorts) {
    this.#ports = ports;
  }

  start(): void {
    const { clock, seconds, ping, onSilence } = this.#ports;
    if (seconds === 0) return;
    this.#cancel = clock.schedule(seconds * 1000, 'a sign of life', () => {
      if (!this.#isAlive) {
        onSilence();
        return;
      }
      this.#isAlive = false;
      ping();
      this.start();
    });
  }

  /** Something has come from the server. */
  heard(): void {
    this.#isAlive = true;
  }

  stop(): void {
    this.#cancel();
  }
}
