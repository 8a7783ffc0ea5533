/**
 * A terminal of one's own as ink sees it. Ink hands over every frame as a whole (its debug mode); here only the lines that
 * differ from those on the terminal are written, each at its place, so that nothing flickers, scrolls or drifts.
 */
import { EventEmitter } from 'node:events';

/** What is between them appears at once, on terminals that know it. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
/** A line must not take over the looks of the one before, and leaves nothing of what was there. */
const LINE_END = '\u001b[0m\u001b[K';

/** The part of a terminal that is drawn on. */
export interface Terminal {
  readonly columns: number;
  write(text: string): unknown;
}

export class Canvas extends EventEmitter {
  readonly isTTY = true;
  /** No frame is so high: they keep to the real height by themselves. */
  readonly rows = 10_000;
  readonly #terminal: Terminal;
  #drawn: readonly string[] = [];

  constructor(terminal: Terminal) {
    super();
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  /** Whatever was drawn is not there any more. */
  forget(): void {
    this.#drawn = [];
  }

  /** Takes a whole frame. */
  write(frame: string, done?: () => void): boolean {
    const lines = frame.split('\n');
    const changes = lines.flatMap((line, row) =>
      line === this.#drawn[row] ? [] : [`\u001b[${row + 1};1H${line}${LINE_END}`],
    );
    for (let row = lines.length; row < this.#drawn.length; row++)
      changes.push(`\u001b[${row + 1};1H${LINE_END}`);
    this.#drawn = lines;
    if (changes.length > 0) this.#terminal.write(`${BEGIN}${changes.join('')}${END}`);
    done?.();
    return true;
  }
}
