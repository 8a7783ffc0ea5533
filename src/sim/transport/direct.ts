/**
 * The transport into a platform in this process without MQTT: topics and payloads are handed over as they are.
 *
 * For many endpoints in virtual time. What one side says reaches the other when the call in which it was said is over,
 * in the order of saying, so neither is called from within its own call; no time passes meanwhile. There is no
 * acknowledgement apart from the answer, no login, and no link that could be faulty.
 */
import { unreachable } from './connect-failure.js';
import type { Session, SessionOptions, Transport } from './transport.js';

/** What a platform gives a client. */
export interface DirectDoor {
  receive(topic: string, payload: string): void;
  leave(): void;
}

export interface DirectPorts {
  /** Opens the platform's door for a client; undefined while nobody is there. */
  readonly open: (client: {
    readonly name: string;
    onMessage(topic: string, payload: string): void;
    onClosed(reason: string): void;
  }) => DirectDoor | undefined;
}

const NAME = 'direct';
const NOTHING = new Uint8Array(0);

export function createDirectTransport({ open }: DirectPorts): Transport {
  const post = new Post();
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
  /** Four places for each: whose it is, what it is, topic or reason, payload. There are many, and no object for any. */
  readonly #waiting: (DirectSession | string)[] = [];
  #isCalled = false;

  send(session: DirectSession, what: Letter, text: string, payload: string): void {
    this.#waiting.push(session, what, text, payload);
    if (this.#isCalled) return;
    this.#isCalled = true;
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    const waiting = this.#waiting;
    // What is said meanwhile comes to the end of the same list.
    for (let at = 0; at < waiting.length; at += 4)
      (waiting[at] as DirectSession).take(
        waiting[at + 1] as Letter,
        waiting[at + 2] as string,
        waiting[at + 3] as string,
      );
    waiting.length = 0;
    this.#isCalled = false;
  }
}

/** A message to the platform or to the client, the goodbye of the client, or the end that the platform makes. */
type Letter = 'up' | 'down' | 'goodbye' | 'end';

class DirectSession implements Session {
  readonly name: string;
  door: DirectDoor | undefined;
  readonly #post: Post;
  readonly #onMessage: SessionOptions['onMessage'];
  readonly #onLost: SessionOptions['onLost'];
  #isOpen = true;

  constructor(post: Post, { clientId, onMessage, onLost }: SessionOptions) {
    this.name = clientId;
    this.#post = post;
    this.#onMessage = onMessage;
    this.#onLost = onLost;
  }

  publish(topic: string, payload: string): void {
    if (this.#isOpen) this.#post.send(this, 'up', topic, payload);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    // Behind what has been said before.
    this.#post.send(this, 'goodbye', '', '');
  }

  onMessage(topic: string, payload: string): void {
    this.#post.send(this, 'down', topic, payload);
  }

  onClosed(reason: string): void {
    this.#post.send(this, 'end', reason, '');
  }

  /** It has arrived. */
  take(what: Letter, text: string, payload: string): void {
    if (what === 'up') this.door?.receive(text, payload);
    else if (what === 'goodbye') this.door?.leave();
    else if (!this.#isOpen) return;
    else if (what === 'down') this.#onMessage(text, payload === '' ? NOTHING : Buffer.from(payload));
    else {
      this.#isOpen = false;
      this.#onLost(text);
    }
  }
}
