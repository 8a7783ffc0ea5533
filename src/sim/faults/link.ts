/**
 * What lies between a client and its session when the fleet has link faults: messages take longer, are lost, or nothing gets
 * through at all. It knows messages of 1/KP, not MQTT: the connection itself stays as it is.
 *
 * A request that it harms is marked with how much later the faults have made its answer, so that what comes of it can be told
 * from a failure of the server.
 */
import type { Clock } from '../../kernel/clock.js';
import { parseServerTopic } from '../../kp1/topic.js';
import type { Kp1Client } from '../connection/kp1-client.js';
import type { Link } from '../connection/line.js';
import type { SentRequest } from '../connection/requests.js';
import type { Session } from '../transport/transport.js';
import { Lane } from './lane.js';

/** What faults do to a message: milliseconds that it takes longer, Infinity when it is lost. */
export type HarmOf = (endpoint: number, direction: 'out' | 'in') => number;

export interface LinkPorts {
  readonly clock: Clock;
  readonly client: Kp1Client;
  readonly endpointOf: (token: string) => number | undefined;
  readonly harmOf: HarmOf;
}

export class FaultyLink implements Link {
  readonly #ports: LinkPorts;
  readonly #out: Lane;
  readonly #in: Lane;
  #session: Session | undefined;
  /** Nothing gets through before, milliseconds since the epoch. */
  #blockedUntil = -Infinity;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#out = new Lane(ports.clock);
    this.#in = new Lane(ports.clock);
  }

  attach(session: Session): void {
    this.#session = session;
  }

  /** From now on nothing gets through, for so long. */
  block(forMs: number): void {
    this.#blockedUntil = this.#ports.clock.now() + forMs;
  }

  publish(topic: string, payload: string, request: SentRequest): void {
    const session = this.#session;
    const harmMs = this.#isBlocked ? Infinity : this.#ports.harmOf(request.endpoint, 'out');
    request.harmMs += harmMs;
    if (harmMs === Infinity) return;
    const waits = this.#out.send(harmMs, () => session?.publish(topic, payload, request));
    request.harmMs += waits - harmMs;
  }

  receive(topic: string, payload: Uint8Array): void {
    const { client, endpointOf, harmOf } = this.#ports;
    const address = parseServerTopic(topic);
    const endpoint = address && endpointOf(address.token);
    const request = client.requestOf(topic);
    let harmMs = endpoint === undefined ? 0 : Infinity;
    if (endpoint !== undefined && !this.#isBlocked) harmMs = harmOf(endpoint, 'in');
    if (request !== undefined) request.harmMs += harmMs;
    if (harmMs === Infinity) return;
    let kept = payload;
    let hasPassed = false;
    const waits = this.#in.send(harmMs, () => {
      hasPassed = true;
      client.receive(topic, kept);
    });
    // The payload is the session's again after this call; even without a wait it may stand behind what is about to pass.
    if (!hasPassed) kept = Uint8Array.from(payload);
    if (request !== undefined) request.harmMs += waits - harmMs;
  }

  clear(): void {
    this.#out.clear();
    this.#in.clear();
    this.#session = undefined;
    this.#blockedUntil = -Infinity;
  }

  get #isBlocked(): boolean {
    return this.#ports.clock.now() < this.#blockedUntil;
  }
}
