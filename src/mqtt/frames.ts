/**
 * Cuts the bytes of a connection into packets of MQTT, whole ones: a length is seven bits a byte. [MQTT 3.1.1, 2.2.3]
 *
 * It knows no kinds of packets. Bytes of a packet that is not whole yet are kept as a copy that grows with what has come: a client
 * that sends byte by byte costs no more than one that does not, and whoever reads may use the room again.
 */

/**
 * A whole packet is at bytes[start..end); its contents begin at `body`.
 * @returns false when no more of these bytes is wanted now: the caller of `push` gets them back
 */
export type OnFrame = (bytes: Buffer, start: number, body: number, end: number) => unknown;

export interface FrameListeners {
  readonly onFrame: OnFrame;
  /** The length of a packet is none, or larger than the limit: these bytes, and all that follow, are beyond repair. */
  readonly onBroken: (bytes: Buffer) => void;
}

/** Type and flags, and at most four bytes of length. */
const HEADER_BYTES_MAX = 5;
const NOTHING = Buffer.alloc(0);

/** Of one connection: keeps what is not a whole packet yet. */
export class Frames {
  readonly #listeners: FrameListeners;
  readonly #limit: number;
  /** What came of the packet that is not whole yet, in the first bytes of a room that is as large as needed so far. */
  #room: Buffer = NOTHING;
  #kept = 0;
  /** Bytes that the packet has in all; undefined while that is not known. */
  #wanted: number | undefined;

  /** @param limit the largest length of a packet, without its header */
  constructor(limit: number, listeners: FrameListeners) {
    this.#limit = limit;
    this.#listeners = listeners;
  }

  /**
   * @param chunk only read during the call
   * @returns what was not wanted, to be pushed again later; undefined when there is none
   */
  push(chunk: Buffer): Buffer | undefined {
    return this.#kept === 0 ? this.#cut(chunk) : this.#continue(chunk);
  }

  #continue(chunk: Buffer): Buffer | undefined {
    this.#keep(chunk);
    if (this.#wanted !== undefined && this.#kept < this.#wanted) return undefined;
    const all = this.#room.subarray(0, this.#kept);
    this.#room = NOTHING;
    this.#kept = 0;
    this.#wanted = undefined;
    return this.#cut(all);
  }

  #keep(chunk: Buffer): void {
    const needed = this.#kept + chunk.length;
    if (needed > this.#room.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#room.length));
      this.#room.copy(larger, 0, 0, this.#kept);
      this.#room = larger;
    }
    chunk.copy(this.#room, this.#kept);
    this.#kept = needed;
  }

  #cut(bytes: Buffer): Buffer | undefined {
    let start = 0;
    while (start < bytes.length) {
      const body = bodyOf(bytes, start);
      if (body === undefined) break;
      const length = lengthOf(bytes, start, body);
      if (length === undefined || length > this.#limit) {
        this.#listeners.onBroken(bytes.subarray(start));
        return undefined;
      }
      const end = body + length;
      if (end > bytes.length) {
        this.#wanted = end - start;
        break;
      }
      const isWanted = this.#listeners.onFrame(bytes, start, body, end);
      start = end;
      if (isWanted === false) return start < bytes.length ? bytes.subarray(start) : undefined;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    return undefined;
  }
}

/** Where the contents begin; undefined when the header is not whole yet. */
function bodyOf(bytes: Buffer, start: number): number | undefined {
  // Nearly always.
  if ((bytes[start + 1] as number) < 128) return start + 2;
  for (let at = start + 1; at < bytes.length; at++)
    if ((bytes[at] as number) < 128 || at - start === HEADER_BYTES_MAX - 1) return at + 1;
  return undefined;
}

/** Undefined when it has more than four bytes. */
function lengthOf(bytes: Buffer, start: number, body: number): number | undefined {
  if ((bytes[body - 1] as number) >= 128) return undefined;
  let length = 0;
  for (let at = body - 1; at > start; at--) length = (length << 7) | ((bytes[at] as number) & 127);
  return length;
}
