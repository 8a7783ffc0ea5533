/**
 * What goes out on MQTT connections, gathered: all that one is given in one turn of the program leaves in one write; even when
 * others are given something in between, unless the order among connections is to be kept.
 *
 * A write is a system call, the dearest thing about a small packet. The bytes are made one after another in one scratch that
 * all outboxes share; each remembers which pieces are its own, and at the end of the turn sends them joined. A connection that
 * has nothing to send holds nothing. Only PUBLISH and PUBACK pass here; aedes writes the rest, which has no order among these.
 */
import type { Duplex } from 'node:stream';

const PUBLISH = 0x30;
const PUBACK = 0x40;
/** The scratch grows with what turns need, up to this; a turn that has more sends in between. */
const SCRATCH_BYTES_MAX = 1_048_576;
const SCRATCH_BYTES = 65_536;
/** Around topic and payload: type, length, length of the topic, ID. */
const FRAME_BYTES_MAX = 9;
const PUBACK_BYTES = 4;
/** A UTF-16 code unit has at most three bytes in UTF-8. */
const BYTES_PER_UNIT = 3;
const NOTHING = Buffer.alloc(0);

export interface ScratchOptions {
  /**
   * What is said to several connections reaches them in the order of saying, whatever it takes in writes. Virtual time needs
   * that: both ends are in this process, and what happens must be the same each time.
   */
  readonly keepsOrder: boolean;
}

/** Room for the bytes of one turn; made once for all connections of a process that write to the same kind of place. */
export class Scratch {
  bytes = Buffer.allocUnsafe(SCRATCH_BYTES);
  used = 0;
  /** Whose bytes are the last; undefined when they have been sent. */
  last: Outbox | undefined;
  readonly #keepsOrder: boolean;
  /** Who has been given something, in the order of their first. */
  #owners: Outbox[] = [];
  readonly #endTurn = () => this.#flush();

  constructor({ keepsOrder }: ScratchOptions = { keepsOrder: true }) {
    this.#keepsOrder = keepsOrder;
  }

  /** Room for so many bytes more of that connection, behind what is there. */
  reserve(owner: Outbox, size: number): void {
    if (this.#keepsOrder && this.last !== owner) this.#flush();
    if (this.used + size <= this.bytes.length) return;
    if (this.bytes.length >= SCRATCH_BYTES_MAX) this.#flush();
    if (this.used + size > this.bytes.length) this.#grow(this.used + size);
  }

  /** Sends what this one is about to be given, at the end of the turn. */
  enlist(owner: Outbox): void {
    this.#owners.push(owner);
    if (this.#keepsOrder) queueMicrotask(() => this.last === owner && this.#flush());
    // Behind all timers that are due and all that has come: an engine that is behind still reads before it goes on.
    else if (this.#owners.length === 1) setImmediate(this.#endTurn);
  }

  #flush(): void {
    const owners = this.#owners;
    this.#owners = [];
    // All are taken out before any is written: a write may call somebody who has something to say, into the same bytes.
    const taken = owners.map((owner) => owner.take());
    this.#empty();
    owners.forEach((owner, place) => {
      owner.write(taken[place]);
    });
  }

  #empty(): void {
    this.last = undefined;
    this.used = 0;
    if (this.bytes.length > SCRATCH_BYTES_MAX) this.bytes = Buffer.allocUnsafe(SCRATCH_BYTES);
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

/** What one connection is sent. */
export class Outbox {
  readonly #conn: Duplex;
  readonly #scratch: Scratch;
  /** Where in the scratch its bytes of this turn are: beginning and end of each piece; undefined when there are none. */
  #pieces: number[] | undefined;

  constructor(conn: Duplex, scratch: Scratch) {
    this.#conn = conn;
    this.#scratch = scratch;
  }

  /** Bytes that the connection has not taken yet. */
  get unsent(): number {
    return this.#conn.writableLength + (this.#pieces === undefined ? 0 : lengthOf(this.#pieces));
  }

  /** @param messageId of the PUBLISH that is acknowledged */
  puback(messageId: number): void {
    const scratch = this.#take(PUBACK_BYTES);
    const { bytes } = scratch;
    let at = scratch.used;
    bytes[at++] = PUBACK;
    bytes[at++] = 2;
    bytes[at++] = messageId >> 8;
    bytes[at++] = messageId & 255;
    this.#took(at);
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
    at += writeText(bytes, at, topic, topicBytes);
    if (qos !== 0) {
      bytes[at++] = messageId >> 8;
      bytes[at++] = messageId & 255;
    }
    at += writeText(bytes, at, payload, payloadBytes);
    this.#took(at);
  }

  /** Hands over what has been gathered; `done` is called when the connection has taken it and all before it. */
  flush(done?: () => void): void {
    this.write(this.take());
    if (done !== undefined) this.#conn.write(NOTHING, () => done());
  }

  /** What has been gathered, taken out of the scratch; undefined when that is nothing. */
  take(): Buffer | undefined {
    const pieces = this.#pieces;
    if (pieces === undefined) return undefined;
    this.#pieces = undefined;
    if (this.#scratch.last === this) this.#scratch.last = undefined;
    return joined(this.#scratch.bytes, pieces);
  }

  /** @param bytes of {@link take} */
  write(bytes: Buffer | undefined): void {
    if (bytes !== undefined && this.#conn.writable) this.#conn.write(bytes);
  }

  /** Room for so many bytes more of this connection. */
  #take(size: number): Scratch {
    const scratch = this.#scratch;
    scratch.reserve(this, size);
    if (scratch.last === this) return scratch;
    scratch.last = this;
    if (this.#pieces === undefined) {
      this.#pieces = [];
      scratch.enlist(this);
    }
    this.#pieces.push(scratch.used, scratch.used);
    return scratch;
  }

  /** The bytes up to there are its own. */
  #took(end: number): void {
    const pieces = this.#pieces as number[];
    pieces[pieces.length - 1] = end;
    this.#scratch.used = end;
  }
}

function lengthOf(pieces: readonly number[]): number {
  let length = 0;
  for (let place = 0; place < pieces.length; place += 2)
    length += (pieces[place + 1] as number) - (pieces[place] as number);
  return length;
}

/** A copy: the scratch is used again. */
function joined(bytes: Buffer, pieces: readonly number[]): Buffer {
  const all = Buffer.allocUnsafe(lengthOf(pieces));
  let at = 0;
  for (let place = 0; place < pieces.length; place += 2)
    at += bytes.copy(all, at, pieces[place], pieces[place + 1]);
  return all;
}

/** @param size what it takes in UTF-8; @returns the same */
function writeText(bytes: Buffer, at: number, text: string, size: number): number {
  // Whose characters are a byte each is ASCII, which is written faster by another name.
  return size === text.length ? bytes.write(text, at, size, 'latin1') : bytes.write(text, at);
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
