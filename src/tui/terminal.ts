/**
 * The terminal as a place to draw on, and the one part of tui/ that knows the process: whether there is a terminal, how to
 * have ink draw in it, and how to give it back however the process ends.
 */

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J\u001b[H';
/** Back to the screen that was there before, with its cursor. */
const LEAVE = '\u001b[?1049l\u001b[?25h';
const CLEAR = '\u001b[2J\u001b[H';

/** Whether frames can replace each other; in CI ink itself would hold them back to the end. */
export function isLive(stream: { readonly isTTY?: boolean }): boolean {
  const ci = process.env.CI ?? '0';
  return stream.isTTY === true && process.env.TERM !== 'dumb' && (ci === '0' || ci === 'false' || ci === '');
}

/** To be called before ink and chalk load: they read the environment then. */
export function prepareInk(colour: boolean): void {
  // Outside production ink asks for React's developer tools.
  process.env.NODE_ENV = 'production';
  process.env.FORCE_COLOR = colour ? (process.env.FORCE_COLOR ?? '1') : '0';
}

export interface OwnScreen {
  /** Wipes it, as after a change of size. */
  clear(): void;
  /** Gives the terminal back as it was; harmless the second time. */
  restore(): void;
}

/** Takes the terminal's alternate screen, until restored, or the process ends in whatever way it can be told. */
export function takeScreen(stream: NodeJS.WriteStream): OwnScreen {
  let isTaken = true;
  const restore = () => {
    if (!isTaken) return;
    isTaken = false;
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
    stream.write(LEAVE);
  };
  process.on('exit', restore);
  // Before anybody reports the failure: on the alternate screen nobody would ever see it.
  process.on('uncaughtExceptionMonitor', restore);
  stream.write(ENTER);
  return { clear: () => void stream.write(CLEAR), restore };
}
