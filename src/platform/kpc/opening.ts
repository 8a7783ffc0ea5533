/**
 * The first bytes of a connection: which version of MQTT does the client speak, or what else?
 *
 * It waits until the version is known, puts the bytes back and hands the stream on; after that it costs nothing.
 */
import type { Duplex } from 'node:stream';

export type Opening =
  | { readonly kind: 'mqtt'; readonly version: number }
  | { readonly kind: 'other'; readonly reason: string; readonly remedy: string };

/** First byte of CONNECT, and of a TLS handshake. */
const CONNECT = 0x10;
const TLS_HANDSHAKE = 0x16;
const NAMES: ReadonlySet<string> = new Set(['MQTT', 'MQIsdp']);

const other = (reason: string, remedy: string): Opening => ({ kind: 'other', reason, remedy });

/** Reads what the bytes begin with; undefined when there are too few to tell. */
export function readOpening(bytes: Buffer): Opening | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] !== CONNECT) return strangerOf(bytes);
  const lengthEnd = endOfLength(bytes);
  if (lengthEnd === undefined) return bytes.length < 5 ? undefined : notMqtt();
  if (bytes.length < lengthEnd + 2) return undefined;
  const nameLength = bytes.readUInt16BE(lengthEnd);
  if (nameLength !== 4 && nameLength !== 6) return notMqtt();
  const nameEnd = lengthEnd + 2 + nameLength;
  if (bytes.length < nameEnd + 1) return undefined;
  if (!NAMES.has(bytes.toString('latin1', lengthEnd + 2, nameEnd))) return notMqtt();
  return { kind: 'mqtt', version: (bytes[nameEnd] as number) & 0x7f };
}

const notMqtt = () =>
  other('the first packet is no CONNECT of MQTT', 'Connect with an MQTT client: 3.1, 3.1.1 or 5.');

function strangerOf(bytes: Buffer): Opening {
  if (bytes[0] === TLS_HANDSHAKE)
    return other('it speaks TLS on a port for plain MQTT', 'Use mqtt:// here, or the port of MQTT over TLS.');
  if (/^[A-Z]{3,7} \//.test(bytes.toString('latin1', 0, 16)))
    return other('it speaks HTTP on the port of MQTT', 'Use the HTTP port of the ready table.');
  return notMqtt();
}

/** Where the remaining length ends: one to four bytes after the first. */
function endOfLength(bytes: Buffer): number | undefined {
  for (let i = 1; i <= 4 && i < bytes.length; i++) if ((bytes[i] as number) < 0x80) return i + 1;
  return undefined;
}

/**
 * Calls `decide` once with the opening, the bytes still to be read from the stream; never when the stream ends before.
 * @returns how to stop waiting
 */
export function awaitOpening(stream: Duplex, decide: (opening: Opening) => void): () => void {
  let bytes: Buffer = Buffer.alloc(0);
  const stop = () => {
    stream.off('readable', read);
    stream.off('end', hangUp);
  };
  const hangUp = () => stream.destroy();
  const read = () => {
    const chunk: Buffer | null = stream.read();
    if (chunk === null) return;
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const opening = readOpening(bytes);
    if (opening === undefined) return;
    stop();
    stream.unshift(bytes);
    decide(opening);
  };
  stream.on('readable', read);
  stream.on('end', hangUp);
  return stop;
}
