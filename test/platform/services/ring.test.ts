import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DataPoint } from '../../../src/platform/esp/events.js';
import { Layouts } from '../../../src/platform/services/epts/layout.js';
import { PointRing } from '../../../src/platform/services/epts/ring.js';
import { Room } from '../../../src/platform/services/epts/room.js';

const value = fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.boolean(), fc.constant(null));
const point = fc.record({
  timestamp: fc.integer(),
  values: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true }),
});

function contentsOf(ring: PointRing): DataPoint[] {
  const points: DataPoint[] = [];
  ring.forEachTimestamp((timestamp, index) => points.push({ timestamp, values: ring.valuesAt(index) }));
  return points;
}

test('a ring holds the points that came last, whatever their values', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 120 }), fc.integer({ min: 1, max: 70 }), (points, limit) => {
      const ring = new PointRing({
        points: limit,
        room: new Room(1_000_000, () => {}),
        layouts: new Layouts(),
      });
      for (const each of points) ring.append(each);
      const kept = points.slice(-limit);
      expect(contentsOf(ring)).toEqual(kept);
      expect(ring.length).toBe(kept.length);
      expect(ring.dropped).toBe(points.length - kept.length);
    }),
    { seed: 1 },
  );
});
