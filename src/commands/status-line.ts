/**
 * One line at the bottom of a terminal that says how far something is; nothing where there is no terminal.
 */
import { printable } from '../kernel/printable.js';

export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

const CLEAR = '\r\u001b[2K';

export function startLine(stream: NodeJS.WriteStream): StatusLine {
  let isShown = false;
  return {
    show(text) {
      if (!stream.isTTY) return;
      stream.write(`${CLEAR}  ${printable(text).slice(0, Math.max(10, (stream.columns ?? 80) - 3))}`);
      isShown = true;
    },
    clear() {
      if (isShown) stream.write(CLEAR);
      isShown = false;
    },
  };
}
