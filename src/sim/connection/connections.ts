/**
 * The clients of a run and their sessions: opens them side by side, sends through them, closes them.
 */
import type { Clock } from '../../kernel/clock.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import { endpointsOfClient, type FleetPlan, type Plan } from '../plan/plan.js';
import type { Recorder } from '../report/recorder.js';
import type { Session, Transport } from '../transport/transport.js';
import type { Deadlines } from './deadlines.js';
import { Kp1Client, type Kp1Events, type Outgoing } from './kp1-client.js';

export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface ConnectionPorts {
  readonly plan: Plan;
  readonly table: EndpointTable;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly recorder: Recorder;
  readonly credentials: Credentials;
  readonly onPush: Kp1Events['onPush'];
  /** After every answer and every timeout. */
  readonly onSettled: () => void;
  /** These endpoints have a connection from now on, or have lost it. */
  readonly onOpened: (endpoints: readonly number[]) => void;
  readonly onLost: (endpoints: readonly number[]) => void;
}

/** Connections that are being opened at the same time; a server's backlog takes about so many. */
const OPENING_MAX = 200;

interface Line {
  readonly id: string;
  readonly client: Kp1Client;
  readonly endpoints: () => number[];
  session: Session | undefined;
}

export class Connections {
  readonly #ports: ConnectionPorts;
  /** By number of the client in the run. */
  readonly #lines: readonly Line[];

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#lines = ports.plan.fleets.flatMap((fleet, place) =>
      Array.from({ length: fleet.clients }, (_, client) => this.#line(fleet, place, client)),
    );
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
          await this.#openLine(this.#lines[next++] as Line);
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

  /** False when the endpoint has no connection. */
  send(outgoing: Omit<Outgoing, 'token'>): boolean {
    const { table } = this.#ports;
    const line = this.#lines[table.client(outgoing.endpoint)] as Line;
    return line.client.send({ ...outgoing, token: table.token(outgoing.endpoint) });
  }

  /** Ends every session; what is outstanding stays unanswered. */
  async close(): Promise<void> {
    const closing = this.#lines.map(async (line) => {
      const session = line.session;
      line.session = undefined;
      line.client.detach('stopped');
      await session?.close();
    });
    await Promise.all(closing);
  }

  #line(fleet: FleetPlan, place: number, client: number): Line {
    const { plan, table, clock, deadlines, recorder } = this.#ports;
    const number = fleet.firstClient + client;
    const endpointOf = (token: string) => {
      const endpoint = table.find(place, token);
      return endpoint !== undefined && table.client(endpoint) === number ? endpoint : undefined;
    };
    const events = eventsOf(this.#ports, fleet, recorder);
    return {
      // At most 23 characters of a-z, 0-9 and "-": every server takes those. [MQTT 3.1.1, 3.1.3.1]
      id: `kaa-${plan.seed.toString(36)}-${number + 1}`,
      client: new Kp1Client({ appVersion: fleet.appVersionName, clock, deadlines, endpointOf, events }),
      endpoints: () => endpointsOfClient(fleet, client),
      session: undefined,
    };
  }

  async #openLine(line: Line): Promise<void> {
    const { transport, recorder, credentials, onOpened } = this.#ports;
    let lostBecause: string | undefined;
    const session = await transport.open({
      clientId: line.id,
      ...credentials,
      onMessage: (topic, payload) => line.client.receive(topic, payload),
      onLost: (reason) => {
        lostBecause = reason;
        this.#lose(line, reason);
      },
    });
    recorder.connected(line.id, line.endpoints().length);
    line.session = session;
    if (lostBecause !== undefined) return this.#lose(line, lostBecause);
    line.client.attach(session);
    onOpened(line.endpoints());
  }

  #lose(line: Line, reason: string): void {
    // Lost before it was known to be open: told when it is.
    if (line.session === undefined) return;
    line.session = undefined;
    line.client.detach('connection-lost');
    this.#ports.recorder.connectionLost(line.id, line.endpoints().length, reason);
    this.#ports.onLost(line.endpoints());
  }
}

function eventsOf(ports: ConnectionPorts, fleet: FleetPlan, recorder: Recorder): Kp1Events {
  return {
    onSent: (request, payload) => recorder.sent(request, payload),
    onAnswered: (request, answer) => {
      recorder.answered(request, answer);
      ports.onSettled();
    },
    onUnanswered: (request, afterMs, cause) => {
      recorder.unanswered(request, afterMs, cause);
      ports.onSettled();
    },
    onPush: (push) => ports.onPush(push),
    onUnexpected: (topic, token, reason) =>
      recorder.unexpected(fleet.fleet.fleet, token ?? '', topic, reason),
  };
}
