/**
 * How far a time zone is from UTC at an instant, from the time zone data of Node itself.
 */
import { makeRoom } from '../observe.js';

/** By the name of the time zone: making one costs far more than using it. */
export type ZoneFormats = Map<string, Intl.DateTimeFormat>;

/** Formats that are kept; beyond, the one first made is dropped. */
const FORMATS_MAX = 100;
/** IANA names begin with a letter; Node would also take offsets such as +05:30, newer versions more than older ones. */
const NAME = /^[A-Za-z]/;
const OFFSET = /^GMT(?:([+-])([0-9]{1,2})(?::([0-9]{2}))?(?::([0-9]{2}))?)?$/;

/**
 * @param timezone an IANA name such as `Europe/Berlin`
 * @param now milliseconds since the epoch
 * @returns seconds east of UTC; undefined when there is no such time zone
 */
export function offsetOf(timezone: string, now: number, formats: ZoneFormats): number | undefined {
  const format = formats.get(timezone) ?? formatOf(timezone);
  if (format === undefined) return undefined;
  if (!formats.has(timezone)) {
    makeRoom(formats, FORMATS_MAX);
    formats.set(timezone, format);
  }
  const name = format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(name) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

function formatOf(timezone: string): Intl.DateTimeFormat | undefined {
  if (!NAME.test(timezone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}
