import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../../src/platform/extensions/rsx/recent.js';

test('what was used last is kept, in the order of use, as a plain list would have it', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.record({ what: fc.constantFrom('use', 'use', 'use', 'delete'), key });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, sizeMax) => {
      const recent = new Recent<string>();
      let model: string[] = [];
      for (const { what, key } of steps) {
        if (what === 'use') recent.use(key, sizeMax, () => `of ${key}`);
        else recent.delete(key);
        model = model.filter((other) => other !== key);
        if (what === 'use') model = [...model, key].slice(-sizeMax);
        expect([...recent]).toEqual(model.map((kept) => [kept, `of ${kept}`]));
        expect(recent.size).toBe(model.length);
        expect(recent.get(key)).toBe(what === 'use' ? `of ${key}` : undefined);
      }
    }),
    { seed: 1 },
  );
});
