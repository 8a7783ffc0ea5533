/**
 * How late this process's event loop is: the edge at which the machine is asked, for live runs alone.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventLoopDelay } from '../sim/report/generator-side.js';

/** How often it is looked at; what is measured contains this once. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

export interface EventLoopWatch extends EventLoopDelay {
  start(): void;
  stop(): void;
}

export function watchEventLoop(): EventLoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  return {
    start: () => void histogram.enable(),
    stop: () => void histogram.disable(),
    at(percentile) {
      if (histogram.count === 0) return null;
      const ms = histogram.percentile(percentile) / NS_PER_MS - RESOLUTION_MS;
      return Math.max(0, Math.round(ms * 1000) / 1000);
    },
  };
}
