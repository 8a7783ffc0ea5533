/**
 * Messages of an MQTT broker, as a client that subscribes sees them.
 *
 * KPC routes nothing between clients: of a Kaa server a client sees nothing but its own. This is for brokers that lie between
 * devices and a platform, or stand in for one.
 */
import type { Clock } from '../../kernel/clock.js';
import { refusal, unreachable } from '../transport/connect-failure.js';
import type { ClientTls } from '../transport/transport.js';
import { directionOf, payloadOf, type RecordedMessage } from './message.js';

export interface SubscribeOptions {
  readonly target: string;
  /** Topic filters of MQTT. */
  readonly filters: readonly string[];
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: ClientTls | undefined;
  readonly clock: Clock;
  readonly onMessage: (message: RecordedMessage) => void;
  /** The connection is gone. */
  readonly onLost: (reason: string) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** What a broker answers to a filter that it does not grant. [MQTT 3.1.1, 3.9.3] */
const REFUSED = 128;

/**
 * Connects and subscribes. @returns how to leave
 * @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED, SUBSCRIPTION_REFUSED is told as TARGET_UNREACHABLE
 */
export async function subscribe(options: SubscribeOptions): Promise<() => Promise<void>> {
  const { target, filters, clientId, username, password, tls, clock } = options;
  const { connectAsync } = await import('mqtt');
  const client = await connectAsync(target, {
    ...{ clientId, username, password, ...tls },
    ...{ protocolVersion: 4, clean: true, reconnectPeriod: 0, connectTimeout: CONNECT_TIMEOUT_MS },
    log: () => {},
  }).catch((error: Error & { code?: number | string }) => {
    throw refusal(error, target);
  });
  let isLeaving = false;
  let reason = 'the server closed the connection';
  client.on('error', (error) => {
    reason = error.message;
  });
  client.on('close', () => {
    if (!isLeaving) options.onLost(reason);
  });
  client.on('message', (topic, bytes) =>
    options.onMessage({ at: clock.now(), direction: directionOf(topic), topic, ...payloadOf(bytes) }),
  );
  const leave = async () => {
    isLeaving = true;
    await client.endAsync(true).catch(() => {});
  };
  try {
    const granted = await client.subscribeAsync([...filters], { qos: 1 });
    const refused = granted.find(({ qos }) => (qos as number) === REFUSED);
    if (refused !== undefined) throw new Error(`it does not grant the subscription to ${refused.topic}`);
  } catch (error) {
    await leave();
    throw unreachable(target, (error as Error).message, error);
  }
  return leave;
}
