/**
 * A journal read for schemas: what endpoints of each application version sent and got, by kind of schema.
 *
 * What the platform refused or ignored is counted and not learned from: it is what the schema must not allow.
 */
import { fieldsOf, isFields } from '../../../blueprint/data.js';
import { parseRequestTopic, parseServerTopic } from '../../../kp1/topic.js';
import {
  commandTypeOf,
  jsonOf,
  kindFromDevice,
  kindToDevice,
  type Message,
  resultsOf,
  samplesOf,
} from '../../trace/message.js';
import { Observed } from './observed.js';

/** An event of a journal, from a file or a stream; members depend on its type. */
export interface LearnedEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface Learned {
  /** By kind, such as `data-sample` or `command.reboot.payload`. */
  readonly kinds: ReadonlyMap<string, Observed>;
  /** Messages that were refused or ignored, and so not learned from. */
  readonly refused: number;
  /** Messages whose payload is no JSON. */
  readonly unreadable: number;
}

interface Version {
  readonly kinds: Map<string, Observed>;
  refused: number;
  unreadable: number;
}

export class Learner {
  readonly #services: Readonly<Record<string, string>>;
  readonly #versions = new Map<string, Version>();
  /** By client and topic: what was sent and may yet be refused. */
  readonly #waiting = new Map<string, Message>();

  /** @param services by name of the extension instance */
  constructor(services: Readonly<Record<string, string>>) {
    this.#services = services;
  }

  add(event: LearnedEvent): void {
    if (event.type === 'kpc.message-received') this.#received(event);
    else if (event.type === 'kpc.message-sent') this.#sent(event);
    else if (event.type === 'kpc.message-ignored' || event.type === 'kpc.request-refused')
      this.#refused(event);
  }

  /** By application version; what is still waiting has not been refused. */
  result(): ReadonlyMap<string, Learned> {
    for (const message of this.#waiting.values()) this.#learn(message);
    this.#waiting.clear();
    return this.#versions;
  }

  #received(event: LearnedEvent): void {
    const address = parseRequestTopic(String(event.topic));
    if (address.fault !== undefined) return;
    const kind = kindFromDevice(this.#services[address.extensionInstance], address);
    const key = keyOf(event);
    const before = this.#waiting.get(key);
    if (before !== undefined) this.#learn(before);
    this.#waiting.set(key, { ...messageOf(event), token: address.token, fromDevice: true, kind, address });
  }

  #sent(event: LearnedEvent): void {
    const address = parseServerTopic(String(event.topic));
    if (address === undefined) return;
    const cause = event.cause as 'status' | 'error' | 'push';
    const kind = kindToDevice(this.#services[address.extensionInstance], address, cause);
    this.#learn({ ...messageOf(event), token: address.token, fromDevice: false, kind, address });
  }

  #refused(event: LearnedEvent): void {
    const waiting = this.#waiting.get(keyOf(event));
    if (waiting === undefined) return;
    this.#waiting.delete(keyOf(event));
    this.#version(waiting.address.appVersion).refused++;
  }

  #version(name: string): Version {
    const version = this.#versions.get(name) ?? { kinds: new Map(), refused: 0, unreadable: 0 };
    this.#versions.set(name, version);
    return version;
  }

  #learn(message: Message): void {
    const version = this.#version(message.address.appVersion);
    if (!LEARNED.has(message.kind)) return;
    if (message.payload !== '' && !isPlain(message) && jsonOf(message) === undefined) version.unreadable++;
    for (const [kind, value] of partsOf(message)) {
      const observed = version.kinds.get(kind) ?? new Observed();
      version.kinds.set(kind, observed);
      observed.add(value);
    }
  }
}

const LEARNED: ReadonlySet<string> = new Set(['samples', 'metadata', 'result', 'commands', 'configuration']);
const isPlain = ({ address }: Message) => address.resourcePath.startsWith('/plain/');
const keyOf = ({ client, topic }: LearnedEvent) => `${String(client)}\n${String(topic)}`;

const messageOf = ({ seq, at, client, topic, payload }: LearnedEvent) => ({
  seq,
  at,
  client: String(client),
  topic: String(topic),
  payload: String(payload),
});

/** The values in a message that have a schema, by kind. */
function partsOf(message: Message): (readonly [string, unknown])[] {
  const type = commandTypeOf(message);
  switch (message.kind) {
    case 'samples':
      return samplesOf(message).map((sample) => ['data-sample', sample]);
    case 'metadata': {
      const value = jsonOf(message);
      return isFields(value) ? [['metadata', value]] : [];
    }
    case 'result':
      return resultsOf(message).flatMap(({ payload }) =>
        payload === undefined ? [] : [[`command.${type}.result`, payload]],
      );
    case 'commands':
      return commandsOf(message).flatMap(({ payload }) =>
        payload === undefined ? [] : [[`command.${type}.payload`, payload]],
      );
    case 'configuration': {
      const { config } = fieldsOf(jsonOf(message));
      return config === undefined || config === null ? [] : [['configuration', config]];
    }
    default:
      return [];
  }
}

const commandsOf = (message: Message) => [jsonOf(message)].flat().map(fieldsOf);
