import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../../src/platform/extensions/rsx/recent.js';

class Uses {
  usedAt = 0;
  count = 0;
}

test('what was used last is kept, in the order of use, as a plain list would have it', () => {
  const key = fc.constantFrom(...Array.from({ length: 30 }, (_, place) => String(place)));
  const step = fc.record({ what: fc.constantFrom('use', 'use', 'use', 'delete'), key });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 25 }), (steps, sizeMax) => {
      const recent = new Recent<Uses>();
      let model: [key: string, count: number][] = [];
      for (const { what, key } of steps) {
        const before = model.find(([other]) => other === key)?.[1];
        // When there is no room a tenth is forgotten at once.
        if (what === 'use' && before === undefined && model.length >= sizeMax)
          model = model.slice(Math.max(1, Math.floor(sizeMax / 10)));
        if (what === 'use') recent.use(key, sizeMax, () => new Uses()).count++;
        else recent.delete(key);
        model = model.filter(([other]) => other !== key);
        if (what === 'use') model = [...model, [key, (before ?? 0) + 1]];
        expect([...recent].map(([kept, { count }]) => [kept, count])).toEqual(model);
        expect(recent.size).toBe(model.length);
        expect(recent.get(key)?.count).toBe(what === 'use' ? (before ?? 0) + 1 : undefined);
      }
    }),
    { seed: 1 },
  );
});
