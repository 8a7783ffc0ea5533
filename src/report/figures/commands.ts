/**
 * Commands by type: how many were sent, delivered and answered, with what success, and how long that took.
 *
 * From both sides: the platform's where it is in the journal (`cex.`), the endpoints' where it is not (`sim.command-`).
 */
import { isSuccess } from '../../kp1/error-response.js';
import type { StreamedEvent } from '../../operator/events.js';
import { number, text } from './requests.js';

const TYPES_MAX = 200;
const PENDING_MAX = 100_000;

export interface CommandFigures {
  readonly commandType: string;
  /** Of the platform; 0 where its side is not in the journal. */
  readonly sent: number;
  readonly delivered: number;
  readonly answered: number;
  /** Answers with a status code that is no success. */
  readonly refused: number;
  readonly expired: number;
  /** Milliseconds from sending to the result; null when there was none. */
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

interface Tally {
  sent: number;
  delivered: number;
  answered: number;
  executed: number;
  refused: number;
  expired: number;
  sumMs: number;
  maxMs: number;
}

export class CommandTallies {
  readonly #types = new Map<string, Tally>();
  /** When commands were sent, oldest first. */
  readonly #pending = new Map<string, number>();

  read(event: StreamedEvent): void {
    const tally = this.#tally(text(event.commandType));
    if (tally === undefined) return;
    const key = `${event.endpointId}/${event.commandType}/${event.commandId}`;
    switch (event.type) {
      case 'cex.command-pending':
        tally.sent++;
        this.#pending.set(key, event.at);
        if (this.#pending.size > PENDING_MAX)
          this.#pending.delete(this.#pending.keys().next().value as string);
        break;
      case 'cex.command-executed':
        executed(tally, event.at - (this.#pending.get(key) ?? Number.NaN));
        this.#pending.delete(key);
        break;
      case 'cex.command-expired':
        tally.expired++;
        this.#pending.delete(key);
        break;
      case 'sim.command-received':
        tally.delivered++;
        break;
      case 'sim.command-answered':
        tally.answered++;
        if (!isSuccess(number(event.statusCode) ?? 0)) tally.refused++;
        break;
    }
  }

  /** Most frequent first. */
  list(): CommandFigures[] {
    return [...this.#types]
      .map(([commandType, tally]) => {
        const { sent, delivered, refused, expired, executed: timed } = tally;
        // Without a fleet the platform alone knows of answers.
        const answered = Math.max(tally.answered, timed);
        const [meanMs, maxMs] = timed === 0 ? [null, null] : [tally.sumMs / timed, tally.maxMs];
        return { commandType, sent, delivered, answered, refused, expired, meanMs, maxMs };
      })
      .sort((a, b) => b.sent + b.delivered - a.sent - a.delivered);
  }

  #tally(type: string): Tally | undefined {
    const known = this.#types.get(type);
    if (known !== undefined || type === '' || this.#types.size >= TYPES_MAX) return known;
    const tally = {
      sent: 0,
      delivered: 0,
      answered: 0,
      executed: 0,
      refused: 0,
      expired: 0,
      sumMs: 0,
      maxMs: 0,
    };
    this.#types.set(type, tally);
    return tally;
  }
}

function executed(tally: Tally, ms: number): void {
  if (Number.isNaN(ms)) return;
  tally.executed++;
  tally.sumMs += ms;
  tally.maxMs = Math.max(tally.maxMs, ms);
}
