/**
 * What comes in from an MQTT client: PUBLISH and PUBACK straight to KPC, all else to aedes.
 *
 * KPC routes nothing between clients, so of all that aedes does for a PUBLISH only the acknowledgement is left; here it leaves
 * together with the answer. What is not the common case (QoS 2, a topic that MQTT forbids) takes the way through aedes. Who does
 * not read what it is sent is not read either, until it does.
 *
 * One packet is handled after the other, however the connection cuts them. What follows one that aedes is busy with goes back into
 * the stream until that is done: so the stream does not end before, and a device that sends and hangs up is heard. What ends the
 * connection, be it DISCONNECT, a packet that breaks the rules or the end of the stream, comes in its turn, and only when what has
 * been said to the client is on its way.
 *
 * It leans on aedes' `_parser` and its `_queue`, `connackSent`, `_nextBatch`, `_parsingBatch`, `_paused`, `resume`, `_disconnected`, its
 * listener for the end of the stream and the keep-alive timer; `test/wire/intake.test.ts`, `test/wire/cuts.test.ts` and
 * `test/wire/fire-and-forget.test.ts` fail if those change.
 */
import type { Client } from 'aedes';
import type { Clock } from '../../kernel/clock.js';
import { Payload } from '../../kp1/payload.js';
import { type FrameListeners, Frames } from '../../mqtt/frames.js';
import { KIND } from '../../mqtt/packets.js';
import type { ClientParser } from './mqtt-parser.js';
import type { MqttSession } from './mqtt-session.js';
import { CODE } from './mqtt5/codes.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import { faultOfAedes, ProtocolFault } from './protocol-fault.js';
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
  /** It has said goodbye, so its will is not sent. */
  _disconnected: boolean;
  _nextId: number;
  _nextBatch: (error?: Error) => void;
  waitForDrain(done: (error?: Error) => void): void;
}

/** Of all connections. */
export interface IntakePorts {
  readonly clock: Clock;
  readonly packetBytes: number;
  readonly onPublish: (message: ClientMessage, session: MqttSession) => void;
}

