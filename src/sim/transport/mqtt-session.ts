/**
 * A session over MQTT 3.1.1 with MQTT.js, for comparison with kaa's own client of `lean-session.ts`; see `openers.ts`. What a
 * connection is, {@link MqttConnection}, both go by.
 *
 * One attempt to connect, and no reconnecting: a lost connection is told and the session is over. Nothing that the
 * library emits may escape: an error without a listener would end the process.
 */
import type { Duplex } from 'node:stream';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { KaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { InFlight } from '../../kernel/in-flight.js';
import { refusal, unreachable } from './connect-failure.js';
import { Flights } from './flights.js';
import { PacketIds } from './packet-ids.js';
import { reasonOf } from './reasons.js';
import type { Published, Session, SessionOptions } from './transport.js';

export interface MqttConnection {
  /** Shown to people. */
  readonly target: string;
  readonly clock: Clock;
  /** Seconds between two signs of life; 0 for none. */
  readonly keepalive: number;
  /** Milliseconds of the machine's time to wait for CONNACK; {@link CONNECT_TIMEOUT_MS} when absent. */
  readonly connectTimeoutMs?: number | undefined;
  /** Only in virtual time: told of what is under way. */
  readonly inFlight?: InFlight | undefined;
  /** @param onBytes told of what comes, where that is cheaper than `data`; the bytes are only valid during the call */
  readonly openStream: (onBytes?: (bytes: Buffer) => void) => Duplex;
}

/** Longest wait for a connection and the server's CONNACK. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Longest wait for the stream to close after DISCONNECT; then it is torn down. */
const CLOSE_TIMEOUT_MS = 1000;

/** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED */
export async function openMqttSession(connection: MqttConnection, options: SessionOptions): Promise<Session> {
  const { inFlight } = connection;
  if (inFlight === undefined) return await open(connection, options);
  return await inFlight.during(`CONNECT of ${options.clientId}`, () => open(connection, options));
}

async function open(connection: MqttConnection, options: SessionOptions): Promise<Session> {
  const { MqttClient: Client } = await import('mqtt');
  const clientOptions: IClientOptions = {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: connection.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    messageIdProvider: new PacketIds(),
    keepalive: connection.keepalive,
    // Signs of life at a fixed pace: moving the timer with every message costs more than the packets.
    reschedulePings: false,
    resubscribe: false,
    log: () => {},
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
  };
  const client = new Client(() => connection.openStream(), clientOptions);
  client.setMaxListeners(0);
  client.on('message', options.onMessage);
  await connected(client, connection.target);
  return new MqttSession(client, connection, options);
}

function connected(client: MqttClient, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const fail = (why: () => KaaError) => {
      if (isSettled) return;
      isSettled = true;
      client.end(true);
      reject(why());
    };
    // These two stay: a failed client may emit again while it is torn down.
    client.on('error', (error) => fail(() => refusal(error, target)));
    client.on('close', () => fail(() => unreachable(target, 'the server closed the connection at once')));
    client.once('connect', () => {
      isSettled = true;
      resolve();
    });
  });
}

class MqttSession implements Session {
  readonly #client: MqttClient;
  readonly #clock: Clock;
  readonly #flights: Flights | undefined;
  readonly #onAcknowledged: () => void;
  #isOpen = true;
  #lastError: Error | undefined;

  constructor(
    client: MqttClient,
    { clock, inFlight }: MqttConnection,
    { clientId, onLost }: Pick<SessionOptions, 'clientId' | 'onLost'>,
  ) {
    const flights = inFlight && new Flights(inFlight, clientId);
    this.#client = client;
    this.#clock = clock;
    this.#flights = flights;
    // Without a callback the library would emit an error for each message that a lost connection takes along.
    this.#onAcknowledged = flights === undefined ? () => {} : () => flights.land();
    client.on('error', (error) => {
      this.#lastError = error;
    });
    client.on('close', () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      flights?.close();
      client.end(true);
      onLost(this.#lastError === undefined ? 'the server closed it' : reasonOf(this.#lastError));
    });
  }

  publish(topic: string, payload: string, published?: Published): void {
    if (!this.#isOpen) return;
    this.#flights?.start();
    const told = published?.acknowledged === undefined ? undefined : published;
    this.#client.publish(
      topic,
      payload,
      QOS_1,
      told ? (error) => this.#tell(told, error) : this.#onAcknowledged,
    );
  }

  #tell(published: Published, error: Error | undefined): void {
    this.#onAcknowledged();
    if (!error) published.acknowledged?.();
  }

  async close({ goodbye } = { goodbye: true }): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#flights?.close();
    const client = this.#client;
    if (!goodbye) {
      client.end(true);
      return;
    }
    // The library would wait for every acknowledgement before it says goodbye, and some servers owe one for ever.
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    await (this.#flights?.closing(() => this.#end()) ?? this.#end());
  }

  #end(): Promise<void> {
    const client = this.#client;
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(CLOSE_TIMEOUT_MS, 'the end of a session', () =>
        client.stream.destroy(),
      );
      client.stream.once('close', () => {
        cancel();
        resolve();
      });
      // Once the goodbye is handed over, there is no use in waiting for the server to close its side.
      client.stream.once('finish', () => client.stream.destroy());
      client.end();
    });
  }
}

const QOS_1 = { qos: 1 } as const;
