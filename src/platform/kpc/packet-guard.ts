/**
 * Makes a packet parser safe for bytes from anywhere: a packet that is too large is refused when its length is known and
 * not when its bytes are here; refused are also a packet whose parts do not fit into its length, one that is for servers to send, a
 * packet ID of 0, a SUBSCRIBE of nothing, a CONNECT that contradicts itself, and text that is no UTF-8 or has U+0000. Whatever the
 * parser finds wrong comes as a {@link ProtocolFault}.
 *
 * It leans on `_pos`, `_list`, `_parseLength`, `_parseString`, `_newPacket` and `_emitError` of mqtt-packet's parser;
 * `test/wire/limits.test.ts` and `test/wire/broken-rules.test.ts` hold it to that.
 */
import { isUtf8 } from 'node:buffer';
import type { Parser } from 'mqtt-packet';
import { CODE } from './mqtt5/codes.js';
import { type FaultFacts, ProtocolFault } from './protocol-fault.js';

export const PACKET_TOO_LARGE = 'packet too large';

/** What the parser reads where there are not two bytes left. */
const NO_NUMBER = -1;
/** What a packet must have. */
interface Needs {
  /** A packet ID; at QoS 0 a PUBLISH has none. [MQTT-2.3.1-1] */
  readonly number?: true;
  /** At least one topic filter, and where they are. [MQTT-3.8.3-3, MQTT-3.10.3-2] */
  readonly filters?: 'subscriptions' | 'unsubscriptions';
}

/** The packets that a client may send. */
const OF_CLIENTS: Readonly<Record<string, Needs | undefined>> = {
  connect: {},
  publish: { number: true },
  puback: {},
  pubrec: {},
  pubrel: {},
  pubcomp: {},
  subscribe: { number: true, filters: 'subscriptions' },
  unsubscribe: { number: true, filters: 'unsubscriptions' },
  pingreq: {},
  disconnect: {},
  auth: {},
};
const NUMBER_REMEDY = 'Number messages of QoS 1 and 2, SUBSCRIBE and UNSUBSCRIBE from 1 to 65535.';
const FILTER_REMEDY = 'Name one topic filter or more.';
const LOGIN_REMEDY = 'Send a user name with the password, or neither.';
const TEXT_REMEDY = 'Send client ID, user name, topics and filters as UTF-8, without U+0000.';
/** What a text has that may be wrong: bytes that are no UTF-8 are read as U+FFFD, which may also be meant. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the null character is what it looks for
const SUSPECT = /[\u0000\ufffd]/;

interface PacketInside {
  readonly cmd: string;
  readonly length: number;
  readonly messageId?: number;
  readonly topic?: unknown;
  readonly protocolVersion?: number;
  readonly clientId?: unknown;
  readonly username?: unknown;
  readonly password?: unknown;
  readonly will?: { readonly topic?: unknown; readonly qos?: number };
  readonly subscriptions?: readonly { readonly topic?: unknown }[];
  readonly unsubscriptions?: readonly unknown[];
}

interface ParserInside {
  packet: PacketInside;
  _pos: number;
  readonly _list: { slice(start: number, end: number): Buffer };
  _parseLength(): boolean;
  _parseString(): string | null;
  _newPacket(): boolean;
  _emitError(error: Error): void;
}

/** A text that breaks the rules, and how. */
interface BadText {
  readonly text: string;
  readonly flaw: string;
}

/** From now on the parser emits an error for each of those, and no packet. */
export function guardParser(parser: Parser, packetBytesMax: number): void {
  const inside = parser as unknown as ParserInside;
  const { _parseLength: parseLength, _newPacket: newPacket } = inside;
  const { _parseString: parseString, _emitError: emitError } = inside;
  let bad: BadText | undefined;
  const refuse = (fault: Error): false => {
    bad = undefined;
    emitError.call(inside, fault);
    return false;
  };
  inside._emitError = ({ message }) => refuse(breach(inside.packet, message));
  inside._parseLength = () => {
    const isKnown = parseLength.call(inside);
    if (!isKnown || inside.packet.length <= packetBytesMax) return isKnown;
    return refuse(new Error(`${PACKET_TOO_LARGE}: ${inside.packet.length} bytes`));
  };
  inside._parseString = () => {
    const start = inside._pos + 2;
    const text = parseString.call(inside);
    if (text !== null && SUSPECT.test(text)) bad ??= badText(text, inside._list.slice(start, inside._pos));
    return text;
  };
  inside._newPacket = () => {
    const fault = faultOf(inside, bad);
    return fault === undefined ? newPacket.call(inside) : refuse(fault);
  };
}

