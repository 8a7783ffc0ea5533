/**
 * Single keys of a terminal, while something goes on; nothing where there is no terminal.
 */
export interface Keyboard {
  /** Leaves the keyboard as it was. */
  stop(): void;
}

/** @param onKey told of each key; Ctrl-C is one of them (`\u0003`), and no signal then */
export function keyboard(onKey: (key: string) => void): Keyboard {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return { stop: () => {} };
  const onData = (data: Buffer) => {
    for (const key of data.toString()) onKey(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return {
    stop() {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
