/**
 * Judges thresholds: each against what was measured, of the whole run or of the fleet whose file has it.
 *
 * What is the work of faults does not count: `rejected == 0` holds when only data samples were rejected that a fault had
 * spoilt. A figure that was not measured fails its threshold. The grammar is in `blueprint/thresholds.ts`.
 */
import {
  type Comparison,
  type Count,
  type Figure,
  parseThreshold,
  type Threshold,
} from '../../blueprint/thresholds.js';
import { kaaError } from '../../errors.js';
import type { Figures } from './figures.js';
import type { EventLoopDelay } from './generator-side.js';
import type { Latencies } from './latencies.js';
import type { ThresholdReport } from './report.js';

/** What thresholds are measured against. */
export interface Measurements {
  readonly figures: Figures;
  /** How long data samples were sent. */
  readonly sendingMs: number;
  /** Of the whole run, whatever fleet asks. */
  readonly connectionsLost: number;
  /** Undefined: the platform is elsewhere, and its side of the commands is not known. */
  readonly commands: { readonly timedOut: number; readonly execution: Latencies } | undefined;
  /** Undefined: not measured. */
  readonly eventLoop: EventLoopDelay | undefined;
}

/** @throws KaaError FLAG_INVALID */
export function thresholdsOf(texts: readonly string[]): Threshold[] {
  return texts.map((text) => {
    const parsed = parseThreshold(text);
    if (parsed.ok) return parsed.threshold;
    throw kaaError('FLAG_INVALID', { flag: 'threshold', value: text, reason: parsed.reason });
  });
}

/** @param fleet whose file has them; undefined: those of the run */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  measurements: Measurements,
  fleet?: string,
): ThresholdReport[] {
  return thresholds.map(({ text, figure, comparison, value }) => {
    const measured = measure(figure, measurements);
    const isMet = measured !== null && HOLDS[comparison](measured, value);
    return {
      threshold: text,
      ...(fleet !== undefined && { fleet }),
      measured,
      unit: unitOf(figure),
      passed: isMet,
    };
  });
}

const HOLDS: Readonly<Record<Comparison, (measured: number, value: number) => boolean>> = {
  '<': (measured, value) => measured < value,
  '<=': (measured, value) => measured <= value,
  '>': (measured, value) => measured > value,
  '>=': (measured, value) => measured >= value,
  '==': (measured, value) => measured === value,
  '!=': (measured, value) => measured !== value,
};

function unitOf(figure: Figure): ThresholdReport['unit'] {
  if (figure.kind === 'time') return 'ms';
  if (figure.kind === 'rate') return 'per second';
  return figure.isShare ? '%' : 'count';
}

function measure(figure: Figure, measurements: Measurements): number | null {
  const { figures, sendingMs } = measurements;
  if (figure.kind === 'time') return timeOf(figure, measurements);
  if (figure.kind === 'rate') return sendingMs <= 0 ? null : (figures.samples.sent * 1000) / sendingMs;
  const count = countOf(figure.count, measurements);
  if (!figure.isShare || count === null) return count;
  const { sent } = figures.samples;
  return sent === 0 ? null : (count * 100) / sent;
}

function timeOf(
  { times, percentile }: Extract<Figure, { kind: 'time' }>,
  { figures, commands, eventLoop }: Measurements,
): number | null {
  if (times === 'loop') return eventLoop?.at(percentile) ?? null;
  const latencies = times === 'commands' ? commands?.execution : figures.times[times];
  return latencies?.at(percentile) ?? null;
}

function countOf(count: Count, { figures, connectionsLost, commands }: Measurements): number | null {
  const { samples, expected, duplicate, outOfOrder } = figures;
  switch (count) {
    case 'rejected':
    case 'unanswered':
    case 'late':
      return samples[count] - expected[count];
    case 'sent':
    case 'confirmed':
      return samples[count];
    case 'duplicate':
      return duplicate;
    case 'outOfOrder':
      return outOfOrder;
    case 'connections.lost':
      return connectionsLost;
    case 'commands.timedOut':
      return commands?.timedOut ?? null;
  }
}
