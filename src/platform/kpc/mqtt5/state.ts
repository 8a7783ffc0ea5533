/**
 * What is remembered of a connection that speaks MQTT 5, and what one packet brings about: plain values, no streams.
 */
import type { Packet } from 'mqtt-packet';
import type { Ending } from './codes.js';

export interface Mqtt5State {
  /** `new` until CONNECT, `accepted` once CONNACK said so. */
  phase: 'new' | 'connecting' | 'accepted';
  /** Undefined until CONNECT. */
  clientId: string | undefined;
  /** The ID given to a client that named none. */
  assignedClientId: string | undefined;
  /** It asked to keep its session, and must be told that it is not kept. */
  asksForSession: boolean;
  /** How many messages of QoS 1 and 2 the client takes before it acknowledges. */
  receiveMaximum: number;
  maximumPacketBytes: number;
  /** Also those that aedes has still to grant. */
  readonly subscriptions: Set<string>;
  /** By message ID, until aedes has answered. */
  readonly subscribing: Map<number, Subscribing>;
  readonly unsubscribing: Map<number, readonly number[]>;
}

/** A SUBSCRIBE on its way: the filters in order, and the codes of those that are refused here. */
export interface Subscribing {
  readonly filters: readonly string[];
  readonly refused: ReadonlyMap<string, number>;
  /** The filters that aedes was asked for, in order and once each. */
  readonly asked: readonly string[];
}

export const RECEIVE_MAXIMUM_DEFAULT = 65_535;

export function newState(): Mqtt5State {
  return {
    phase: 'new',
    clientId: undefined,
    assignedClientId: undefined,
    asksForSession: false,
    receiveMaximum: RECEIVE_MAXIMUM_DEFAULT,
    maximumPacketBytes: Number.POSITIVE_INFINITY,
    subscriptions: new Set(),
    subscribing: new Map(),
    unsubscribing: new Map(),
  };
}

/** What a packet of the client brings about; nothing at all is fine. */
export interface Turn {
  /** Goes to aedes, as MQTT 3.1.1. */
  readonly inside?: Packet;
  /** Goes back to the client, as MQTT 5. */
  readonly outside?: Packet;
  /** The message ID of ours that the client is done with. */
  readonly acknowledged?: number;
  /** Nothing that comes after it counts; without a DISCONNECT inside it is as if the connection broke, and the will is sent. */
  readonly isLast?: true;
  readonly end?: Ending;
}