function badText(text: string, bytes: Buffer): BadText | undefined {
  // Not valid UTF-8 either way; but it is a mistake of another kind.
  if (text.includes('\u0000')) return { text, flaw: 'has U+0000' };
  return isUtf8(bytes) ? undefined : { text, flaw: 'is no UTF-8' };
}

/** What is wrong with a packet that has been read to its end. */
function faultOf({ packet, _pos }: ParserInside, bad: BadText | undefined): ProtocolFault | undefined {
  const { cmd, length, messageId } = packet;
  const needs = OF_CLIENTS[cmd];
  if (needs === undefined) return broken(packet, 'is for servers to send');
  if (messageId === NO_NUMBER) return breach(packet, `malformed packet: ${cmd} ends before its packet ID`);
  // A DISCONNECT of MQTT 5 may leave out its reason code, which the parser looks for all the same.
  if (_pos > length && cmd !== 'disconnect')
    return breach(packet, `malformed packet: ${cmd} is longer than it says`);
  if (bad !== undefined) {
    const reason = `${cmd.toUpperCase()} with ${placeOf(packet, bad.text)} that ${bad.flaw}`;
    return breach(packet, reason, { remedy: TEXT_REMEDY });
  }
  if (messageId === 0 && needs.number) return broken(packet, 'with packet ID 0', NUMBER_REMEDY);
  if (needs.filters !== undefined && packet[needs.filters]?.length === 0)
    return broken(packet, 'without a topic filter', FILTER_REMEDY);
  return cmd === 'connect' ? contradictionOf(packet) : undefined;
}

/** What in a CONNECT cannot be meant. */
function contradictionOf(packet: PacketInside): ProtocolFault | undefined {
  const { protocolVersion = 4, username, password, will } = packet;
  // [MQTT-3.1.2-22]; MQTT 5 allows it.
  if (protocolVersion < 5 && password !== undefined && username === undefined)
    return broken(packet, 'with a password and without a user name', LOGIN_REMEDY);
  if (will?.qos === 3) return breach(packet, 'CONNECT with a will of QoS 3');
  if (typeof will?.topic === 'string' && (will.topic === '' || /[+#]/.test(will.topic))) {
    const more = { code: CODE.topicNameInvalid, topic: textOf(will.topic) };
    return breach(packet, 'CONNECT with a will whose topic is empty or has a wildcard', more);
  }
  return undefined;
}

/** A packet that is well formed, and no client may send it so. */
function broken(packet: PacketInside, flaw: string, remedy?: string): ProtocolFault {
  return breach(packet, `${packet.cmd.toUpperCase()} ${flaw}`, { code: CODE.protocolError, remedy });
}

/** A fault of this packet. */
export function breach(packet: object, reason: string, more?: FaultFacts): ProtocolFault {
  return new ProtocolFault(reason, { ...factsOf(packet), ...more });
}

/** Where in a packet a text is. */
function placeOf({ cmd, topic, clientId, username, will }: PacketInside, text: string): string {
  if (cmd === 'publish' && topic === text) return 'a topic';
  if (cmd === 'subscribe' || cmd === 'unsubscribe') return 'a topic filter';
  if (cmd !== 'connect') return 'a text';
  if (clientId === text) return 'a client ID';
  if (username === text) return 'a user name';
  return will?.topic === text ? 'a topic of its will' : 'a text';
}

/** Whom and what a packet is about, as far as it has been read. */
function factsOf(packet: Partial<PacketInside>): FaultFacts {
  const { topic, clientId, subscriptions, unsubscriptions } = packet;
  return {
    client: textOf(clientId),
    topic: textOf(topic ?? subscriptions?.[0]?.topic ?? unsubscriptions?.[0]),
  };
}

/** Undefined also where it is empty: that tells nobody anything. */
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
