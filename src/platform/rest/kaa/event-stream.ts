/**
 * The journal as server-sent events to one listener.
 *
 * Nothing is queued for it: the stream remembers how far it has come and reads on when the listener has taken what was
 * written. A listener that is slower than the journal is long misses events, and is told how many.
 */
import type { Writable } from 'node:stream';
import type { Cancel, Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { JournalEvent } from '../../../kernel/journal-events.js';
import type { EventSampler } from './event-sampler.js';

/** Headers of an answer that goes on for as long as somebody listens. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

/** Events looked at in one go: a long journal must not keep the platform from its work. */
const BATCH = 5000;
/** How often a listener is told how many events a sampler has left out, in milliseconds. */
const LEFT_OUT_EVERY_MS = 1000;

export interface EventStreamPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly wants: (event: JournalEvent) => boolean;
  /** Number of the first event to look at. */
  readonly from: number;
  /** Number of the event before which it ends; never when absent. */
  readonly until?: number | undefined;
  /** Lets a part of the wanted events through; all of them when absent. */
  readonly sampler?: EventSampler | undefined;
}

export class EventStream {
  readonly #ports: EventStreamPorts;
  readonly #out: Writable;
  readonly #stopListening: () => void;
  #next: number;
  #isFull = false;
  #isSilent = true;
  #heartbeat: Cancel;
  #goOn: Cancel | undefined;
  #leftOutAt = 0;

  /** Begins to write at once, and goes on until {@link end} or the output closes. */
  constructor(ports: EventStreamPorts, out: Writable) {
    this.#ports = ports;
    this.#out = out;
    this.#next = ports.from;
    out.on('drain', () => {
      this.#isFull = false;
      this.#pump();
    });
    out.on('error', () => this.end());
    out.once('close', () => this.end());
    this.#heartbeat = this.#schedule();
    this.#stopListening = ports.journal.listen(() => this.#pump());
    this.#write(': events of the journal\n\n');
    this.#pump();
  }

  end(): void {
    this.#heartbeat();
    this.#goOn?.();
    this.#stopListening();
    if (!this.#out.writableEnded) this.#out.end();
  }

  #pump(): void {
    // What is left of the last batch is read first.
    if (this.#goOn !== undefined) return;
    const { journal, clock, until = Number.POSITIVE_INFINITY } = this.#ports;
    const end = Math.min(journal.length, until);
    for (let left = BATCH; !this.#isFull && this.#next < end; left--) {
      if (left === 0) {
        this.#goOn = clock.schedule(0, 'the rest of an event stream', () => {
          this.#goOn = undefined;
          this.#pump();
        });
        return;
      }
      const missed = journal.dropped - this.#next;
      if (missed > 0) {
        this.#next += missed;
        this.#write(`event: dropped\ndata: ${JSON.stringify({ count: missed })}\n\n`);
        continue;
      }
      const event = journal.at(this.#next++);
      if (event !== undefined) this.#tell(event);
    }
    if (this.#next >= until) this.end();
  }

  #tell(event: JournalEvent): void {
    const { wants, sampler } = this.#ports;
    if (!wants(event)) return;
    if (sampler === undefined || sampler.takes(event))
      this.#write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
    if (sampler === undefined || event.at - this.#leftOutAt < LEFT_OUT_EVERY_MS) return;
    this.#leftOutAt = event.at;
    const count = sampler.takeLeftOut();
    if (count > 0) this.#write(`event: sampled\ndata: ${JSON.stringify({ count })}\n\n`);
  }

  #write(text: string): void {
    this.#isSilent = false;
    if (!this.#out.write(text)) this.#isFull = true;
  }

  #schedule(): Cancel {
    return this.#ports.clock.schedule(this.#ports.heartbeatMs, 'heartbeat of an event stream', () => {
      if (this.#isSilent && !this.#isFull) this.#write(': still here\n\n');
      this.#isSilent = true;
      this.#heartbeat = this.#schedule();
    });
  }
}
