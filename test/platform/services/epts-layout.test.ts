import { expect, test } from 'vitest';
import { Layouts } from '../../../src/platform/services/epts/layout.js';

const members = (count: number) =>
  Array.from({ length: count }, (_, place) => ({ name: `series-${place}`, valueName: 'value' }));

test('rows of the same names share one layout', () => {
  const layouts = new Layouts();
  const layout = layouts.of(members(3));
  expect(layout.names).toEqual(['series-0', 'series-1', 'series-2']);
  expect(layouts.of(members(3))).toBe(layout);
  expect(layouts.of(members(2))).not.toBe(layout);
  expect(layouts.of(members(3).map((member) => ({ ...member, valueName: 'other' })))).not.toBe(layout);
});

test('only so many names are kept to be shared: what endpoints make up must not grow without end', () => {
  const layouts = new Layouts();
  const large = layouts.of(members(60_000));
  expect(layouts.of(members(60_000))).toBe(large);
  const beyond = layouts.of(members(60_001));
  expect(beyond.names).toHaveLength(60_001);
  expect(layouts.of(members(60_001))).not.toBe(beyond);
});
