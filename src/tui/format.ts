/**
 * Quantities as text and as blocks of characters, for the terminal: shared by the progress view and the plain renderers.
 */

export { ago, bytes, count, pace, rate, responseTime, span, timeOfDay } from '../kernel/quantities.js';

const BLOCKS = '▁▂▃▄▅▆▇█';
const EIGHTHS = ' ▏▎▍▌▋▊▉';

/** A bar of exactly `width` characters, filled by a fraction from 0 to 1 in steps of an eighth of a character. */
export function bar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  const full = Math.floor(eighths / 8);
  const part = full < width ? EIGHTHS[eighths % 8] : '';
  return `${'█'.repeat(full)}${part}`.padEnd(width);
}

/** One block per value, the latest `width` of them, as high as their part of the highest. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const highest = Math.max(...shown, 0);
  const level = (value: number) => (highest === 0 ? 0 : Math.round((value / highest) * (BLOCKS.length - 1)));
  return shown.map((value) => BLOCKS[level(Math.max(0, value))]).join('');
}
