/**
 * The live progress view: puts the run screen on a terminal with ink. Loaded only when there is a terminal.
 */
import { render, useStdout } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { WallClock } from '../kernel/clock.js';
import { RunScreen } from './components/run-screen.js';
import { FRAMES_PER_SECOND_MAX, RunStore } from './run-store.js';
import type { RunView, RunViewOptions } from './run-view.js';

/** Sizes for streams that do not tell theirs. */
const COLUMNS = 80;
const ROWS = 24;

/** Takes back the line end that ink writes after an empty frame. */
const LINE_UP = '\u001b[1A';

/** Draws on `options.stream` until stopped. Ctrl-C stays with the process: the keyboard is not touched. */
export function mountRunView(options: RunViewOptions): RunView {
  const store = new RunStore(new WallClock());
  const above = new Above();
  const instance = render(<LiveRun store={store} options={options} above={above} />, {
    stdout: options.stream,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: FRAMES_PER_SECOND_MAX,
  });
  let isStopped = false;
  return {
    update: (progress) => store.update(progress),
    tell: (line) => above.tell(`${line}\n`),
    stop() {
      // A second line up would put the cursor into what was printed since.
      if (isStopped) return;
      isStopped = true;
      store.stop();
      // An empty last frame rather than ink's clear(), after which a frame still waiting would be drawn again.
      instance.rerender(null);
      instance.unmount();
      options.stream.write(LINE_UP);
    },
  };
}

/** Lines that stay above what is drawn: ink lets components alone write them, so they wait for the first one. */
class Above {
  #waiting: string[] = [];
  #write: ((text: string) => void) | undefined;

  tell(text: string): void {
    if (this.#write === undefined) this.#waiting.push(text);
    else this.#write(text);
  }

  open(write: (text: string) => void): void {
    this.#write = write;
    for (const text of this.#waiting.splice(0)) write(text);
  }
}

interface LiveRunProps {
  readonly store: RunStore;
  readonly options: RunViewOptions;
  readonly above: Above;
}

function LiveRun({ store, options, above }: LiveRunProps) {
  const { write } = useStdout();
  useEffect(() => above.open(write), [above, write]);
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const { stream, title, target, seed } = options;
  const size = { columns: stream.columns || COLUMNS, rows: stream.rows || ROWS };
  return <RunScreen snapshot={snapshot} title={title} target={target} seed={seed} {...size} />;
}
