import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../../src/platform/extensions/rsx/recent.js';

class Uses {
  count = 0;

  clear(): void {
    this.count = 0;
  }
}

test('what was used last is kept, in the order of use, as a plain list would have it', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.record({ what: fc.constantFrom('use', 'use', 'use', 'delete'), key });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, sizeMax) => {
      const recent = new Recent<Uses>();
      let model: [key: string, count: number][] = [];
      for (const { what, key } of steps) {
        const before = model.find(([other]) => other === key)?.[1] ?? 0;
        if (what === 'use') recent.use(key, sizeMax, () => new Uses()).count++;
        else recent.delete(key);
        model = model.filter(([other]) => other !== key);
        if (what === 'use') model = [...model, [key, before + 1] as [string, number]].slice(-sizeMax);
        expect([...recent].map(([kept, { count }]) => [kept, count])).toEqual(model);
        expect(recent.size).toBe(model.length);
        expect(recent.get(key)?.count).toBe(what === 'use' ? before + 1 : undefined);
      }
    }),
    { seed: 1 },
  );
});
