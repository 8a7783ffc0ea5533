/**
 * The monitor as one thing to start and stop: store, driver, pokes, and the view that suits the terminal. Ink and React load
 * only for a terminal.
 */
import type { MonitorSource, Watched } from '../../operator/monitor/source.js';
import type { FleetProgress } from '../../sim/report/report.js';
import { prepareInk } from '../terminal.js';
import { MonitorDriver } from './driver.js';
import type { TerminalStreams } from './mount.js';
import { commandText } from './pokes/poke.js';
import type { Intent } from './store/event.js';
import { initialState, type ScreenName } from './store/state.js';
import { MonitorStore } from './store/store.js';

export interface MonitorOptions extends TerminalStreams {
  readonly source: MonitorSource;
  /** The platform, where it was found already. */
  readonly watched?: Watched | undefined;
  readonly colour: boolean;
  readonly isReadOnly: boolean;
  readonly screen?: ScreenName | undefined;
  /** The endpoint to trace from the start. */
  readonly token?: string | undefined;
  /** Writes a text to a file beside the person, and says where. */
  readonly save: (name: string, text: string) => Promise<string>;
  /** The person wants to leave. */
  readonly onQuit: () => void;
}

export interface Monitor {
  /** The fleet run in this process has come so far. */
  update(progress: FleetProgress): void;
  /** Shows a line of text at the foot. */
  tell(text: string): void;
  /** Ends it and gives the terminal back. */
  stop(): Promise<void>;
}

/** Puts the monitor on the terminal. */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { source, stdout, colour, isReadOnly, screen, token } = options;
  prepareInk(colour);
  const { mountMonitor } = await import('./mount.js');
  const { columns = 80, rows = 24 } = stdout;
  const store = new MonitorStore(
    initialState({ columns, rows, isReadOnly, hasColour: colour, screen, token }),
    {
      clock: source.clock,
      onIntent: (intent) => carryOut(intent, options, store, driver),
    },
  );
  const driver = new MonitorDriver({
    source,
    state: () => store.state,
    dispatch: (event) => store.dispatch(event),
  });
  const mounted = mountMonitor(store, options);
  const unsubscribe = store.subscribe(() => driver.sync());
  driver.start(options.watched);
  return {
    update: (progress) => store.dispatch({ type: 'run', progress }),
    tell: (text) => store.dispatch({ type: 'notice', notice: { tone: 'plain', text } }),
    async stop() {
      unsubscribe();
      store.stop();
      mounted.unmount();
      await driver.stop();
    },
  };
}

/** What keys ask of the world outside the state. */
function carryOut(intent: Intent, options: MonitorOptions, store: MonitorStore, driver: MonitorDriver): void {
  switch (intent.type) {
    case 'quit':
      options.onQuit();
      break;
    case 'copy':
      options.stdout.write(clipboard(intent.text));
      store.dispatch({
        type: 'notice',
        notice: {
          tone: 'good',
          text: `${intent.what} is in the clipboard, if your terminal allows it; w saves it`,
        },
      });
      break;
    case 'save':
      options.save(intent.name, intent.text).then(
        (file) => store.dispatch({ type: 'notice', notice: { tone: 'good', text: `saved to ${file}` } }),
        (error: Error) => store.dispatch({ type: 'notice', notice: { tone: 'bad', text: error.message } }),
      );
      break;
    case 'poke':
      void poke(store, driver);
      break;
  }
}

async function poke(store: MonitorStore, driver: MonitorDriver): Promise<void> {
  const state = store.state.poke;
  const rest = driver.watched?.rest;
  if (state === undefined) return;
  const tell = (isFine: boolean, text: string) =>
    store.dispatch({ type: 'poked', notice: { tone: isFine ? 'good' : 'bad', text } });
  if (rest === undefined) {
    tell(false, `not done, the platform is gone: ${commandText(state)}`);
    return;
  }
  try {
    const { text, isFine } = await state.poke.run(rest, state.target, state.values);
    tell(isFine, text);
  } catch (error) {
    tell(false, (error as Error).message.split('\n')[0] as string);
  }
}

/** The sequence by which a terminal takes a text into the clipboard (OSC 52). */
function clipboard(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}
