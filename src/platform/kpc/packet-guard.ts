/**
 * Makes a packet parser safe for bytes from anywhere: a packet that is too large is refused when its length is known and
 * not when its bytes are here; refused are also a packet whose parts do not fit into its length, a packet ID of 0, and text that
 * is no UTF-8 or has U+0000. Whatever the parser finds wrong comes as a {@link ProtocolFault}.
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
/** Packets that need a packet ID; at QoS 0 a PUBLISH has none. [MQTT-2.3.1-1] */
const NUMBERED: ReadonlySet<string> = new Set(['publish', 'subscribe', 'unsubscribe']);
const NUMBER_REMEDY = 'Number messages of QoS 1 and 2, SUBSCRIBE and UNSUBSCRIBE from 1 to 65535.';
const TEXT_REMEDY = 'Send client ID, user name, topics and filters as UTF-8, without U+0000.';
/** What a text has that may be wrong: bytes that are no UTF-8 are read as U+FFFD, which may also be meant. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the null character is what it looks for
const SUSPECT = /[\u0000\ufffd]/;

interface PacketInside {
  readonly cmd: string;
  readonly length: number;
  readonly messageId?: number;
  readonly topic?: unknown;
  readonly clientId?: unknown;
  readonly username?: unknown;
  readonly will?: { readonly topic?: unknown };
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
  if (messageId === NO_NUMBER) return breach(packet, `malformed packet: ${cmd} ends before its packet ID`);
  // A DISCONNECT of MQTT 5 may leave out its reason code, which the parser looks for all the same.
  if (_pos > length && cmd !== 'disconnect')
    return breach(packet, `malformed packet: ${cmd} is longer than it says`);
  if (bad !== undefined) {
    const reason = `${cmd.toUpperCase()} with ${placeOf(packet, bad.text)} that ${bad.flaw}`;
    return breach(packet, reason, { remedy: TEXT_REMEDY });
  }
  if (messageId === 0 && NUMBERED.has(cmd)) {
    const more = { code: CODE.protocolError, remedy: NUMBER_REMEDY };
    return breach(packet, `${cmd.toUpperCase()} with packet ID 0`, more);
  }
  return undefined;
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
