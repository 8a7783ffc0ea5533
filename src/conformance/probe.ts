/**
 * What a case has in its hands: clients and endpoints of its own, request IDs of its own, and the operator.
 *
 * Everything that a case opens is closed when it is over, and what it changes at an endpoint that is not its own is put back.
 */
import type { Clock } from '../kernel/clock.js';
import { answerTopic, type Outcome, pushTopic, requestTopic } from '../kp1/topic.js';
import { putMetadataBack } from './borrowed.js';
import { describe, Failure, show, Undecided } from './judge.js';
import type { Endpoint, EndpointWish, Operator } from './operator.js';
import type { Trace } from './wire/trace.js';
import { within } from './wire/waiting.js';
import type { Message, Protocol, PublishOptions, Timing, Wire, WireClient } from './wire/wire.js';

/** The answer to a request, taken from the topics that 1/KP gives it. */
export interface Answer {
  /** The topic of the request. */
  readonly request: string;
  /** The topic of the answer. */
  readonly topic: string;
  readonly outcome: Outcome;
  readonly payload: Buffer;
  readonly qos: number;
}

export interface SendOptions extends PublishOptions {
  /** A request ID to use; null: none. The next free one when absent. */
  readonly requestId?: string | null;
}

/** Bytes and texts go out as they are, everything else as JSON; nothing: no bytes. */
export type Payload = string | Uint8Array | object | undefined;

export interface ProbePorts {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly trace: Trace;
  /** Endpoints to use where the operator makes none. */
  readonly endpoints: readonly Endpoint[];
  readonly operator?: Operator | undefined;
  /** Names of extension instances that differ from those of a plain installation: `{ cmx: 'cmx2' }`. */
  readonly instances?: Readonly<Record<string, string>> | undefined;
  /** A text of lower-case letters and digits that no other run or case has. */
  readonly nonce: string;
  readonly nextRequestId: () => number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One for each case. */
export class Probe {
  readonly #ports: ProbePorts;
  readonly #clients: WireClient[] = [];
  readonly #afterwards: Array<() => Promise<void>> = [];
  #given = 0;

  constructor(ports: ProbePorts) {
    this.#ports = ports;
  }

  get protocol(): Protocol {
    return this.#ports.wire.protocol;
  }

  get nonce(): string {
    return this.#ports.nonce;
  }

  get timing(): Timing {
    return this.#ports.timing;
  }

  /** Whether the versions were made for the cases; others may restrict keys and have default configurations. */
  get ownsVersions(): boolean {
    return this.#ports.operator?.ownsVersions ?? false;
  }

  /** The platform's side; a case that uses it says so in its needs. */
  get operator(): Operator {
    const { operator } = this.#ports;
    if (operator === undefined) throw new Undecided('this needs the platform side of the server');
    return operator;
  }

