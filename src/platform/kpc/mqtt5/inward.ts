/**
 * From the client to aedes: one packet of MQTT 5, and what it is in MQTT 3.1.1.
 *
 * Properties that have no part in 1/KP are tolerated and dropped (payload format, message expiry, response topic, user
 * properties, subscription options). What this platform does not do is refused with the reason code for it.
 */
import type {
  IConnectPacket,
  IPublishPacket,
  ISubscribePacket,
  IUnsubscribePacket,
  Packet,
} from 'mqtt-packet';
import { CODE, type Ending } from './codes.js';
import type { Mqtt5State, Turn } from './state.js';

const SHARED = '$share/';
/** The only properties that may come more than once. */
const REPEATABLE: ReadonlySet<string> = new Set(['userProperties', 'subscriptionIdentifier']);

const end = (code: number, reason: string): Turn => ({ end: { code, reason } });

/** @param assignClientId an ID for a client that names none */
export function inward(state: Mqtt5State, packet: Packet, assignClientId: () => string): Turn {
  const fault = faultOf(state, packet);
  if (fault !== undefined) return { end: fault };
  switch (packet.cmd) {
    case 'connect':
      return connect(state, packet, assignClientId);
    case 'publish':
      return publish(packet);
    case 'puback':
    case 'pubcomp':
      return {
        inside: { cmd: packet.cmd, messageId: packet.messageId ?? 0 },
        acknowledged: packet.messageId ?? 0,
      };
    case 'pubrec':
      return pubrec(packet.messageId ?? 0, packet.reasonCode ?? 0);
    case 'pubrel':
      return { inside: { cmd: 'pubrel', messageId: packet.messageId ?? 0 } };
    case 'subscribe':
      return subscribe(state, packet);
    case 'unsubscribe':
      return unsubscribe(state, packet);
    case 'pingreq':
      return { inside: { cmd: 'pingreq' } };
    case 'disconnect':
      return packet.reasonCode === CODE.disconnectWithWill
        ? { isLast: true }
        : { inside: { cmd: 'disconnect' }, isLast: true };
    case 'auth':
      return end(
        CODE.protocolError,
        'AUTH without enhanced authentication, which this platform does not have',
      );
    default:
      // What servers send: the guard of the parser lets none through.
      return {};
  }
}

/** What is wrong with a packet whatever it is. */
function faultOf(state: Mqtt5State, packet: Packet): Ending | undefined {
  if (state.phase === 'new' && packet.cmd !== 'connect')
    return { code: CODE.protocolError, reason: 'the first packet is not CONNECT' };
  if (state.phase !== 'new' && packet.cmd === 'connect')
    return { code: CODE.protocolError, reason: 'a second CONNECT' };
  const { messageId } = packet as { messageId?: number };
  if (messageId !== undefined && messageId < 1)
    return { code: CODE.protocolError, reason: `${packet.cmd.toUpperCase()} with packet ID ${messageId}` };
  const { properties } = packet as { properties?: Readonly<Record<string, unknown>> };
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === -1)
      return { code: CODE.malformedPacket, reason: `the property ${name} is cut off` };
    if (Array.isArray(value) && !REPEATABLE.has(name))
      return { code: CODE.protocolError, reason: `the property ${name} comes twice` };
  }
  return undefined;
}

