/**
 * KPC as the platform has it: opened, taken down for a while, and closed. What a message means is not known here.
 *
 * A restart ends every connection and stops listening, then listens again on the same ports; the state of the platform is
 * not touched, so clients see what they see when a server is replaced.
 */
import type { Duplex } from 'node:stream';
import type { Cancel } from '../kernel/clock.js';
import type { DirectClient, DirectDoor } from './kpc/direct.js';
import type { Kpc, KpcPorts, ListenPorts, OpenAddresses } from './kpc/kpc.js';
import type { Response } from './kpc/session.js';

export class Listening {
  readonly #ports: KpcPorts;
  #kpc: Kpc | undefined;
  /** The restart that is under way. */
  #restart: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #restarts = 0;

  constructor(ports: KpcPorts) {
    this.#ports = ports;
  }

  /** Opens KPC in memory; with ports also on those. @throws KaaError as `Kpc.listen`; nothing is open then */
  async open(listen: ListenPorts | undefined): Promise<void> {
    const { Kpc } = await import('./kpc/kpc.js');
    this.#kpc = await Kpc.open(this.#ports);
    if (listen !== undefined) await this.#kpc.listen(listen);
  }

  /** Where it listens, or will again; nothing when only in memory. */
  get addresses(): OpenAddresses {
    return this.#kpc?.addresses ?? {};
  }

  /** How often it has come back from a restart. */
  get restarts(): number {
    return this.#restarts;
  }

  connect(): Duplex {
    if (this.#kpc === undefined) throw new Error('the platform has not been started');
    return this.#kpc.connect();
  }

  direct(client: DirectClient): DirectDoor | undefined {
    if (this.#kpc === undefined) throw new Error('the platform has not been started');
    return this.#kpc.direct(client);
  }

  post(topic: string, payload: string): Promise<Response> {
    if (this.#kpc === undefined) throw new Error('the platform has not been started');
    return this.#kpc.post(topic, payload);
  }

  flushRefusals(): void {
    this.#kpc?.flushRefusals();
  }

  /**
   * Down for so many milliseconds, then up again; settles when it is. Whoever asks while it is down waits for the same.
   * @throws KaaError as `Kpc.listen`, when somebody else has taken a port meanwhile; it listens no more then
   */
  restart(downMs: number): Promise<void> {
    this.#restart ??= this.#runRestart(downMs).finally(() => {
      this.#restart = undefined;
    });
    return this.#restart;
  }

  /** Ends every connection. Harmless when not open, or closed already. */
  async close(): Promise<void> {
    const kpc = this.#kpc;
    this.#kpc = undefined;
    this.#wake?.();
    await this.#restart?.catch(() => {});
    await kpc?.close();
  }

  async #runRestart(downMs: number): Promise<void> {
    const kpc = this.#kpc;
    if (kpc === undefined) throw new Error('the platform has not been started');
    const { journal } = this.#ports;
    journal.append({ type: 'platform.restarting', downMs });
    await Promise.all([kpc.down(), this.#pause(downMs)]);
    // Closed in the meantime.
    if (this.#kpc !== kpc) return;
    try {
      await kpc.up();
    } catch (error) {
      journal.append({ type: 'platform.restart-failed', reason: (error as Error).message });
      throw error;
    }
    this.#restarts++;
    journal.append({ type: 'platform.restarted' });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel: Cancel = this.#ports.clock.schedule(ms, 'the end of a restart', resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
