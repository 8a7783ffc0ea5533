/**
 * Makes a packet parser safe for bytes from anywhere: a packet that is too large is refused when its length is known and
 * not when its bytes are here, and what the parser stumbles over becomes its error and not an exception.
 *
 * It leans on `_parseLength` and `_emitError` of mqtt-packet's parser; `test/wire/limits.test.ts` holds it to that.
 */
import type { Parser } from 'mqtt-packet';

export const PACKET_TOO_LARGE = 'packet too large';

interface ParserInside {
  packet: { length: number };
  parse(bytes: Buffer): number;
  _parseLength(): boolean;
  _emitError(error: Error): void;
}

export function guardParser(parser: Parser, packetBytesMax: number): void {
  const inside = parser as unknown as ParserInside;
  const { _parseLength: parseLength, parse } = inside;
  inside._parseLength = () => {
    const isKnown = parseLength.call(inside);
    if (!isKnown || inside.packet.length <= packetBytesMax) return isKnown;
    inside._emitError(new Error(`${PACKET_TOO_LARGE}: ${inside.packet.length} bytes`));
    return false;
  };
  inside.parse = (bytes) => {
    try {
      return parse.call(inside, bytes);
    } catch (error) {
      inside._emitError(new Error(`unreadable packet: ${(error as Error).message}`, { cause: error }));
      return 0;
    }
  };
}
