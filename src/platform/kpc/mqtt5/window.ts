/**
 * Messages of QoS 1 and 2 on their way to a client that speaks MQTT 5: never more than its Receive Maximum, the others
 * wait in order. It counts the bytes that wait and leaves it to its user to draw the line.
 */

interface Waiting {
  readonly messageId: number;
  readonly bytes: Buffer;
}

export class SendWindow {
  readonly #underWay = new Set<number>();
  readonly #waiting: Waiting[] = [];
  #bytes = 0;

  /** Bytes that wait for an acknowledgement of the client. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when the message may go out now; otherwise it waits for its turn. */
  enter(messageId: number, bytes: Buffer, receiveMaximum: number): boolean {
    if (this.#underWay.size < receiveMaximum) {
      this.#underWay.add(messageId);
      return true;
    }
    this.#waiting.push({ messageId, bytes });
    this.#bytes += bytes.length;
    return false;
  }

  /** The client is done with a message: the one that has its turn now. */
  leave(messageId: number): Buffer | undefined {
    if (!this.#underWay.delete(messageId)) return undefined;
    const next = this.#waiting.shift();
    if (next === undefined) return undefined;
    this.#underWay.add(next.messageId);
    this.#bytes -= next.bytes.length;
    return next.bytes;
  }
}
