/**
 * What a message carries: bytes on their way, and text in the journal and where JSON is read. Each is made of the other when somebody
 * asks for it, the text once: nearly every message is read as text, by several, and few as bytes.
 */
import { isUtf8 } from 'node:buffer';

/** Stands in a text for bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

export class Payload {
  readonly #source: Buffer | undefined;
  readonly #start: number;
  readonly #end: number;
  #text: string | undefined;

  /** @param source its bytes are from `start` to `end`, and must not change */
  constructor(source: Uint8Array | undefined, start = 0, end = source?.length ?? 0, text?: string) {
    this.#source = source === undefined ? undefined : bufferOf(source);
    this.#start = start;
    this.#end = end;
    this.#text = text;
  }

  static ofText(text: string): Payload {
    return new Payload(undefined, 0, 0, text);
  }

  get bytes(): Uint8Array {
    if (this.#source === undefined) return Buffer.from(this.text);
    return this.#source.subarray(this.#start, this.#end);
  }

  /** UTF-8; what is none is shown with replacement characters. */
  get text(): string {
    this.#text ??= this.#source?.toString('utf8', this.#start, this.#end) ?? '';
    return this.#text;
  }

  get isUtf8(): boolean {
    return !this.text.includes(REPLACEMENT) || isUtf8(this.bytes);
  }

  /** Zero bytes. */
  get isEmpty(): boolean {
    return this.text === '';
  }
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
