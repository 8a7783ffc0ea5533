/**
 * The parser of one aedes client, in a few words of memory: what parses is shared by all clients of a broker.
 *
 * The intake hands over whole packets, so nothing of a packet is left when a call returns, and only what CONNECT said about how to
 * read the others must be remembered for each client. A parser of mqtt-packet for each would be a third of what a connection takes.
 *
 * It stands in for aedes' `_parser`, which aedes listens to for packets and errors, and of which it uses `client`, `_queue`,
 * `emit` and `removeAllListeners`; of mqtt-packet's parser it leans on `settings`, `error` and `_list`. `test/wire/intake.test.ts`
 * fails if those change.
 */
import type { Client } from 'aedes';
import mqttPacket, { type Packet, type Parser } from 'mqtt-packet';
import { guardParser } from './packet-guard.js';

/** What CONNECT says about the packets after it. */
interface Settings {
  readonly protocolVersion?: number;
  readonly bridgeMode?: boolean;
}

interface ParserInside extends Parser {
  settings: Settings;
  readonly error: Error | null;
  readonly _list: { readonly length: number };
}

type OnPacket = (this: ClientParser, packet: Packet) => void;

const UNKNOWN: Settings = {};
const MQTT_3_1: Settings = { protocolVersion: 3 };
const MQTT_3_1_1: Settings = { protocolVersion: 4 };

/** What parses for all clients of a broker. */
export class SharedParser {
  readonly #packetBytes: number;
  readonly #onPacket: (packet: Packet) => void;
  /** Undefined while it is at work, and after a packet that it could not read. */
  #idle: ParserInside | undefined;
  #reader: ClientParser | undefined;

  /** @param onPacket sees each packet before aedes does */
  constructor(packetBytes: number, onPacket: (packet: Packet) => void) {
    this.#packetBytes = packetBytes;
    this.#onPacket = onPacket;
  }

  /** Whole packets of one client; or what is none, and all that follows. @returns how its next ones are to be read */
  parse(reader: ClientParser, bytes: Buffer, settings: Settings): Settings {
    const parser = this.#idle ?? this.#another();
    const outer = this.#reader;
    this.#idle = undefined;
    this.#reader = reader;
    parser.settings = settings;
    try {
      parser.parse(bytes);
    } finally {
      this.#reader = outer;
    }
    if (parser.error === null && parser._list.length === 0) this.#idle = parser;
    if (parser.settings === settings) return settings;
    return settingsOf(parser.settings);
  }

  #another(): ParserInside {
    const parser = mqttPacket.parser() as ParserInside;
    guardParser(parser, this.#packetBytes);
    parser.on('packet', (packet: Packet) => {
      this.#onPacket(packet);
      this.#reader?.take(packet);
    });
    parser.on('error', (error: Error) => this.#reader?.emit('error', error));
    return parser;
  }
}

/** What one client of aedes takes for its parser. */
export class ClientParser {
  readonly client: Client;
  /** Null once the client has been let in; nothing is ever in it, see `intake.ts`. */
  _queue: unknown;
  /** Told of a packet that could not be read. */
  onError: ((error: Error) => void) | undefined;
  readonly #shared: SharedParser;
  #settings = UNKNOWN;
  /** aedes' own; undefined when it listens no more. */
  #onPacket: OnPacket | undefined;

  /** Takes the place of the one that aedes has made for this client. */
  constructor(client: Client, shared: SharedParser) {
    const { _parser } = client as unknown as { readonly _parser: Parser & { readonly _queue: unknown } };
    this.client = client;
    this._queue = _parser._queue;
    this.#shared = shared;
    this.#onPacket = _parser.listeners('packet')[0] as OnPacket | undefined;
  }

  parse(bytes: Buffer): void {
    this.#settings = this.#shared.parse(this, bytes, this.#settings);
  }

  take(packet: Packet): void {
    this.#onPacket?.(packet);
  }

  /** By aedes, too. */
  emit(_event: 'error', error: Error): void {
    this.onError?.(error);
  }

  /** aedes does so with those for packets, when the client is gone. */
  removeAllListeners(): void {
    this.#onPacket = undefined;
  }
}

/** The parser would keep all of CONNECT. */
function settingsOf({ protocolVersion = 4, bridgeMode = false }: Settings): Settings {
  if (bridgeMode) return { protocolVersion, bridgeMode };
  return protocolVersion === 3 ? MQTT_3_1 : MQTT_3_1_1;
}
