/**
 * A 1/KP server in a few lines, as a transport: it answers as the test says, in virtual time, and can push.
 */
import type { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { answerTopic, parseRequestTopic, pushTopic, requestTopic } from '../../../src/kp1/topic.js';
import type { Session, SessionOptions, Transport } from '../../../src/sim/transport/transport.js';

export interface Received {
  readonly client: string;
  readonly topic: string;
  readonly payload: unknown;
  readonly at: number;
  readonly extension: string;
  readonly token: string;
  readonly resourcePath: string;
}

/** What becomes of a request: an answer after so long, or none. */
export type Reaction =
  | { readonly afterMs: number; readonly error?: { statusCode: number; reasonPhrase: string } }
  | 'silence';

export class ScriptedServer implements Transport {
  readonly name = 'scripted';
  readonly received: Received[] = [];
  readonly sessions = new Map<string, SessionOptions>();
  readonly #clock: VirtualClock;
  readonly #react: (request: Received) => Reaction;
  opened = 0;
  closed = 0;

  constructor(clock: VirtualClock, react: (request: Received) => Reaction = () => ({ afterMs: 5 })) {
    this.#clock = clock;
    this.#react = react;
  }

  async open(options: SessionOptions): Promise<Session> {
    this.sessions.set(options.clientId, options);
    this.opened++;
    return {
      publish: (topic, payload) => this.#receive(options, topic, payload),
      close: async () => {
        this.closed++;
      },
    };
  }

  /** Sends a push to whoever last spoke for the token. */
  push(token: string, extension: string, resourcePath: string, body: unknown): void {
    const last = this.received.findLast((request) => request.token === token);
    if (last === undefined) throw new Error(`nobody has spoken for ${token}`);
    const appVersion = last.topic.split('/')[1] as string;
    const topic = pushTopic({ appVersion, extensionInstance: extension, token, resourcePath });
    this.raw(last.client, topic, JSON.stringify(body));
  }

  /** Any message to a client. */
  raw(client: string, topic: string, payload = ''): void {
    this.sessions.get(client)?.onMessage(topic, Buffer.from(payload));
  }

  of(extension: string, resourcePath?: string): Received[] {
    return this.received.filter(
      (request) =>
        request.extension === extension &&
        (resourcePath === undefined || request.resourcePath === resourcePath),
    );
  }

  #receive(options: SessionOptions, topic: string, payload: string): void {
    const parsed = parseRequestTopic(topic);
    if (parsed.fault !== undefined) throw new Error(`not a request topic: ${topic}`);
    const request = {
      client: options.clientId,
      topic,
      payload: JSON.parse(payload) as unknown,
      at: this.#clock.now(),
      extension: parsed.extensionInstance,
      token: parsed.token,
      resourcePath: parsed.resourcePath,
    };
    if (requestTopic(parsed) !== topic) throw new Error(`not built as it is parsed: ${topic}`);
    this.received.push(request);
    const reaction = this.#react(request);
    if (reaction === 'silence') return;
    const { error, afterMs } = reaction;
    const body = error === undefined ? '' : JSON.stringify(error);
    const answer = () =>
      options.onMessage(answerTopic(topic, error === undefined ? 'status' : 'error'), Buffer.from(body));
    this.#clock.schedule(afterMs, 'an answer', answer);
  }
}
