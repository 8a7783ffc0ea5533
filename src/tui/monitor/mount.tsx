/**
 * Puts the monitor on a terminal of its own: the alternate screen, ink, the keyboard. Loaded only when there is a terminal.
 */
import { render } from 'ink';
import { Canvas } from '../canvas.js';
import { takeScreen } from '../terminal.js';
import { MonitorScreen } from './screen.js';
import type { MonitorStore } from './store/store.js';

export interface Mounted {
  /** Gives the terminal back. */
  unmount(): void;
}

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** Draws until unmounted. Keys go to the store; Ctrl-C is one of them. */
export function mountMonitor(store: MonitorStore, { stdin, stdout }: TerminalStreams): Mounted {
  const screen = takeScreen(stdout);
  const canvas = new Canvas(stdout);
  const instance = render(<MonitorScreen store={store} />, {
    stdout: canvas as unknown as NodeJS.WriteStream,
    stdin,
    // Whole frames for the canvas; the store sees to it that there are not too many.
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const onResize = () => {
    const { columns, rows } = stdout;
    screen.clear();
    canvas.forget();
    store.dispatch({ type: 'resized', columns, rows });
    store.flush();
    canvas.emit('resize');
  };
  stdout.on('resize', onResize);
  return {
    unmount() {
      stdout.off('resize', onResize);
      instance.unmount();
      screen.restore();
    },
  };
}
