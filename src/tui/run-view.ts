/**
 * The progress view of `kaa sim run`: alive on a terminal, plain lines anywhere else.
 *
 * It draws on the stream that it is given (stderr, so that stdout stays clean) and leaves nothing behind when it
 * stops. Ink and React are loaded only for a terminal.
 */
import type { FleetProgress } from '../sim/report/report.js';
import { plainProgress } from './plain-progress.js';
import { isLive, prepareInk } from './terminal.js';

export interface RunViewOptions {
  /** Where to draw. */
  readonly stream: NodeJS.WriteStream;
  /** Whether to use colour. */
  readonly colour: boolean;
  /** What runs, as typed: `fleets`. */
  readonly title: string;
  /** The platform's address. */
  readonly target: string;
  readonly seed: number;
}

export interface RunView {
  /** Shows what is known now; call it as often as you like. */
  update(progress: FleetProgress): void;
  /** Shows a line that stays, whatever else is drawn; without its line end. */
  tell(line: string): void;
  /** Takes the view off the screen and restores the terminal. */
  stop(): void;
}

/** Opens the view that suits the stream. */
export async function startRunView(options: RunViewOptions): Promise<RunView> {
  const { stream, colour } = options;
  if (!isLive(stream)) return plainProgress((line) => void stream.write(line));
  prepareInk(colour);
  const { mountRunView } = await import('./mount-run-view.js');
  return mountRunView(options);
}
