/**
 * Makes a packet parser safe for bytes from anywhere: a packet that is too large is refused when its length is known and
 * not when its bytes are here, and a packet whose parts do not fit into its length is refused.
 *
 * It leans on `_pos`, `_parseLength`, `_newPacket` and `_emitError` of mqtt-packet's parser; `test/wire/limits.test.ts` holds it to that.
 */
import type { Parser } from 'mqtt-packet';

export const PACKET_TOO_LARGE = 'packet too large';

/** What the parser reads where there are not two bytes left. */
const NO_NUMBER = -1;

interface ParserInside {
  packet: { readonly cmd: string; readonly length: number; readonly messageId?: number };
  _pos: number;
  _parseLength(): boolean;
  _newPacket(): boolean;
  _emitError(error: Error): void;
}

export function guardParser(parser: Parser, packetBytesMax: number): void {
  const inside = parser as unknown as ParserInside;
  const { _parseLength: parseLength, _newPacket: newPacket } = inside;
  inside._parseLength = () => {
    const isKnown = parseLength.call(inside);
    if (!isKnown || inside.packet.length <= packetBytesMax) return isKnown;
    inside._emitError(new Error(`${PACKET_TOO_LARGE}: ${inside.packet.length} bytes`));
    return false;
  };
  inside._newPacket = () => {
    if (inside.packet.messageId === NO_NUMBER) {
      inside._emitError(new Error(`malformed packet: ${inside.packet.cmd} ends before its packet ID`));
      return false;
    }
    // A DISCONNECT of MQTT 5 may leave out its reason code, which the parser looks for all the same.
    if (inside._pos <= inside.packet.length || inside.packet.cmd === 'disconnect')
      return newPacket.call(inside);
    inside._emitError(new Error(`malformed packet: ${inside.packet.cmd} is longer than it says`));
    return false;
  };
}
