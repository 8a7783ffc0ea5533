/**
 * The packets of MQTT 3.1.1 that a client of many needs, besides those that `outbox.ts` writes. [MQTT 3.1.1, 2.2.1]
 */
import mqttPacket from 'mqtt-packet';

/** The kind of a packet: the upper half of its first byte. */
export const KIND = { connect: 1, connack: 2, publish: 3, puback: 4, pubrel: 6, pingresp: 13 } as const;

export const PINGREQ_BYTES = Buffer.from([0xc0, 0]);
export const DISCONNECT_BYTES = Buffer.from([0xe0, 0]);

/** The longest that a packet can say that it is. */
export const PACKET_BYTES_MAX = 268_435_455;
export const PACKET_ID_MAX = 65_535;

export interface Login {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * To be called before the first packet is written: mqtt-packet would make the bytes of all 65,536 numbers beforehand, nine
 * megabytes for the few packets that it writes here.
 */
export function makeNumbersAsNeeded(): void {
  mqttPacket.writeToStream.cacheNumbers = false;
}

/** CONNECT with a clean session. @param keepalive seconds; 0 for none */
export function connectBytes({ clientId, username, password }: Login, keepalive: number): Buffer {
  return mqttPacket.generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId, keepalive },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: Buffer.from(password) }),
  });
}

/** A number of two bytes; 0 where there are none. */
export const numberAt = (bytes: Buffer, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
