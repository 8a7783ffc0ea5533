/**
 * Which MQTT client carries the sessions of a fleet: kaa's own, made for many, or MQTT.js, for comparison.
 */
import { Scratch } from '../../mqtt/outbox.js';
import { makeNumbersAsNeeded } from '../../mqtt/packets.js';
import { openLeanSession } from './lean-session.js';
import type { MqttConnection } from './mqtt-session.js';
import type { Session, SessionOptions } from './transport.js';

export const MQTT_CLIENTS = ['kaa', 'mqtt.js'] as const;
export type MqttClientKind = (typeof MQTT_CLIENTS)[number];

/** @throws KaaError TARGET_UNREACHABLE, TARGET_UNTRUSTED, LOGIN_REFUSED */
export type OpenSession = (connection: MqttConnection, options: SessionOptions) => Promise<Session>;

export function openerOf(kind: MqttClientKind = 'kaa'): OpenSession {
  if (kind === 'mqtt.js') {
    return async (connection, options) => {
      const { openMqttSession } = await import('./mqtt-session.js');
      return await openMqttSession(connection, options);
    };
  }
  let scratch: Scratch | undefined;
  return (connection, options) => {
    if (scratch === undefined) makeNumbersAsNeeded();
    scratch ??= new Scratch({ keepsOrder: connection.inFlight !== undefined });
    return openLeanSession(connection, options, scratch);
  };
}
