/**
 * Progress of a fleet run as plain lines, for logs and pipes: one every five seconds and one per phase.
 *
 * It has no clock: the lines follow the time that the run itself reports, real time where it reports two.
 */
import type { FleetProgress } from '../sim/report/report.js';
import { count, pace, responseTime, span } from './format.js';
import type { RunView } from './run-view.js';

const LINE_EVERY_MS = 5000;

/** A view that writes lines; `write` gets them with their line end. */
export function plainProgress(write: (line: string) => void): RunView {
  let phase: FleetProgress['phase'] | undefined;
  let nextLineMs = LINE_EVERY_MS;
  return {
    update(progress) {
      const elapsedMs = progress.realElapsedMs ?? progress.elapsedMs;
      if (progress.phase === phase && elapsedMs < nextLineMs) return;
      phase = progress.phase;
      nextLineMs = (Math.floor(elapsedMs / LINE_EVERY_MS) + 1) * LINE_EVERY_MS;
      write(`${progressLine(progress)}\n`);
    },
    tell: (line) => write(`${line}\n`),
    stop() {},
  };
}

/** `5.0 s  running: 50 of 50 endpoints connected; 250 sent, 249 confirmed, …; p50 0.8 ms, p99 3.1 ms` */
export function progressLine(progress: FleetProgress): string {
  const { samples, latencyMs } = progress;
  const parts = [
    `${count(progress.connected)} of ${count(progress.endpoints)} endpoints connected`,
    [
      `${count(samples.sent)} sent`,
      `${count(samples.confirmed)} confirmed`,
      `${count(samples.rejected)} rejected`,
      `${count(samples.unanswered)} unanswered`,
      `${count(samples.late)} late`,
    ].join(', '),
    `p50 ${responseTime(latencyMs.p50)}, p99 ${responseTime(latencyMs.p99)}`,
  ];
  return `${span(progress.elapsedMs).padStart(7)}${pace(progress)}  ${progress.phase}: ${parts.join('; ')}`;
}
