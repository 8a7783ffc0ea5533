/**
 * The packets of one case, as evidence for people: who sent what, in order, cut to a readable length.
 */

/** Packets kept of one case, and characters kept of one payload. */
const PACKETS_MAX = 60;
const PAYLOAD_MAX = 300;

export interface TracedPacket {
  /** The client's letter. */
  readonly client: string;
  readonly direction: 'sent' | 'received';
  /** `publish`, `puback`, `POST`, … */
  readonly packet: string;
  readonly topic?: string;
  readonly qos?: number;
  /** As text; a payload of no bytes is the empty text. */
  readonly payload?: string;
  /** What else is worth knowing, such as a return code. */
  readonly note?: string;
}

/** Packets in order, the oldest dropped beyond a limit. */
export class Trace {
  readonly #packets: TracedPacket[] = [];
  #dropped = 0;

  add(packet: TracedPacket): void {
    if (this.#packets.length === PACKETS_MAX) {
      this.#packets.shift();
      this.#dropped++;
    }
    this.#packets.push(packet);
  }

  /** How many of the oldest packets are not here any more. */
  get dropped(): number {
    return this.#dropped;
  }

  packets(): readonly TracedPacket[] {
    return [...this.#packets];
  }
}

/** A payload as text that fits a line. */
export function payloadText(payload: string | Uint8Array): string {
  const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8');
  return text.length <= PAYLOAD_MAX ? text : `${text.slice(0, PAYLOAD_MAX)}… (${text.length} characters)`;
}
