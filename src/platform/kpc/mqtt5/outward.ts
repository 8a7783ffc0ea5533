/**
 * From aedes to the client: one packet of MQTT 3.1.1, and what it is in MQTT 5.
 */
import type { IConnackPacket, ISubackPacket, Packet } from 'mqtt-packet';
import { CODE, connackCodeOf } from './codes.js';
import type { Mqtt5State } from './state.js';

/** What the platform tells a client about itself. */
export interface ServerLimits {
  readonly packetBytes: number;
  /** Messages of QoS 2 that may be under way; the Receive Maximum. */
  readonly inflightQos2: number;
}

export function outward(state: Mqtt5State, packet: Packet, limits: ServerLimits): Packet {
  switch (packet.cmd) {
    case 'connack':
      return connack(state, packet, limits);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { cmd: packet.cmd, messageId: packet.messageId ?? 0, reasonCode: CODE.success };
    case 'suback':
      return suback(state, packet);
    case 'unsuback':
      return unsuback(state, packet.messageId ?? 0);
    default:
      return packet;
  }
}

function connack(state: Mqtt5State, packet: IConnackPacket, limits: ServerLimits): IConnackPacket {
  const reasonCode = connackCodeOf(packet.returnCode ?? 0);
  if (reasonCode !== CODE.success) return { cmd: 'connack', sessionPresent: false, reasonCode };
  state.phase = 'accepted';
  return {
    cmd: 'connack',
    sessionPresent: false,
    reasonCode,
    properties: {
      receiveMaximum: limits.inflightQos2,
      maximumPacketSize: limits.packetBytes,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: false,
      // A session ends with its connection.
      ...(state.asksForSession && { sessionExpiryInterval: 0 }),
      ...(state.assignedClientId !== undefined && { assignedClientIdentifier: state.assignedClientId }),
    },
  };
}

/** Puts the codes of the filters that aedes never saw where they belong. */
function suback(state: Mqtt5State, packet: ISubackPacket): ISubackPacket {
  const messageId = packet.messageId ?? 0;
  const subscribing = state.subscribing.get(messageId);
  state.subscribing.delete(messageId);
  if (subscribing === undefined) return packet;
  const { filters, refused, asked } = subscribing;
  const granted = packet.granted as number[];
  const codes = new Map(
    asked.map((filter, index) => [filter, grantedCode(granted[index] ?? CODE.unspecified)]),
  );
  for (const [filter, code] of codes) if (code >= 0x80) state.subscriptions.delete(filter);
  return {
    cmd: 'suback',
    messageId,
    granted: filters.map((filter) => refused.get(filter) ?? codes.get(filter) ?? CODE.unspecified),
  };
}

/** aedes refuses a filter only when the client has too many. */
const grantedCode = (code: number) => (code === CODE.unspecified ? CODE.quotaExceeded : code);

function unsuback(state: Mqtt5State, messageId: number): Packet {
  const granted = state.unsubscribing.get(messageId) ?? [CODE.success];
  state.unsubscribing.delete(messageId);
  return { cmd: 'unsuback', messageId, granted: [...granted] } as Packet;
}
