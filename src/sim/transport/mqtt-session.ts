/**
 * A session over MQTT 3.1.1 with MQTT.js, whatever carries the bytes; shared by `mqtt.ts` and `memory.ts`.
 *
 * One attempt to connect, and no reconnecting: a lost connection is told and the session is over. Nothing that the
 * library emits may escape: an error without a listener would end the process.
 */
import type { Duplex } from 'node:stream';
import type { IClientOptions, MqttClient } from 'mqtt';
import { type KaaError, kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import { isUntrusted, reasonOf, refusalOf } from './reasons.js';
import type { Session, SessionOptions } from './transport.js';

export interface MqttConnection {
  /** Shown to people. */
  readonly target: string;
  readonly clock: Clock;
  /** Seconds between two signs of life; 0 for none. */
  readonly keepalive: number;
  readonly openStream: (client: MqttClient, options: IClientOptions) => Duplex;
}

/** Longest wait for a connection and the server's CONNACK. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Longest wait for the stream to close after DISCONNECT; then it is torn down. */
const CLOSE_TIMEOUT_MS = 1000;

/** CONNACK codes that are about who connects. [MQTT 3.1.1, 3.2.2.3] */
const LOGIN_CODES: Readonly<Record<number, string>> = {
  2: 'the client ID is not allowed',
  4: 'bad user name or password',
  5: 'not authorized',
};
const OTHER_CODES: Readonly<Record<number, string>> = {
  1: 'the server does not speak MQTT 3.1.1',
  3: 'the server says that it is unavailable',
};

/** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED */
export async function openMqttSession(connection: MqttConnection, options: SessionOptions): Promise<Session> {
  const { MqttClient: Client } = await import('mqtt');
  const clientOptions: IClientOptions = {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: connection.keepalive,
    // Signs of life at a fixed pace: moving the timer with every message costs more than the packets.
    reschedulePings: false,
    resubscribe: false,
    log: () => {},
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
  };
  const client = new Client((self) => connection.openStream(self, clientOptions), clientOptions);
  client.setMaxListeners(0);
  client.on('message', options.onMessage);
  await connected(client, connection.target);
  return new MqttSession(client, connection.clock, options.onLost);
}

function connected(client: MqttClient, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const fail = (error: KaaError) => {
      if (isSettled) return;
      isSettled = true;
      client.end(true);
      reject(error);
    };
    // These two stay: a failed client may emit again while it is torn down.
    client.on('error', (error) => fail(refusal(error, target)));
    client.on('close', () => fail(unreachable(target, 'the server closed the connection at once')));
    client.once('connect', () => {
      isSettled = true;
      resolve();
    });
  });
}

function refusal(error: Error & { code?: number | string }, target: string): KaaError {
  const code = Number(error.code);
  const login = LOGIN_CODES[code];
  if (login !== undefined) return kaaError('LOGIN_REFUSED', { target, reason: login }, { cause: error });
  if (isUntrusted(error))
    return kaaError('TARGET_UNTRUSTED', { target, reason: reasonOf(error) }, { cause: error });
  return unreachable(target, OTHER_CODES[code] ?? refusalOf(error), error);
}

function unreachable(target: string, reason: string, cause?: unknown): KaaError {
  return kaaError('TARGET_UNREACHABLE', { target, reason }, { cause });
}

class MqttSession implements Session {
  readonly #client: MqttClient;
  readonly #clock: Clock;
  #isOpen = true;
  #lastError: Error | undefined;

  constructor(client: MqttClient, clock: Clock, onLost: (reason: string) => void) {
    this.#client = client;
    this.#clock = clock;
    client.on('error', (error) => {
      this.#lastError = error;
    });
    client.on('close', () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      client.end(true);
      onLost(this.#lastError === undefined ? 'the server closed it' : reasonOf(this.#lastError));
    });
  }

  publish(topic: string, payload: string): void {
    if (this.#isOpen) this.#client.publish(topic, payload, QOS_1, ignored);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const client = this.#client;
    // The library would wait for every acknowledgement before it says goodbye, and some servers owe one for ever.
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    await new Promise<void>((resolve) => {
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
/** Without a callback the library would emit an error for each message that a lost connection takes along. */
const ignored = () => {};
