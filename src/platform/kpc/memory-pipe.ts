/**
 * A connection in memory: two ends, of which each reads what the other writes.
 *
 * An end is no stream of Node.js, two of which take more memory than all else about a connection and more time than the
 * platform's work on a message. It goes by their type because it has what aedes and we use of a socket, under the same names
 * and in the same order: `readable` and `read`, or `data`, which comes at once; `write` with back-pressure and `drain`; `end`,
 * `destroy` and `close`. It cannot be piped. `test/wire/memory-pipe.test.ts` fails when aedes asks for more.
 *
 * It hangs up together: when one end closes, so does the other. What one end has not read holds the other's writing up, as a
 * socket would. Bytes arrive in the turn of the event loop in which they are written; virtual time is told of what may go on in a
 * later one: an end that closes, and a packet of aedes, which writes it in pieces.
 */
import type { Duplex } from 'node:stream';
import type { InFlight } from '../../kernel/in-flight.js';
import { Chunks } from './memory-chunks.js';
import { type Listener, Listeners } from './memory-listeners.js';

/** Bytes that one end may leave unread before the other must wait. */
const UNREAD_BYTES_MAX = 16 * 1024;

type Done = (error?: Error | null) => void;

/** Both ends of a new connection. */
export function memoryPipe(inFlight?: InFlight): readonly [client: Duplex, server: Duplex] {
  const client = new PipeEnd(inFlight);
  const server = new PipeEnd(inFlight);
  client.join(server);
  server.join(client);
  return [client as unknown as Duplex, server as unknown as Duplex];
}

class PipeEnd extends Listeners {
  /** aedes notes here whose connection it is. */
  client: unknown;
  destroyed = false;
  errored: Error | null = null;
  /** The other end has not read what it should have: `drain` is emitted when it has. */
  writableNeedDrain = false;
  readonly #inFlight: InFlight | undefined;
  #peer: PipeEnd | undefined;
  readonly unread = new Chunks();
  /** What is written between `cork` and `uncork`; undefined when there is none. */
  #held: Chunks | undefined;
  #corks = 0;
  /** Called when the other end has read; undefined when nobody waits. */
  #waiting: Done[] | undefined;
  #mode: 'on demand' | 'flowing' | 'paused' = 'on demand';
  /** The reader is called when the work under way is over. */
  #isCalled = false;
  #hasEnded = false;
  /** The other end writes no more. */
  #isLast = false;
  #isLastTold = false;

  constructor(inFlight: InFlight | undefined) {
    super();
    this.#inFlight = inFlight;
  }

  join(peer: PipeEnd): void {
    this.#peer = peer;
  }

  get writable(): boolean {
    return !this.destroyed && !this.#hasEnded;
  }

  /** Bytes that the other end has not read. */
  get writableLength(): number {
    return (this.#peer?.unread.length ?? 0) + (this.#held?.length ?? 0);
  }

  get #isUnread(): boolean {
    return (this.#peer?.unread.length ?? 0) > 0;
  }

  override on(event: string, listener: Listener): this {
    super.on(event, listener);
    if (event === 'data' && this.#mode === 'on demand') this.#mode = 'flowing';
    if ((event === 'data' || event === 'readable') && this.unread.length > 0) this.#call();
    return this;
  }

  pause(): this {
    this.#mode = 'paused';
    return this;
  }

  /** Without a listener for `data`, what comes is dropped. */
  resume(): this {
    this.#mode = 'flowing';
    this.#call();
    return this;
  }

  /** All that has come; null when nothing has. */
  read(): Buffer | null {
    const bytes = this.unread.take();
    this.#peer?.onRead();
    if (this.#isLast) this.#call();
    return bytes;
  }

  /** Puts back what was read. */
  unshift(bytes: Buffer): void {
    this.unread.putBack(bytes);
  }

  /** @returns false when the other end should be waited for */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean {
    const told = typeof encoding === 'function' ? encoding : done;
    if (!this.writable) {
      if (told !== undefined) queueMicrotask(() => told(new Error('write after end')));
      return false;
    }
    const bytes = bytesOf(chunk, encoding);
    if (this.#corks === 0) this.#pass(bytes);
    else {
      this.#held ??= new Chunks();
      this.#held.add(bytes);
    }
    if (told !== undefined) this.#tell(told);
    return !this.writableNeedDrain;
  }

  /** From now on what is written is gathered. */
  cork(): void {
    this.#inFlight?.touch();
    this.#corks++;
  }

  uncork(): void {
    if (this.#corks === 0 || --this.#corks > 0) return;
    const bytes = this.#held?.take();
    this.#held = undefined;
    if (bytes && this.writable) this.#pass(bytes);
  }

  /** @param finished called when the other end has read all, or is gone */
  end(last?: string | Uint8Array, finished?: Done): this {
    if (!this.writable) return this;
    if (last !== undefined) this.write(last);
    this.#corks = Math.min(this.#corks, 1);
    this.uncork();
    this.#hasEnded = true;
    if (finished !== undefined) this.#tell(finished);
    this.#peer?.onLast();
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.#inFlight?.touch();
    this.destroyed = true;
    this.errored = error ?? null;
    const peer = this.#peer;
    this.#peer = undefined;
    this.unread.take();
    queueMicrotask(() => {
      if (error !== undefined) this.emit('error', error);
      this.emit('close');
    });
    this.#release();
    peer?.destroy();
    return this;
  }

  #pass(bytes: Buffer): void {
    const peer = this.#peer;
    if (bytes.length === 0 || peer === undefined) return;
    peer.arrive(bytes);
    if (peer.unread.length >= UNREAD_BYTES_MAX) this.writableNeedDrain = true;
  }

  /** What the other end has written. */
  arrive(bytes: Buffer): void {
    if (this.#mode === 'flowing' && this.unread.length === 0) {
      this.emit('data', bytes);
      return;
    }
    this.unread.add(bytes);
    this.#call();
  }

  /** The other end has said that it will write no more. */
  onLast(): void {
    this.#inFlight?.touch();
    this.#isLast = true;
    this.#call();
  }

  /** The other end has read everything; it may still put some back. */
  onRead(): void {
    if (!this.writableNeedDrain && this.#waiting === undefined) return;
    queueMicrotask(() => {
      if (!this.#isUnread) this.#release();
    });
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const done of waiting ?? []) done();
    if (!this.writableNeedDrain || this.destroyed) return;
    this.writableNeedDrain = false;
    this.emit('drain');
  }

  /** Who hangs up when told so takes back nothing of what was written. */
  #tell(done: Done): void {
    if (this.writableNeedDrain || this.#isUnread) {
      this.#waiting ??= [];
      this.#waiting.push(done);
    } else queueMicrotask(() => done());
  }

  #call(): void {
    if (this.#isCalled || this.#mode === 'paused') return;
    this.#isCalled = true;
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    this.#isCalled = false;
    if (this.destroyed) return;
    if (this.unread.length > 0) {
      if (this.#mode === 'flowing') this.emit('data', this.read());
      else if (this.#mode === 'on demand') this.emit('readable');
    }
    if (this.#isLast && !this.#isLastTold && this.unread.length === 0) this.#tellLast();
  }

  /** Neither end is open for long without the other. */
  #tellLast(): void {
    this.#isLastTold = true;
    this.emit('end');
    this.end();
    this.#tell(() => this.destroy());
  }
}

function bytesOf(chunk: string | Uint8Array, encoding: unknown): Buffer {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
