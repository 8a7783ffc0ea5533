/**
 * The clients of a run and what goes through them: opened side by side, each endpoint's requests to its client, its pushes back.
 *
 *     send ─► resender? ─► route ─► line ─► link? ─► session
 *
 * Switched-off endpoints with a connection of their own are without it; behind a gateway they are silent.
 */

import { LinkFaults } from '../faults/link-faults.js';
import type { FleetPlan } from '../plan/plan.js';
import type { ConnectionPorts } from './connection-ports.js';
import { clientId, linesOf } from './fleet-lines.js';
import { Kp1Client } from './kp1-client.js';
import { Line } from './line.js';
import { Poller } from './poller.js';
import type { Outgoing } from './requests.js';
import { Resender, resendOf } from './resender.js';
import { Roaming } from './roaming.js';
import { Routes } from './routes.js';

export type { Login as Credentials } from './connection-plan.js';

/** Connections that are being opened at the same time; a server's backlog takes about so many. */
const OPENING_MAX = 200;

export class Connections {
  readonly #ports: ConnectionPorts;
  readonly #routes: Routes;
  readonly #roaming: Roaming | undefined;
  readonly #poller: Poller | undefined;
  /** By number of the client in the run. */
  readonly #lines: readonly Line[];
  /** Of the lines: every request asks for one, and nothing else of them. */
  readonly #clients: readonly Kp1Client[];
  /** By place of the fleet; undefined for those that have none. */
  readonly #resenders: readonly (Resender | undefined)[];
  readonly #faults: readonly (LinkFaults | undefined)[];

  constructor(ports: ConnectionPorts) {
    const { plan, clock, recorder, table } = ports;
    this.#ports = ports;
    this.#routes = new Routes(table);
    this.#roaming = Roaming.of(plan.fleets, { ...ports, move: (endpoint) => this.#move(endpoint) });
    this.#poller = Poller.of(plan.fleets, { ...ports, send: (outgoing) => this.send(outgoing) });
    this.#faults = plan.fleets.map((fleet) => LinkFaults.of(fleet, ports));
    this.#resenders = plan.fleets.map(({ fleet }) => {
      const resend = resendOf(fleet.samples);
      return resend && new Resender(resend, { clock, recorder, send: (outgoing) => this.#sendNow(outgoing) });
    });
    this.#lines = plan.fleets.flatMap((fleet, place) => this.#linesOf(fleet, place));
    this.#clients = this.#lines.map(({ client }) => client);
  }

