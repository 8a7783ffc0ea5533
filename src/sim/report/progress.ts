/**
 * Telling how a run goes, a few times a second and once more when it is over.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

const PROGRESS_MS = 250;

/** @returns how to stop, which tells a last time */
export function repeatedly(pace: Clock, tell: () => void): Cancel {
  let cancel: Cancel = () => {};
  const again = () => {
    tell();
    cancel = pace.schedule(PROGRESS_MS, 'the progress display', again);
  };
  again();
  return () => {
    cancel();
    tell();
  };
}
