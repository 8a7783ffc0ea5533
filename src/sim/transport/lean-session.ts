/**
 * A session over MQTT 3.1.1 by a client of our own, made for many: a fraction of the work and of the memory of a full one.
 *
 * It connects, publishes at QoS 1, takes what comes and pings; it does not subscribe, reconnect or resend. All that one
 * session is given in one turn of the program leaves in one write. What is rare (QoS 2 from a server) mqtt-packet does.
 */
import type { Duplex } from 'node:stream';
import mqttPacket from 'mqtt-packet';
import { type Cancel, LONGEST_TIMER_MS } from '../../kernel/clock.js';
import { type FrameListeners, Frames } from '../../mqtt/frames.js';
import { Outbox, type Scratch } from '../../mqtt/outbox.js';
import {
  connectBytes,
  DISCONNECT_BYTES,
  KIND,
  numberAt,
  PACKET_BYTES_MAX,
  PINGREQ_BYTES,
} from '../../mqtt/packets.js';
import { refusal, unreachable } from './connect-failure.js';
import { Flights } from './flights.js';
import { KeepAlive } from './keep-alive.js';
import type { MqttConnection } from './mqtt-session.js';
import { reasonOf } from './reasons.js';
import type { Published, Session, SessionOptions } from './transport.js';
import { Window } from './window.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** Longest wait for the stream to close after DISCONNECT; then it is torn down. */
const CLOSE_TIMEOUT_MS = 1000;
const NO_MQTT = 'what the server sends is not MQTT';

/**
 * @param scratch shared by all sessions of a run
 * @throws KaaError TARGET_UNREACHABLE, TARGET_UNTRUSTED, LOGIN_REFUSED
 */
export async function openLeanSession(
  connection: MqttConnection,
  options: SessionOptions,
  scratch: Scratch,
): Promise<Session> {
  const { inFlight } = connection;
  const open = () => new LeanSession(connection, options, scratch).connect();
  return inFlight === undefined
    ? await open()
    : await inFlight.during(`CONNECT of ${options.clientId}`, open);
}

interface Opening {
  readonly resolve: (session: Session) => void;
  readonly reject: (error: Error) => void;
}

class LeanSession implements Session, FrameListeners {
  readonly #connection: MqttConnection;
  readonly #options: SessionOptions;
  readonly #stream: Duplex;
  readonly #outbox: Outbox;
  readonly #frames: Frames;
  readonly #flights: Flights | undefined;
  #opening: Opening | undefined;
  #isOpen = false;
  /** Something has come from the server. */
  #isHeard = false;
  #lastError: Error | undefined;
  readonly #window: Window;
  /** Undefined when the other end is in this process. */
  readonly #keepAlive: KeepAlive | undefined;
  #cancelConnect: Cancel | undefined;