  /**
   * Opens all of them, until `isStopped`. When one fails, those that are open are closed again.
   * @throws KaaError as the transport does
   */
  async open(isStopped: () => boolean): Promise<void> {
    let next = 0;
    let failure: unknown;
    const work = async () => {
      while (next < this.#lines.length && failure === undefined && !isStopped()) {
        try {
          await (this.#lines[next++] as Line).open();
        } catch (error) {
          failure ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(OPENING_MAX, this.#lines.length) }, work));
    if (failure === undefined) return;
    await this.close();
    throw failure;
  }

  /** From now on faults strike, endpoints move, and those that are told nothing ask. */
  start(): void {
    this.#roaming?.start();
    this.#poller?.start();
    for (const faults of this.#faults) faults?.start(this.#lines);
  }

  /** None of that any more; what is under way goes on. */
  calm(): void {
    this.#roaming?.stop();
    this.#poller?.stop();
    for (const faults of this.#faults) faults?.stop();
  }

  /** No endpoint has a connection, and none will. */
  get isGone(): boolean {
    return this.#lines.every((line) => line.isGone);
  }

  /** Requests and deliveries of data samples that may still be answered. */
  get outstanding(): number {
    const resent = this.#resenders.reduce((sum, resender) => sum + (resender?.size ?? 0), 0);
    return this.#ports.deadlines.size + resent;
  }

  /** False when the endpoint has no connection; data samples are counted then. */
  send(outgoing: Outgoing): boolean {
    const { table, recorder } = this.#ports;
    const { endpoint, kind, samples } = outgoing;
    const resender = kind === 'samples' ? this.#resenders[table.fleetPlace(endpoint)] : undefined;
    if (resender !== undefined) {
      resender.send(outgoing);
      return true;
    }
    if (kind === 'applied') this.#poller?.noteApplied(outgoing);
    const isSent = this.#sendNow(outgoing);
    if (!isSent && kind === 'samples') recorder.connection.notSent(endpoint, samples);
    return isSent;
  }

  /** The endpoint is off. @param how `will`: its connection breaks without a goodbye */
  suspend(endpoint: number, how: { readonly will?: boolean | undefined } = {}): void {
    const line = this.#lineOf(endpoint);
    if (this.#isAlone(endpoint)) {
      line.hold('off', { goodbye: how.will !== true });
    } else if (!this.#routes.isSilent(endpoint)) {
      this.#routes.silence(endpoint, true);
      if (line.isOpen) this.#ports.recorder.connection.speaking(-1);
    }
  }

  /** The endpoint is on again; `onOpened` tells when it can speak. */
  resume(endpoint: number): void {
    const line = this.#lineOf(endpoint);
    if (this.#isAlone(endpoint)) {
      line.release('off');
    } else if (this.#routes.isSilent(endpoint)) {
      this.#routes.silence(endpoint, false);
      if (line.isOpen) this.#speak([endpoint]);
    }
  }

  /** Ends every session; what is outstanding stays unanswered. */
  async close(): Promise<void> {
    this.calm();
    for (const faults of this.#faults) faults?.close();
    for (const resender of this.#resenders) resender?.stop();
    await Promise.all(this.#lines.map((line) => line.close()));
  }

  #sendNow(outgoing: Outgoing): boolean {
    if (this.#routes.isSilent(outgoing.endpoint)) return false;
    return (this.#clients[this.#routes.client(outgoing.endpoint)] as Kp1Client).send(outgoing);
  }

  #lineOf(endpoint: number): Line {
    return this.#lines[this.#routes.client(endpoint)] as Line;
  }

  /** It has a connection of its own. */
  #isAlone(endpoint: number): boolean {
    return this.#ports.table.fleet(endpoint).fleet.gateways === undefined;
  }

  #speak(endpoints: readonly number[]): void {
    this.#ports.recorder.connection.speaking(endpoints.length);
    this.#ports.onOpened(endpoints);
  }

  /** To the next gateway that is open. */
  #move(endpoint: number): void {
    const { plan, table, clock, recorder } = this.#ports;
    const { firstClient, clients } = table.fleet(endpoint);
    const from = this.#lineOf(endpoint);
    if (this.#routes.isSilent(endpoint)) return;
    for (let step = 1; step < clients; step++) {
      const to = this.#lines[firstClient + ((from.number - firstClient + step) % clients)] as Line;
      if (!to.isOpen) continue;
      this.#routes.move(endpoint, to.number, clock.now());
      if (!from.isOpen) recorder.connection.speaking(1);
      recorder.connection.moved(endpoint, clientId(plan, from.number), clientId(plan, to.number));
      this.#ports.onMoved(endpoint);
      return;
    }
  }

  #linesOf(fleet: FleetPlan, place: number): Line[] {
    const { clock, deadlines } = this.#ports;
    const { events, ports } = linesOf(fleet, this.#ports, {
      routes: this.#routes,
      resender: this.#resenders[place],
      onSpeaking: (endpoints) => this.#speak(endpoints),
    });
    const { appVersionName: appVersion, confirm } = fleet;
    const endpointOf = (token: string, client: number) => this.#routes.find(place, token, client);
    const options = { appVersion, clock, deadlines, endpointOf, events, confirm };
    return Array.from({ length: fleet.clients }, (_, client) => {
      const number = fleet.firstClient + client;
      const kp1 = new Kp1Client(options, number);
      return new Line(
        number,
        kp1,
        ports,
        this.#faults[place]?.link(kp1, (token) => endpointOf(token, number)),
      );
    });
  }
}
