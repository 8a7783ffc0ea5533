/**
 * What comes in from an MQTT client: PUBLISH and PUBACK straight to KPC, all else to aedes.
 *
 * KPC routes nothing between clients, so of all that aedes does for a PUBLISH only the acknowledgement is left; here it leaves
 * together with the answer. What is not the common case (QoS 2, a topic that MQTT forbids, a client that is not connected
 * yet) takes the way through aedes. Who does not read what it is sent is not read either, until it does.
 *
 * It leans on aedes' `_parser` and its `_queue`, `connackSent`, `_nextBatch`, `_parsingBatch`, `_paused`, `resume` and the keep-alive timer;
 * `test/wire/intake.test.ts` fails if those change.
 */
import type { Client } from 'aedes';
import { Payload } from '../../kp1/payload.js';
import { type FrameListeners, Frames } from '../../mqtt/frames.js';
import { KIND } from '../../mqtt/packets.js';
import type { ClientParser } from './mqtt-parser.js';
import type { MqttSession } from './mqtt-session.js';
import type { ClientMessage } from './session.js';

/** The parts of aedes' client that it has for itself. */
export interface ClientInside {
  _parser: ClientParser;
  _eos: () => void;
  readonly _keepaliveInterval: number;
  readonly _keepaliveTimer: { refresh(): void } | null;
  readonly connackSent: boolean;
  _paused?: boolean;
  resume(): void;
  _parsingBatch: number;
  _nextId: number;
  _nextBatch: (error?: Error) => void;
  waitForDrain(done: (error?: Error) => void): void;
}

/** Of all connections. */
export interface IntakePorts {
  readonly packetBytes: number;
  readonly onPublish: (message: ClientMessage, session: MqttSession) => void;
}

const RETAIN_FLAG = 1;
/** Characters that MQTT bars from the topic of a PUBLISH. [MQTT-3.3.2-2, MQTT-1.5.3-2] */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the null character is one of them
const BARRED = /[+#\u0000]/;

export class Intake implements FrameListeners {
  readonly #client: Client;
  readonly #inside: ClientInside;
  readonly #session: MqttSession;
  readonly #ports: IntakePorts;
  readonly #frames: Frames;
  #isHeld = false;

  /** For a client that aedes has just taken: from now on its bytes come through here. */
  constructor(client: Client, session: MqttSession, ports: IntakePorts) {
    this.#client = client;
    this.#inside = client as unknown as ClientInside;
    this.#session = session;
    this.#ports = ports;
    this.#frames = new Frames(ports.packetBytes, this);
    client.conn.off('readable', this.#inside._nextBatch);
    // From here on it is the number of packets that aedes is busy with, and nothing else.
    this.#inside._parsingBatch = 0;
    this.#inside._nextBatch = (error) => this.#next(error);
    // aedes would count the end of a pause as the end of a packet.
    this.#inside.resume = () => {
      this.#inside._paused = false;
      this.#read();
    };
    client.conn.on('readable', () => this.#read());
  }

  /** aedes has finished one of its packets. */
  #next(error?: Error): void {
    if (error) {
      this.#client.emit('error', error);
      return;
    }
    this.#inside._parsingBatch = Math.max(0, this.#inside._parsingBatch - 1);
    this.#read();
  }

  #read(): void {
    const { conn, closed } = this.#client;
    if (this.#isHeld || this.#isBusy || closed) return;
    if (conn.writableNeedDrain) {
      this.#isHeld = true;
      this.#inside.waitForDrain(() => {
        this.#isHeld = false;
        this.#read();
      });
      return;
    }
    const bytes: Buffer | null = conn.read();
    if (bytes !== null) this.#frames.push(bytes);
  }

  /** While aedes handles a packet, or has some of before CONNACK in its queue, nothing may overtake those. */
  get #isBusy(): boolean {
    const { _paused, _parsingBatch, _parser } = this.#inside;
    return _paused === true || _parsingBatch > 0 || (this.#inside.connackSent && _parser._queue !== null);
  }

  onBroken(bytes: Buffer): void {
    this.#inside._parser.parse(bytes);
  }

  onFrame(bytes: Buffer, start: number, body: number, end: number): void {
    if (this.#client.closed) return;
    const head = bytes[start] as number;
    const { _parser, _parsingBatch } = this.#inside;
    if (_parser._queue === null && _parsingBatch === 0) {
      if (head >> 4 === KIND.publish && this.#publish(bytes, head, body, end)) return;
      if (head >> 4 === KIND.puback && end - body === 2) {
        this.#signOfLife();
        return;
      }
    }
    _parser.parse(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
  }

  /** False when it is not a common one. */
  #publish(bytes: Buffer, head: number, body: number, end: number): boolean {
    const qos = (head >> 1) & 3;
    if (qos > 1 || end - body < 2 + 2 * qos) return false;
    const topicEnd = body + 2 + (((bytes[body] as number) << 8) | (bytes[body + 1] as number));
    const payloadAt = topicEnd + 2 * qos;
    if (payloadAt > end || topicEnd === body + 2) return false;
    const messageId = qos === 0 ? 0 : ((bytes[topicEnd] as number) << 8) | (bytes[topicEnd + 1] as number);
    const topic = bytes.toString('utf8', body + 2, topicEnd);
    if ((qos === 1 && messageId === 0) || BARRED.test(topic)) return false;
    this.#signOfLife();
    if (qos === 1) this.#session.outbox.puback(messageId);
    const payload = new Payload(bytes, payloadAt, end);
    const retain = (head & RETAIN_FLAG) !== 0;
    this.#ports.onPublish({ topic, payload, qos: qos as 0 | 1, retain }, this.#session);
    return true;
  }

  #signOfLife(): void {
    if (this.#inside._keepaliveInterval > 0) this.#inside._keepaliveTimer?.refresh();
  }
}
