/**
 * What goes out on MQTT connections, gathered: all that one is given in one turn of the program leaves in one write.
 *
 * A write is a system call, the dearest thing about a small packet. The bytes are made in one scratch that all outboxes
 * of a broker share: it belongs to the client that was written to last, and is handed on before another writes. Only
 * PUBLISH and PUBACK pass here; aedes writes the rest, which has no order among these.
 */
import type { Duplex } from 'node:stream';

const PUBLISH = 0x30;
const PUBACK = 0x40;
const SCRATCH_BYTES = 65_536;
/** Around topic and payload: type, length, length of the topic, ID. */
const FRAME_BYTES_MAX = 9;
/** A UTF-16 code unit has at most three bytes in UTF-8. */
const BYTES_PER_UNIT = 3;
const NOTHING = Buffer.alloc(0);

/** Room for the bytes of one turn; made once for all connections of a process that write to the same kind of place. */
export class Scratch {
  bytes = Buffer.allocUnsafe(SCRATCH_BYTES);
  used = 0;
  owner: Outbox | undefined;
}

/** What one connection is sent. */
export class Outbox {
  readonly #conn: Duplex;
  readonly #scratch: Scratch;

  constructor(conn: Duplex, scratch: Scratch) {
    this.#conn = conn;
    this.#scratch = scratch;
  }

  /** Bytes that the connection has not taken yet. */
  get unsent(): number {
    return this.#conn.writableLength + (this.#scratch.owner === this ? this.#scratch.used : 0);
  }

  /** @param messageId of the PUBLISH that is acknowledged */
  puback(messageId: number): void {
    const scratch = this.#take(4);
    let at = scratch.used;
    scratch.bytes[at++] = PUBACK;
    scratch.bytes[at++] = 2;
    scratch.bytes[at++] = messageId >> 8;
    scratch.bytes[at++] = messageId & 255;
    scratch.used = at;
  }

  /** @param messageId of no matter at QoS 0 */
  publish(topic: string, payload: string, qos: 0 | 1, messageId: number): void {
    const sizeMax = FRAME_BYTES_MAX + (topic.length + payload.length) * BYTES_PER_UNIT;
    const scratch = this.#take(sizeMax);
    const { bytes } = scratch;
    // The length goes first and is known last, except where the text is as long as its bytes, as it nearly always is.
    const payloadBytes = Buffer.byteLength(payload);
    const topicBytes = Buffer.byteLength(topic);
    let at = scratch.used;
    bytes[at++] = PUBLISH | (qos << 1);
    at = writeLength(bytes, at, 2 + topicBytes + (qos === 0 ? 0 : 2) + payloadBytes);
    bytes[at++] = topicBytes >> 8;
    bytes[at++] = topicBytes & 255;
    at += bytes.write(topic, at);
    if (qos !== 0) {
      bytes[at++] = messageId >> 8;
      bytes[at++] = messageId & 255;
    }
    at += payload === '' ? 0 : bytes.write(payload, at);
    scratch.used = at;
  }

  /** Hands over what has been gathered; `done` is called when the connection has taken it and all before it. */
  flush(done?: () => void): void {
    const scratch = this.#scratch;
    if (scratch.owner === this) {
      scratch.owner = undefined;
      const gathered = Buffer.from(scratch.bytes.subarray(0, scratch.used));
      scratch.used = 0;
      if (this.#conn.writable) this.#conn.write(gathered);
    }
    if (done !== undefined) this.#conn.write(NOTHING, () => done());
  }

  /** Room for so many bytes more, at the end of what this client is about to be sent. */
  #take(size: number): Scratch {
    const scratch = this.#scratch;
    if (scratch.owner !== this) {
      scratch.owner?.flush();
      scratch.owner = this;
      queueMicrotask(() => this.#flushAtEnd());
    } else if (scratch.used + size > scratch.bytes.length) {
      this.flush();
      return this.#take(size);
    }
    if (size > scratch.bytes.length) scratch.bytes = Buffer.allocUnsafe(size);
    return scratch;
  }

  #flushAtEnd(): void {
    if (this.#scratch.owner === this) this.flush();
  }
}

/** The remaining length, seven bits a byte. [MQTT 3.1.1, 2.2.3] */
function writeLength(bytes: Buffer, start: number, length: number): number {
  let at = start;
  let rest = length;
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}
