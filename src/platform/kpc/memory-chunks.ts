/**
 * What one end of a connection in memory has been written and has not read: bytes in the pieces in which they came.
 *
 * Mostly it is one piece, or none; so there is no list of them before there are two.
 */

const NOTHING = Buffer.alloc(0);

export class Chunks {
  length = 0;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;

  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.#first === undefined) this.#first = bytes;
    else {
      this.#more ??= [];
      this.#more.push(bytes);
    }
  }

  putBack(bytes: Buffer): void {
    const rest = this.take() ?? NOTHING;
    this.add(rest.length === 0 ? bytes : Buffer.concat([bytes, rest]));
  }

  take(): Buffer | null {
    const first = this.#first;
    const more = this.#more;
    if (first === undefined) return null;
    const { length } = this;
    this.length = 0;
    this.#first = undefined;
    this.#more = undefined;
    return more === undefined ? first : Buffer.concat([first, ...more], length);
  }
}
