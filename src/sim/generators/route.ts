/**
 * `route`: a drive along waypoints; an object with lat, lon (degrees), bearing (degrees from north) and speed (km/h).
 *
 * Each endpoint sets out from a place of its own on the route, so that a fleet does not drive in one column. Without
 * `loop` it turns at the end and drives back. Between two waypoints it goes straight on the map.
 */
import { compileNumber } from './evaluate.js';
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

interface Segment {
  /** Kilometres from the first waypoint to where it begins. */
  readonly from: number;
  readonly length: number;
  readonly lat: number;
  readonly lon: number;
  readonly latSpan: number;
  readonly lonSpan: number;
  readonly bearing: number;
}

const EARTH_RADIUS_KM = 6371.0088;
const RADIANS = Math.PI / 180;
const MS_PER_HOUR = 3_600_000;

export const route: GeneratorKind<'route'> = (options) => {
  const isLoop = options.loop === true;
  const points = options.waypoints as readonly (readonly [number, number])[];
  const segments = segmentsOf(isLoop ? [...points, points[0] as readonly [number, number]] : points);
  const lengthKm = segments.reduce((sum, segment) => sum + segment.length, 0);
  const variation = options.variation ?? 0;
  const speedKmh = compileNumber(options.speedKmh);
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    let drivenKm = stream.float() * lengthKm * (isLoop ? 1 : 2);
    let before: number | undefined;
    return {
      next: (moment) => {
        const { elapsed } = moment;
        const swing = variation === 0 ? 0 : variation * (2 * stream.float() - 1);
        const speed = Math.max(0, (speedKmh(moment) ?? 0) * (1 + swing));
        drivenKm += (speed * Math.max(0, elapsed - (before ?? elapsed))) / MS_PER_HOUR;
        before = elapsed;
        return { ...placeAt(segments, lengthKm, drivenKm, isLoop), speed: shaped(speed, { decimals: 1 }) };
      },
    };
  };
};

function placeAt(segments: readonly Segment[], lengthKm: number, drivenKm: number, isLoop: boolean) {
  const lap = lengthKm === 0 ? 0 : drivenKm % (isLoop ? lengthKm : 2 * lengthKm);
  const isReturning = lap > lengthKm;
  const distance = isReturning ? 2 * lengthKm - lap : lap;
  const segment = segments.findLast(({ from }) => from <= distance) ?? (segments[0] as Segment);
  const share = segment.length === 0 ? 0 : Math.min(1, (distance - segment.from) / segment.length);
  const bearing = isReturning ? (segment.bearing + 180) % 360 : segment.bearing;
  return {
    lat: shaped(segment.lat + share * segment.latSpan, { decimals: 6 }),
    lon: shaped(wrapped(segment.lon + share * segment.lonSpan), { decimals: 6 }),
    bearing: shaped(bearing, { decimals: 1 }) % 360,
  };
}

function segmentsOf(points: readonly (readonly [number, number])[]): readonly Segment[] {
  let from = 0;
  return points.slice(0, -1).map(([lat, lon], place) => {
    const [toLat, toLon] = points[place + 1] as readonly [number, number];
    const lonSpan = wrapped(toLon - lon);
    const length = distanceKm(lat, toLat, lonSpan);
    const segment = {
      from,
      length,
      lat,
      lon,
      latSpan: toLat - lat,
      lonSpan,
      bearing: bearingOf(lat, toLat, lonSpan),
    };
    from += length;
    return segment;
  });
}

/** The great circle, by the haversine formula. */
function distanceKm(lat: number, toLat: number, lonSpan: number): number {
  const a =
    Math.sin(((toLat - lat) * RADIANS) / 2) ** 2 +
    Math.cos(lat * RADIANS) * Math.cos(toLat * RADIANS) * Math.sin((lonSpan * RADIANS) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}

function bearingOf(lat: number, toLat: number, lonSpan: number): number {
  const y = Math.sin(lonSpan * RADIANS) * Math.cos(toLat * RADIANS);
  const x =
    Math.cos(lat * RADIANS) * Math.sin(toLat * RADIANS) -
    Math.sin(lat * RADIANS) * Math.cos(toLat * RADIANS) * Math.cos(lonSpan * RADIANS);
  return (Math.atan2(y, x) / RADIANS + 360) % 360;
}

/** A longitude from -180 up to, but not including, 180. */
function wrapped(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
