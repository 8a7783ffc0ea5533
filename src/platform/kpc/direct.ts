/**
 * 1/KP without a protocol around it: a client in this process hands over topics and payloads, and is handed answers and pushes.
 *
 * Everything that KPC decides about a message holds as ever: topics, tokens, refusals, faults, limits of topics. What MQTT
 * alone has (logins, acknowledgements, subscriptions, wills, keep-alive) is not there. A client is called
 * from within the platform's work, so it must not speak to the platform before that call is over.
 */
import type { Journal } from '../../kernel/journal.js';
import { Payload } from '../../kp1/payload.js';
import { RepeatedTopic } from '../../kp1/repeated-topic.js';
import type { Communication } from './communication.js';
import { endingOf } from './mqtt5/codes.js';
import type { Route } from './routes.js';
import type { ClientSession, CloseCause, Qos } from './session.js';

/** Whoever speaks. */
export interface DirectClient {
  /** Its name in the journal. */
  readonly name: string;
  onMessage(topic: string, payload: string): void;
  /** The platform has ended it. */
  onClosed(reason: string): void;
}

/** What a client has of the platform. */
export interface DirectDoor {
  /** Takes what the client says. */
  receive(topic: string, payload: string): void;
  /** The client's own wish. */
  leave(): void;
}

interface DirectPorts {
  readonly journal: Journal;
  readonly communication: Communication;
}

const QOS = 1;

/** The clients of the platform that come without a protocol. */
export class DirectFront {
  readonly #ports: DirectPorts;
  readonly #sessions = new Set<DirectSession>();

  constructor(ports: DirectPorts) {
    this.#ports = ports;
  }

  /** Sessions there are now. */
  get sessions(): number {
    return this.#sessions.size;
  }

  open(client: DirectClient): DirectDoor {
    const session = new DirectSession(client, this.#ports, this.#sessions);
    this.#sessions.add(session);
    this.#ports.journal.append({
      type: 'kpc.client-connected',
      client: client.name,
      transport: 'direct',
      protocol: 'none',
    });
    return session;
  }

  endSessions(cause: CloseCause): void {
    for (const session of [...this.#sessions]) session.close(cause);
  }
}

class DirectSession implements ClientSession, DirectDoor {
  readonly client: string;
  readonly lastTopic = new RepeatedTopic();
  lastRoute: Route | undefined;
  closed = false;
  readonly #client: DirectClient;
  readonly #ports: DirectPorts;
  /** Of the front: it is one of them until it ends. */
  readonly #sessions: Set<DirectSession>;

  constructor(client: DirectClient, ports: DirectPorts, sessions: Set<DirectSession>) {
    this.client = client.name;
    this.#client = client;
    this.#ports = ports;
    this.#sessions = sessions;
  }

  receive(topic: string, payload: string): void {
    if (this.closed) return;
    this.#ports.communication.receive(this, {
      topic,
      payload: Payload.ofText(payload),
      qos: QOS,
    });
  }

  send(topic: string, payload: string, _qos: Qos): void {
    this.#client.onMessage(topic, payload);
  }

  close(cause: CloseCause): void {
    const { reason } = endingOf(cause);
    if (this.#end(reason)) this.#client.onClosed(reason);
  }

  end(cause: CloseCause): void {
    this.close(cause);
  }

  leave(): void {
    this.#end('the client closed the connection');
  }

  #end(reason: string): boolean {
    if (this.closed) return false;
    this.closed = true;
    this.#sessions.delete(this);
    this.#ports.journal.append({ type: 'kpc.client-disconnected', client: this.client, reason });
    this.#ports.communication.closed(this);
    return true;
  }
}