function connect(state: Mqtt5State, packet: IConnectPacket, assignClientId: () => string): Turn {
  const { properties = {}, will, keepalive = 0, username, password } = packet;
  state.phase = 'connecting';
  if (properties.authenticationMethod !== undefined)
    return end(CODE.badAuthenticationMethod, 'enhanced authentication, which this platform does not have');
  if (properties.receiveMaximum === 0) return end(CODE.protocolError, 'a Receive Maximum of 0');
  if (properties.maximumPacketSize === 0) return end(CODE.protocolError, 'a Maximum Packet Size of 0');
  state.receiveMaximum = properties.receiveMaximum ?? state.receiveMaximum;
  state.maximumPacketBytes = properties.maximumPacketSize ?? state.maximumPacketBytes;
  state.asksForSession = (properties.sessionExpiryInterval ?? 0) > 0;
  if (packet.clientId === '') state.assignedClientId = assignClientId();
  state.clientId = state.assignedClientId ?? packet.clientId;
  const inside: IConnectPacket = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive,
    clientId: state.clientId,
    // MQTT 5 allows a password without a user name, 3.1.1 does not.
    ...((username !== undefined || password !== undefined) && { username: username ?? '' }),
    ...(password !== undefined && { password }),
  };
  if (will !== undefined) {
    const { topic, payload, qos = 0, retain = false } = will;
    inside.will = { topic, payload, qos, retain };
  }
  return { inside };
}

function publish(packet: IPublishPacket): Turn {
  const { topic, payload, qos, dup, retain, messageId, properties } = packet;
  if (properties?.topicAlias !== undefined)
    return end(CODE.topicAliasInvalid, 'a topic alias, and none was granted');
  if (!isTopicName(topic)) return end(CODE.topicNameInvalid, 'a topic that is empty or has a wildcard');
  const inside: IPublishPacket = { cmd: 'publish', topic, payload, qos, dup, retain };
  if (qos > 0) inside.messageId = messageId as number;
  return { inside };
}

/** The client refuses a message of QoS 2: then there is no PUBREL, and aedes need not know. */
function pubrec(messageId: number, reasonCode: number): Turn {
  return reasonCode >= 0x80 ? { acknowledged: messageId } : { inside: { cmd: 'pubrec', messageId } };
}

function subscribe(state: Mqtt5State, packet: ISubscribePacket): Turn {
  const { subscriptions, properties, messageId = 0 } = packet;
  const refused = new Map<string, number>();
  const asked = new Map<string, (typeof subscriptions)[number]>();
  for (const subscription of subscriptions) {
    const { topic } = subscription;
    const code =
      properties?.subscriptionIdentifier === undefined
        ? filterCodeOf(topic)
        : CODE.subscriptionIdentifiersNotSupported;
    if (code === undefined) asked.set(topic, { topic, qos: subscription.qos });
    else refused.set(topic, code);
  }
  const filters = subscriptions.map(({ topic }) => topic);
  if (asked.size === 0)
    return { outside: { cmd: 'suback', messageId, granted: filters.map((f) => refused.get(f) as number) } };
  state.subscribing.set(messageId, { filters, refused, asked: [...asked.keys()] });
  // An UNSUBSCRIBE may come before aedes has answered.
  for (const filter of asked.keys()) state.subscriptions.add(filter);
  return { inside: { cmd: 'subscribe', messageId, subscriptions: [...asked.values()] } };
}

function unsubscribe(state: Mqtt5State, packet: IUnsubscribePacket): Turn {
  const { unsubscriptions, messageId = 0 } = packet;
  const codes = unsubscriptions.map((filter) =>
    filterCodeOf(filter) === CODE.topicFilterInvalid
      ? CODE.topicFilterInvalid
      : state.subscriptions.delete(filter)
        ? CODE.success
        : CODE.noSubscriptionExisted,
  );
  const known = unsubscriptions.filter((_, index) => codes[index] === CODE.success);
  if (known.length === 0) return { outside: { cmd: 'unsuback', messageId, granted: codes } as Packet };
  state.unsubscribing.set(messageId, codes);
  return { inside: { cmd: 'unsubscribe', messageId, unsubscriptions: known } };
}

/** Why a topic filter is refused; undefined when it is not. */
function filterCodeOf(filter: string): number | undefined {
  if (filter.startsWith(SHARED)) return CODE.sharedSubscriptionsNotSupported;
  return isTopicFilter(filter) ? undefined : CODE.topicFilterInvalid;
}

function isTopicFilter(filter: string): boolean {
  if (filter === '') return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}

const isTopicName = (topic: string) => topic !== '' && !/[+#]/.test(topic);
