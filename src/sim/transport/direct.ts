/**
 * The transport into a platform in this process without MQTT: topics and payloads are handed over as they are.
 *
 * For many endpoints in virtual time. What one side says reaches the other when the call in which it was said is over,
 * in the order of saying, so neither is called from within its own call; no time passes meanwhile. There is no
 * acknowledgement apart from the answer, no login, and no link that could be faulty.
 */
import type { InFlight } from '../../kernel/in-flight.js';
import { unreachable } from './connect-failure.js';
import type { Session, SessionOptions, Transport } from './transport.js';

/** What a platform gives a client. */
export interface DirectDoor {
  send(topic: string, payload: string): void;
  close(): void;
}

export interface DirectPorts {
  /** Opens the platform's door for a client; undefined while nobody is there. */
  readonly open: (client: {
    readonly name: string;
    onMessage(topic: string, payload: string): void;
    onClosed(reason: string): void;
  }) => DirectDoor | undefined;
  /** Only in virtual time. */
  readonly inFlight?: InFlight | undefined;
}

const NAME = 'direct';
const NOTHING = new Uint8Array(0);

export function createDirectTransport({ open, inFlight }: DirectPorts): Transport {
  const post = new Post(inFlight);
  return {
    name: NAME,
    async open(options) {
      const session = new DirectSession(post, options);
      const door = open(session);
      if (door === undefined) throw unreachable(NAME, 'the platform is down');
      session.door = door;
      return session;
    },
  };
}

/** What is on its way, both ways: delivered in order, once the call under way is over. */
class Post {
  readonly #inFlight: InFlight | undefined;
  /** Three places each: to whom, topic, payload. */
  readonly #waiting: (((topic: string, payload: string) => void) | string)[] = [];
  #isCalled = false;

  constructor(inFlight: InFlight | undefined) {
    this.#inFlight = inFlight;
  }

  send(to: (topic: string, payload: string) => void, topic: string, payload: string): void {
    this.#waiting.push(to, topic, payload);
    if (this.#isCalled) return;
    this.#isCalled = true;
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    this.#inFlight?.touch();
    // What is said meanwhile comes to the end of the same list.
    for (let at = 0; at < this.#waiting.length; at += 3) {
      const to = this.#waiting[at] as (topic: string, payload: string) => void;
      to(this.#waiting[at + 1] as string, this.#waiting[at + 2] as string);
    }
    this.#waiting.length = 0;
    this.#isCalled = false;
  }
}

class DirectSession implements Session {
  readonly name: string;
  door: DirectDoor | undefined;
  readonly #post: Post;
  readonly #options: SessionOptions;
  readonly #toPlatform: (topic: string, payload: string) => void;
  readonly #toClient: (topic: string, payload: string) => void;
  #isOpen = true;

  constructor(post: Post, options: SessionOptions) {
    this.name = options.clientId;
    this.#post = post;
    this.#options = options;
    this.#toPlatform = (topic, payload) => this.door?.send(topic, payload);
    this.#toClient = (topic, payload) => this.#receive(topic, payload);
  }

  publish(topic: string, payload: string): void {
    if (this.#isOpen) this.#post.send(this.#toPlatform, topic, payload);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    // Behind what has been said before.
    this.#post.send(() => this.door?.close(), '', '');
  }

  onMessage(topic: string, payload: string): void {
    this.#post.send(this.#toClient, topic, payload);
  }

  onClosed(reason: string): void {
    this.#post.send(() => this.#lose(reason), '', '');
  }

  #receive(topic: string, payload: string): void {
    if (this.#isOpen) this.#options.onMessage(topic, payload === '' ? NOTHING : Buffer.from(payload));
  }

  #lose(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.onLost(reason);
  }
}
