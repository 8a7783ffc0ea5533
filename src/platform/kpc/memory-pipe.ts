/**
 * A connection in memory: two streams, of which each reads what the other writes.
 *
 * It hangs up together: when one end closes, so does the other. What one end has not read holds the other's writing up, as a
 * socket would. Where virtual time waits for what is in flight, each step of the pipe is told to it.
 */
import { Duplex } from 'node:stream';
import type { InFlight } from '../../kernel/in-flight.js';

/** Bytes that one end may leave unread before the other must wait. */
const UNREAD_BYTES_MAX = 16 * 1024;

/** Both ends of a new connection. */
export function memoryPipe(inFlight?: InFlight): readonly [client: Duplex, server: Duplex] {
  const client = new PipeEnd(inFlight);
  const server = new PipeEnd(inFlight);
  client.peer = server;
  server.peer = client;
  return [client, server];
}

type Done = (error?: Error | null) => void;

interface Chunk {
  readonly chunk: Buffer;
  readonly encoding: BufferEncoding;
}

class PipeEnd extends Duplex {
  peer: PipeEnd | undefined;
  readonly #inFlight: InFlight | undefined;
  /** The other end's writing goes on when this one has read. */
  #resume: Done | undefined;

  constructor(inFlight: InFlight | undefined) {
    super({ allowHalfOpen: false, highWaterMark: UNREAD_BYTES_MAX });
    this.#inFlight = inFlight;
  }

  /** What the other end has written. */
  arrive(bytes: Buffer, done: Done): void {
    this.#inFlight?.touch();
    if (this.push(bytes)) done();
    else this.#resume = done;
  }

  /** The other end has said that it will write no more. */
  hangUp(): void {
    this.#inFlight?.touch();
    this.push(null);
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.peer?.arrive(bytes, done);
  }

  override _writev(chunks: readonly Chunk[], done: Done): void {
    this.peer?.arrive(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.peer?.hangUp();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#inFlight?.touch();
    const { peer } = this;
    this.peer = undefined;
    done(error);
    // What the other end still waits to write goes nowhere.
    this.#resume?.();
    peer?.destroy();
  }
}