  constructor(connection: MqttConnection, options: SessionOptions, scratch: Scratch) {
    const { inFlight, keepalive } = connection;
    this.#connection = connection;
    this.#options = options;
    this.#flights = inFlight && new Flights(inFlight, options.clientId);
    const onBytes = (bytes: Buffer) => this.#read(bytes);
    this.#stream = connection.openStream(onBytes);
    this.#outbox = new Outbox(this.#stream, scratch);
    this.#window = new Window((topic, payload, id) => this.#outbox.publish(topic, payload, 1, id));
    this.#frames = new Frames(PACKET_BYTES_MAX, this);
    if (keepalive > 0) this.#keepAlive = this.#signsOfLife();
    this.#stream.on('data', onBytes);
    this.#stream.on('error', (error) => {
      this.#lastError ??= error;
    });
    this.#stream.on('close', () => this.#onClose());
  }

  #signsOfLife(): KeepAlive {
    const { clock, keepalive } = this.#connection;
    return new KeepAlive({
      clock,
      seconds: keepalive,
      ping: () => this.#stream.write(PINGREQ_BYTES),
      onSilence: () => this.#fail(new Error('Keepalive timeout')),
    });
  }

  connect(): Promise<Session> {
    const { clock, keepalive, connectTimeoutMs = CONNECT_TIMEOUT_MS } = this.#connection;
    this.#stream.write(connectBytes(this.#options, keepalive));
    if (connectTimeoutMs < LONGEST_TIMER_MS)
      this.#cancelConnect = clock.schedule(connectTimeoutMs, 'the CONNACK of a session', () =>
        this.#fail(new Error('connack timeout')),
      );
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
  }

  publish(topic: string, payload: string, published?: Published): void {
    if (!this.#isOpen) return;
    this.#flights?.start();
    this.#window.publish(topic, payload, published);
  }

  async close({ goodbye } = { goodbye: true }): Promise<void> {
    if (!this.#isOpen) return;
    this.#over();
    if (!goodbye) {
      this.#stream.destroy();
      return;
    }
    await (this.#flights?.closing(() => this.#sayGoodbye()) ?? this.#sayGoodbye());
  }

  #sayGoodbye(): Promise<void> {
    const stream = this.#stream;
    return new Promise((resolve) => {
      const cancel = this.#connection.clock.schedule(CLOSE_TIMEOUT_MS, 'the end of a session', () =>
        stream.destroy(),
      );
      stream.once('close', () => {
        cancel();
        resolve();
      });
      this.#outbox.flush();
      // Once the goodbye is handed over, there is no use in waiting for the server to close its side.
      stream.end(DISCONNECT_BYTES, () => stream.destroy());
    });
  }

  #read(bytes: Buffer): void {
    this.#keepAlive?.heard();
    const isFirst = !this.#isHeard;
    this.#isHeard = true;
    // Another protocol may look like the beginning of a long packet, and would be waited for. CONNACK may come in pieces.
    if (isFirst && (bytes[0] as number) >> 4 !== KIND.connack) this.#fail(new Error(NO_MQTT));
    else this.#frames.push(bytes);
  }

  onBroken(): void {
    this.#fail(new Error(NO_MQTT));
  }

  onFrame(bytes: Buffer, start: number, body: number, end: number): void {
    const head = bytes[start] as number;
    switch (head >> 4) {
      case KIND.puback:
        if (this.#window.acknowledged()) this.#flights?.land();
        break;
      case KIND.publish:
        if (this.#isOpen) this.#receive(bytes, (head >> 1) & 3, body, end);
        break;
      case KIND.connack:
        this.#onConnack(bytes[body + 1] ?? 0);
        break;
      case KIND.pubrel:
        this.#stream.write(mqttPacket.generate({ cmd: 'pubcomp', messageId: numberAt(bytes, body) }));
        break;
      case KIND.pingresp:
        break;
      default:
        this.#fail(new Error('the server sends what belongs to a client'));
    }
  }

  #receive(bytes: Buffer, qos: number, body: number, end: number): void {
    const topicEnd = body + 2 + numberAt(bytes, body);
    const payloadAt = topicEnd + (qos === 0 ? 0 : 2);
    if (payloadAt > end) {
      this.#fail(new Error('a message of the server is longer than it says'));
      return;
    }
    if (qos === 1) this.#outbox.puback(numberAt(bytes, topicEnd));
    else if (qos === 2)
      this.#stream.write(mqttPacket.generate({ cmd: 'pubrec', messageId: numberAt(bytes, topicEnd) }));
    this.#options.onMessage(bytes.toString('utf8', body + 2, topicEnd), bytes.subarray(payloadAt, end));
  }

  #onConnack(code: number): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    if (code !== 0) {
      this.#fail(Object.assign(new Error(`CONNACK with code ${code}`), { code }));
      return;
    }
    this.#opening = undefined;
    this.#isOpen = true;
    this.#cancelConnect?.();
    this.#keepAlive?.start();
    opening.resolve(this);
  }

  #fail(error: Error): void {
    this.#lastError = error;
    this.#stream.destroy();
  }

  #over(): void {
    this.#isOpen = false;
    this.#cancelConnect?.();
    this.#keepAlive?.stop();
    this.#flights?.close();
  }

  #onClose(): void {
    const wasOpen = this.#isOpen;
    const opening = this.#opening;
    this.#opening = undefined;
    this.#over();
    if (opening !== undefined) {
      const { target } = this.#connection;
      opening.reject(
        this.#lastError === undefined
          ? unreachable(target, 'the server closed the connection at once')
          : refusal(this.#lastError, target),
      );
    } else if (wasOpen) {
      this.#options.onLost(
        this.#lastError === undefined ? 'the server closed it' : reasonOf(this.#lastError),
      );
    }
  }
}
