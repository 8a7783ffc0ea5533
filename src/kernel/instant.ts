/**
 * Instants as they are told: milliseconds since the epoch, of whatever fractions a clock gives, in digits that people and
 * other programs read.
 *
 * What is told twice must not differ: a data sample has its time in the journal, in a recording, in a time series and in a
 * data set. So everybody tells the millisecond that has begun, and takes it from whole microseconds, as the journal has
 * them: half a microsecond before a millisecond is that millisecond, for all of them.
 */

/** To the nearest microsecond, in milliseconds: the digits beyond are only noise in what people read and compare. */
export const microsecondOf = (ms: number): number => Math.round(ms * 1000) / 1000;

/** The whole millisecond that has begun. */
export const millisecondOf = (ms: number): number => Math.floor(microsecondOf(ms));

/** ISO 8601 of {@link millisecondOf}. */
export const isoOf = (ms: number): string => new Date(millisecondOf(ms)).toISOString();