  /** A client, connected. */
  async client(): Promise<WireClient> {
    const { wire, trace } = this.#ports;
    const client = await wire.open(LETTERS[this.#clients.length % LETTERS.length] as string, trace);
    this.#clients.push(client);
    return client;
  }

  /** An endpoint that this case alone uses; without an operator the next of those given. */
  async endpoint(wish: EndpointWish = {}): Promise<Endpoint> {
    const { operator, endpoints } = this.#ports;
    if (operator !== undefined) return await operator.register(wish);
    const endpoint = endpoints[this.#given++];
    if (endpoint === undefined) throw new Undecided(`this needs ${this.#given} endpoint tokens (--token)`);
    return endpoint;
  }

  /** A client and an endpoint, which is what most cases begin with. */
  async start(wish: EndpointWish = {}): Promise<{ client: WireClient; endpoint: Endpoint }> {
    return { client: await this.client(), endpoint: await this.endpoint(wish) };
  }

  /** The topic of a request to `<extension instance>/<resource path>`, such as `cex/command/reboot`. */
  topic(endpoint: Endpoint, resource: string, requestId: string | null = this.nextId()): string {
    return requestTopic({ ...this.#addressOf(endpoint, resource), requestId: requestId ?? undefined });
  }

  nextId(): string {
    return String(this.#ports.nextRequestId());
  }

  /** Publishes to a resource and waits for the acknowledgement alone. @returns the topic */
  async send(
    client: WireClient,
    endpoint: Endpoint,
    resource: string,
    payload?: Payload,
    options: SendOptions = {},
  ): Promise<string> {
    const topic = this.topic(endpoint, resource, options.requestId);
    await client.publish(topic, bytesOf(payload), options);
    return topic;
  }

  /** Publishes to a resource and waits for the answer. Fails when there is none. */
  async ask(
    client: WireClient,
    endpoint: Endpoint,
    resource: string,
    payload?: Payload,
    options: SendOptions = {},
  ): Promise<Answer> {
    const from = client.inbox.length;
    const topic = await this.send(client, endpoint, resource, payload, options);
    return await this.answer(client, from, topic);
  }

  /** The answer to a request that was sent. Fails when there is none. */
  async answer(client: WireClient, from: number, topic: string): Promise<Answer> {
    const message = await client.find(from, (candidate) => isAnswerTo(topic, candidate));
    if (message === undefined) {
      throw new Failure(`an answer on ${topic}/status or …/error`, this.missing(client, from));
    }
    const outcome = message.topic === answerTopic(topic, 'status') ? 'status' : 'error';
    return { ...message, request: topic, outcome };
  }

  /** What came instead of an answer, in words. */
  missing(client: WireClient, from: number): string {
    if (!client.isOpen) return 'the server closed the connection';
    const others = client.inbox.slice(from).map(describe);
    const time = `nothing within ${this.timing.timeoutMs} ms`;
    return others.length === 0 ? time : `${time}; only ${others.join(', ')}`;
  }

  /** The topic on which the platform pushes for a resource. */
  pushTopic(endpoint: Endpoint, resource: string): string {
    return pushTopic(this.#addressOf(endpoint, resource));
  }

  /** The first push for a resource from a place in the inbox on. Fails when there is none. */
  async push(
    client: WireClient,
    from: number,
    endpoint: Endpoint,
    resource: string,
    isWanted: (message: Message) => boolean = () => true,
  ): Promise<Message> {
    const topic = this.pushTopic(endpoint, resource);
    const message = await client.find(from, (candidate) => candidate.topic === topic && isWanted(candidate));
    if (message === undefined) throw new Failure(`a message on ${topic}`, this.missing(client, from));
    return message;
  }

  #addressOf({ appVersion, token }: Endpoint, resource: string) {
    const [extension = '', ...levels] = resource.split('/');
    const resourcePath = levels.map((level) => `/${level}`).join('');
    return { appVersion, extensionInstance: this.#instanceOf(extension), token, resourcePath };
  }

  /** The name that the instance of an extension has at this server. */
  #instanceOf(extension: string): string {
    return this.#ports.instances?.[extension] ?? extension;
  }

  /** What an extension instance sent from a place in the inbox on. */
  async everythingFrom(extension: string, client: WireClient, from: number): Promise<readonly Message[]> {
    const messages = await this.everything(client, from);
    return messages.filter(({ topic }) => topic.split('/')[2] === this.#instanceOf(extension));
  }

  /** Everything that came from a place in the inbox on, once the server has nothing more to say. */
  async everything(client: WireClient, from: number): Promise<readonly Message[]> {
    await client.quiet();
    return client.inbox.slice(from);
  }

  /** What became of a command. Fails when nobody is told. */
  async outcome<Value>(promise: Promise<Value>, what: string): Promise<Value> {
    const { clock, timing } = this.#ports;
    const value = await within(clock, timing.timeoutMs, promise);
    if (value === undefined) throw new Failure(what, `nothing within ${timing.timeoutMs} ms`);
    return value;
  }

  /** The metadata of an endpoint that is not this case's own is put back when the case is over. */
  async borrowMetadata(client: WireClient, endpoint: Endpoint): Promise<void> {
    if (this.#ports.operator !== undefined) return;
    const before = await this.ask(client, endpoint, 'epmx/get');
    this.#afterwards.push(() => putMetadataBack(this, endpoint, before));
  }

  /** Puts back and closes; never throws. @returns what could not be put back */
  async end(): Promise<string | undefined> {
    let fault: string | undefined;
    for (const run of this.#afterwards) {
      await run().catch((error: unknown) => {
        fault = `the metadata could not be put back: ${(error as Error).message}`;
      });
    }
    for (const client of this.#clients) client.close();
    return fault;
  }
}

/** Whether a message is on one of the two topics of the answer to a request. */
export function isAnswerTo(topic: string, message: Message): boolean {
  return message.topic === answerTopic(topic, 'status') || message.topic === answerTopic(topic, 'error');
}

function bytesOf(payload: Payload): string | Uint8Array {
  if (payload === undefined) return '';
  if (typeof payload === 'string' || payload instanceof Uint8Array) return payload;
  return JSON.stringify(payload);
}

/** Topics in one line, for what was seen. */
export const topicsOf = (messages: readonly Message[]): string =>
  messages.length === 0 ? 'nothing' : show(messages.map(({ topic }) => topic));
