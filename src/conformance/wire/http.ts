/**
 * The wire over HTTP: a publication is a POST to the topic, and the response is its answer. No pushes, no subscriptions.
 */
import type { Clock } from '../../kernel/clock.js';
import { answerTopic } from '../../kp1/topic.js';
import { unreachable } from './streams.js';
import { payloadText, type Trace } from './trace.js';
import type { Message, PublishOptions, Timing, Wire, WireClient } from './wire.js';

/** Real clients take nothing else for success. (Node-RED connector) */
const SUCCESS = 200;

export interface HttpWireOptions {
  /** `http://host:port`, with a path before the topics if there is one. */
  readonly target: string;
  readonly clock: Clock;
  readonly timing: Timing;
  /** How requests travel; as Node does it when absent. */
  readonly fetch?: typeof fetch | undefined;
}

/** The wire over HTTP; whether anybody answers there is seen when the first client is opened. */
export function createHttpWire(options: HttpWireOptions): Wire {
  const { target } = options;
  let isReachable = false;
  return {
    protocol: 'http',
    target,
    async open(name, trace) {
      if (!isReachable) {
        await (options.fetch ?? fetch)(target).catch((error: unknown) => {
          throw failureOf(target, error);
        });
        isReachable = true;
      }
      return new HttpWireClient(name, options, trace);
    },
  };
}

/** fetch hides the reason one level down. */
function failureOf(target: string, error: unknown): Error {
  const cause = (error as Error).cause;
  return unreachable(target, (cause instanceof Error ? cause : error) as NodeJS.ErrnoException);
}

class HttpWireClient implements WireClient {
  readonly name: string;
  readonly inbox: Message[] = [];
  readonly isOpen = true;
  readonly #options: HttpWireOptions;
  readonly #trace: Trace;

  constructor(name: string, options: HttpWireOptions, trace: Trace) {
    this.name = name;
    this.#options = options;
    this.#trace = trace;
  }

  async publish(topic: string, payload: string | Uint8Array, options: PublishOptions = {}): Promise<boolean> {
    const { clock, timing, fetch: send = fetch } = this.#options;
    this.#add('sent', 'POST', { topic, payload: payloadText(payload) });
    const controller = new AbortController();
    const cancel = clock.schedule(timing.timeoutMs, 'a response', () => controller.abort());
    try {
      const response = await send(this.#urlOf(topic), {
        method: 'POST',
        body: Buffer.from(payload as Uint8Array),
        signal: controller.signal,
      });
      const body = Buffer.from(await response.arrayBuffer());
      this.#add('received', `response ${response.status}`, { payload: payloadText(body) });
      const outcome = response.status === SUCCESS ? 'status' : 'error';
      this.inbox.push({ topic: answerTopic(topic, outcome), payload: body, qos: options.qos ?? 1 });
      return true;
    } catch (error) {
      if (controller.signal.aborted) return false;
      throw failureOf(this.#options.target, error);
    } finally {
      cancel();
    }
  }

  async subscribe(): Promise<undefined> {
    return undefined;
  }

  /** A response has come by the time that `publish` settles, so there is nothing to wait for. */
  async find(from: number, isWanted: (message: Message) => boolean): Promise<Message | undefined> {
    return this.inbox.slice(from).find(isWanted);
  }

  async quiet(): Promise<void> {}

  close(): void {}

  #urlOf(topic: string): string {
    const path = topic.split('/').map(encodeURIComponent).join('/');
    return `${this.#options.target.replace(/\/$/, '')}/${path}`;
  }

  #add(direction: 'sent' | 'received', packet: string, rest: { topic?: string; payload: string }): void {
    this.#trace.add({ client: this.name, direction, packet, ...rest });
  }
}