const RETAIN_FLAG = 1;
/** The first byte of DISCONNECT; with any other flags it breaks the rules. [MQTT-3.14.1-1] */
const DISCONNECT = 0xe0;
/** How long a client may take to read the last that it is told. */
const GRACE_MS = 1000;
const NOTHING = Buffer.alloc(0);
/**
 * Characters that MQTT bars from the topic of a PUBLISH, and the one that stands for bytes that are no UTF-8: the parser looks
 * closer. [MQTT-3.3.2-2, MQTT-1.5.3-1, MQTT-1.5.3-2]
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the null character is one of them
const BARRED = /[+#\u0000\ufffd]/;

export class Intake implements FrameListeners {
  readonly #client: Client;
  readonly #inside: ClientInside;
  readonly #session: MqttSession;
  readonly #ports: IntakePorts;
  readonly #frames: Frames;
  #isHeld = false;
  /** What ends the connection as soon as aedes is idle: why, or null for the end of the stream. */
  #ending: Error | null | undefined;
  /** Nothing but its last words keeps the connection. */
  #isLeaving = false;

  /** For a client that aedes has just taken: from now on its bytes come through here. */
  constructor(client: Client, session: MqttSession, ports: IntakePorts) {
    this.#client = client;
    this.#inside = client as unknown as ClientInside;
    this.#session = session;
    this.#ports = ports;
    this.#frames = new Frames(ports.packetBytes, this);
    const { conn } = client;
    const inside = this.#inside;
    conn.off('readable', inside._nextBatch);
    // From here on it is the number of packets that aedes is busy with, and nothing else.
    inside._parsingBatch = 0;
    inside._nextBatch = (error) => this.#next(error);
    // aedes would count the end of a pause as the end of a packet.
    inside.resume = () => {
      inside._paused = false;
      this.#read();
    };
    inside._parser.onError = (error) => this.#endWith(error);
    conn.on('readable', () => this.#read());
    // aedes would close at once, whatever it is still busy with.
    conn.off('end', conn.listeners('end').at(-1) as () => void);
    conn.on('end', () => this.#endWith(conn instanceof Mqtt5Stream ? conn.fault : null));
    // A stream that has ended already does not say again that there is something to read.
    this.#read();
  }

  /** aedes has finished one of its packets. */
  #next(error?: Error): void {
    this.#inside._parsingBatch = Math.max(0, this.#inside._parsingBatch - 1);
    const fault = error && faultOfAedes(error);
    if (fault) this.#endWith(fault);
    else if (error) this.#client.emit('error', error);
    else this.#read();
  }

  #read(): void {
    const { conn, closed } = this.#client;
    if (this.#isHeld || this.#isBusy || closed) return;
    if (this.#ending !== undefined) {
      this.#leave(this.#ending);
      return;
    }
    if (conn.writableNeedDrain) {
      this.#isHeld = true;
      this.#inside.waitForDrain(() => {
        this.#isHeld = false;
        this.#read();
      });
      return;
    }
    const bytes: Buffer | null = conn.read();
    if (bytes === null) return;
    const rest = this.#frames.push(bytes);
    if (rest !== undefined && this.#isHeard) conn.unshift(rest);
  }

  /** Nothing that comes after an ending counts. [MQTT-3.14.4-2] */
  get #isHeard(): boolean {
    return this.#ending === undefined && !this.#client.closed;
  }

  #endWith(reason: Error | null): void {
    if (this.#ending === undefined) this.#ending = reason;
    if (!this.#isHeld && !this.#isBusy) this.#leave(this.#ending);
  }

  /** What has been said to the client still goes out: to hang up would take back what the connection has not written yet. */
  #leave(reason: Error | null): void {
    const { conn, closed } = this.#client;
    if (closed || this.#isLeaving) return;
    this.#isLeaving = true;
    this.#session.outbox.flush();
    if (conn.writableLength === 0) {
      this.#hangUp(reason);
      return;
    }
    const hangUp = () => this.#hangUp(reason);
    conn.once('close', this.#ports.clock.schedule(GRACE_MS, 'the last words on a connection', hangUp));
    conn.write(NOTHING, hangUp);
  }

  #hangUp(reason: Error | null): void {
    const client = this.#client;
    if (client.closed) return;
    if (reason === null) client.close();
    else client.emit('error', reason);
  }

  /** While aedes handles a packet, or is not quite done with CONNECT, nothing may overtake that. */
  get #isBusy(): boolean {
    const { _paused, _parsingBatch, _parser } = this.#inside;
    return _paused === true || _parsingBatch > 0 || (this.#inside.connackSent && _parser._queue !== null);
  }

  onBroken(bytes: Buffer): void {
    if (this.#isHeard) this.#inside._parser.parse(bytes);
  }

  /** @returns false when what follows it must wait, or does not count */
  onFrame(bytes: Buffer, start: number, body: number, end: number): boolean {
    if (!this.#isHeard) return false;
    const head = bytes[start] as number;
    const { _parser } = this.#inside;
    const isLetIn = _parser._queue === null;
    if (isLetIn && head >> 4 === KIND.publish && this.#publish(bytes, head, body, end)) return true;
    if (isLetIn && head >> 4 === KIND.puback && end - body === 2) {
      this.#signOfLife();
      return true;
    }
    // aedes may hang up at once.
    this.#session.outbox.flush();
    if (isLetIn && head >> 4 === KIND.connect) this.#endWith(secondConnect());
    else if (isLetIn && head === DISCONNECT) this.#goodbye();
    else _parser.parse(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
    return !this.#isBusy;
  }

  /** [MQTT-3.14.4-3] */
  #goodbye(): void {
    this.#inside._disconnected = true;
    this.#endWith(null);
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

/** [MQTT-3.1.0-2] */
function secondConnect(): Error {
  return new ProtocolFault('a second CONNECT', { code: CODE.protocolError });
}
