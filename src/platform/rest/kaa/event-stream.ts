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

export interface EventStreamPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly wants: (event: JournalEvent) => boolean;
  /** Number of the first event to look at. */
  readonly from: number;
}

export class EventStream {
  readonly #ports: EventStreamPorts;
  readonly #out: Writable;
  readonly #stopListening: () => void;
  #next: number;
  #isFull = false;
  #isSilent = true;
  #heartbeat: Cancel;

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
    this.#stopListening();
    if (!this.#out.writableEnded) this.#out.end();
  }

  #pump(): void {
    const { journal, wants } = this.#ports;
    while (!this.#isFull && this.#next < journal.length) {
      const missed = journal.dropped - this.#next;
      if (missed > 0) {
        this.#next += missed;
        this.#write(`event: dropped\ndata: ${JSON.stringify({ count: missed })}\n\n`);
        continue;
      }
      const event = journal.at(this.#next++);
      if (event !== undefined && wants(event))
        this.#write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
    }
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
