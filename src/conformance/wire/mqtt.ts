/**
 * The wire over MQTT packets: 3.1.1 or 5, on a stream of any kind (TCP, TLS, WebSocket, memory).
 *
 * A client of its own rather than a library's: a library would repair what a server gets wrong, and hide it.
 */
import type { Duplex } from 'node:stream';
import type { IConnectPacket, IPublishPacket, Packet, Parser } from 'mqtt-packet';
import { kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import { payloadText, type Trace } from './trace.js';
import { Waiting } from './waiting.js';
import type {
  Credentials,
  Message,
  Protocol,
  PublishOptions,
  Qos,
  Timing,
  Wire,
  WireClient,
} from './wire.js';

/** Seconds; each client lives for one case. */
const KEEPALIVE = 60;
const PACKET_ID_MAX = 65_535;
/** What a SUBACK says of a filter that is refused; MQTT 5 has more codes, all from here up. */
const REFUSED = 0x80;
/** CONNACK codes of MQTT 3.1.1 and 5 for a protocol version that the server does not speak. */
const WRONG_VERSION = [0x01, 0x84];

export interface MqttWireOptions {
  readonly protocol: Protocol;
  readonly version: 4 | 5;
  readonly target: string;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Client IDs begin with this. */
  readonly clientId: string;
  readonly credentials?: Credentials | undefined;
  /** Opens a connection; rejects when there is none to be had. */
  readonly openStream: () => Promise<Duplex>;
}

type Codec = typeof import('mqtt-packet');

/** The wire over MQTT; nothing is opened yet. */
export function createMqttWire(options: MqttWireOptions): Wire {
  let opened = 0;
  return {
    protocol: options.protocol,
    target: options.target,
    async open(name, trace) {
      const { default: codec } = await import('mqtt-packet');
      const stream = await options.openStream();
      const client = new MqttWireClient(name, stream, { options, codec: codec as Codec, trace });
      await client.connect(`${options.clientId}-${++opened}`);
      return client;
    },
  };
}

interface Ports {
  readonly options: MqttWireOptions;
  readonly codec: Codec;
  readonly trace: Trace;
}

/** What the server acknowledges a packet with. */
interface Acknowledged {
  readonly cmd: string;
  readonly packetId: number;
  readonly code: number;
}

class MqttWireClient implements WireClient {
  readonly name: string;
  readonly inbox: Message[] = [];
  readonly #stream: Duplex;
  readonly #ports: Ports;
  readonly #waiting: Waiting;
  #acknowledged: Acknowledged[] = [];
  #isOpen = true;
  #closing = false;
  #lastPacketId = 0;

  constructor(name: string, stream: Duplex, ports: Ports) {
    this.name = name;
    this.#stream = stream;
    this.#ports = ports;
    this.#waiting = new Waiting(ports.options.clock);
    const parser: Parser = ports.codec.parser({ protocolVersion: ports.options.version });
    parser.on('packet', (packet: Packet) => this.#onPacket(packet));
    parser.on('error', (error: Error) => this.#onBroken(error.message));
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
    stream.on('error', (error: Error) => this.#onClosed(error.message));
    stream.on('close', () => this.#onClosed());
    stream.on('end', () => this.#onClosed());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED */
  async connect(clientId: string): Promise<void> {
    const { options } = this.#ports;
    const { version, target, credentials } = options;
    const packet: IConnectPacket = {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: version,
      clean: true,
      clientId,
      keepalive: KEEPALIVE,
      ...(credentials !== undefined && { username: credentials.username }),
      ...(credentials?.password !== undefined && { password: Buffer.from(credentials.password) }),
    };
    this.#send(packet, { note: `client ID ${clientId}` });
    const answer = await this.#until((entry) => entry.cmd === 'connack');
    if (answer?.code === 0) return;
    this.close();
    if (answer === undefined) {
      const reason = this.#isOpen
        ? 'it accepts the connection but does not answer as an MQTT server'
        : `the server closed the connection before its CONNACK`;
      throw kaaError('TARGET_UNREACHABLE', { target, reason });
    }
    if (WRONG_VERSION.includes(answer.code)) {
      const reason = `it does not speak MQTT ${version === 5 ? '5' : '3.1.1'}`;
      throw kaaError('TARGET_UNREACHABLE', { target, reason });
    }
    throw kaaError('LOGIN_REFUSED', { target, reason: `CONNACK with code ${answer.code}` });
  }

  async publish(topic: string, payload: string | Uint8Array, options: PublishOptions = {}): Promise<boolean> {
    const { qos = 1, packetId = this.#nextPacketId() } = options;
    const body = typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload);
    const packet: IPublishPacket = { cmd: 'publish', topic, payload: body, qos, retain: false, dup: false };
    this.#send(qos === 0 ? packet : { ...packet, messageId: packetId }, {
      topic,
      qos,
      payload: payloadText(body),
    });
    if (qos === 0) return true;
    const wanted = qos === 1 ? 'puback' : 'pubcomp';
    const answer = await this.#until((entry) => entry.cmd === wanted && entry.packetId === packetId);
    return answer !== undefined;
  }

  async subscribe(filter: string): Promise<number | undefined> {
    const messageId = this.#nextPacketId();
    const subscription = { topic: filter, qos: 1 as const };
    this.#send({ cmd: 'subscribe', messageId, subscriptions: [subscription] }, { topic: filter, qos: 1 });
    const answer = await this.#until((entry) => entry.cmd === 'suback' && entry.packetId === messageId);
    if (answer === undefined) return undefined;
    return answer.code >= REFUSED ? REFUSED : answer.code;
  }

  async find(from: number, isWanted: (message: Message) => boolean): Promise<Message | undefined> {
    const look = () => this.inbox.slice(from).find(isWanted) ?? (this.#isOpen ? undefined : null);
    return (await this.#waiting.until(this.#ports.options.timing.timeoutMs, look)) ?? undefined;
  }

  /** A ping goes through to the end of what the server has in hand; then nothing may come for a while. */
  async quiet(): Promise<void> {
    const { clock, timing } = this.#ports.options;
    const end = clock.now() + timing.timeoutMs;
    this.#send({ cmd: 'pingreq' });
    await this.#until((entry) => entry.cmd === 'pingresp');
    for (;;) {
      const before = this.inbox.length;
      await this.#waiting.pass(timing.quietMs);
      if (this.inbox.length === before || !this.#isOpen || clock.now() >= end) return;
    }
  }

  close(): void {
    this.#closing = true;
    if (this.#isOpen) this.#send({ cmd: 'disconnect' });
    this.#stream.end();
    // What does not say goodbye by itself is not waited for.
    this.#stream.destroy();
    this.#onClosed();
  }

  #nextPacketId(): number {
    this.#lastPacketId = (this.#lastPacketId % PACKET_ID_MAX) + 1;
    return this.#lastPacketId;
  }

  async #until(isWanted: (entry: Acknowledged) => boolean): Promise<Acknowledged | undefined> {
    const look = () => this.#acknowledged.find(isWanted) ?? (this.#isOpen ? undefined : null);
    const found = (await this.#waiting.until(this.#ports.options.timing.timeoutMs, look)) ?? undefined;
    this.#acknowledged = this.#acknowledged.filter((entry) => entry !== found);
    return found;
  }

  #send(packet: Packet, seen: { topic?: string; qos?: number; payload?: string; note?: string } = {}): void {
    if (!this.#isOpen) return;
    const { codec, options, trace } = this.#ports;
    this.#stream.write(codec.generate(packet, { protocolVersion: options.version }));
    trace.add({ client: this.name, direction: 'sent', packet: packet.cmd, ...seen });
  }

  #onPacket(packet: Packet): void {
    const { trace } = this.#ports;
    const seen = { client: this.name, direction: 'received', packet: packet.cmd } as const;
    if (packet.cmd === 'publish') {
      const payload = Buffer.from(packet.payload);
      const { topic, qos } = packet;
      trace.add({ ...seen, topic, qos, payload: payloadText(payload) });
      this.inbox.push({ topic, payload, qos: qos as Qos });
      if (qos === 1) this.#send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
      if (qos === 2) this.#send({ cmd: 'pubrec', messageId: packet.messageId ?? 0 });
    } else {
      const code = codeOf(packet);
      trace.add(code === 0 ? seen : { ...seen, note: `code ${code}` });
      if (packet.cmd === 'pubrec') this.#send({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
      else if (packet.cmd === 'pubrel') this.#send({ cmd: 'pubcomp', messageId: packet.messageId ?? 0 });
      this.#acknowledged.push({ cmd: packet.cmd, packetId: packet.messageId ?? 0, code });
    }
    this.#waiting.wake();
  }

  #onBroken(reason: string): void {
    this.#stream.destroy();
    this.#onClosed(`what it sent is no MQTT: ${reason}`);
  }

  #onClosed(reason?: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (!this.#closing) {
      const note = reason ?? 'the server closed the connection';
      this.#ports.trace.add({ client: this.name, direction: 'received', packet: 'close', note });
    }
    this.#waiting.wake();
  }
}

/** The return or reason code of a packet that has one; 0 is success. */
function codeOf(packet: Packet): number {
  if (packet.cmd === 'connack') return packet.reasonCode ?? packet.returnCode ?? 0;
  if (packet.cmd === 'suback') return Number(packet.granted[0] ?? REFUSED);
  return 'reasonCode' in packet ? (packet.reasonCode ?? 0) : 0;
}
