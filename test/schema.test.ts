import Typebox from 'typebox';
import { expect, test } from 'vitest';
import { Type } from '../src/schema.js';

type Builders = typeof Type;

const CASES: Record<keyof Builders, (type: Builders) => object> = {
  String: (t) => t.String({ pattern: '^a', description: 'd' }),
  Number: (t) => t.Number({ minimum: 1 }),
  Integer: (t) => t.Integer({ default: 3 }),
  Boolean: (t) => t.Boolean(),
  Null: (t) => t.Null(),
  Unknown: (t) => t.Unknown({ description: 'd' }),
  Unsafe: (t) => t.Unsafe({ type: 'x' }),
  Literal: (t) => t.Tuple([t.Literal('a', { description: 'd' }), t.Literal(1), t.Literal(true)]),
  Enum: (t) => t.Enum(['a', 'b'], { default: 'a' }),
  Array: (t) => t.Array(t.String(), { minItems: 1 }),
  Tuple: (t) => t.Tuple([t.Number(), t.Number()], { description: 'd' }),
  Union: (t) => t.Union([t.Literal('a'), t.Null()], { default: 'a' }),
  Intersect: (t) => t.Intersect([t.Object({ a: t.Null() }), t.Object({ b: t.Boolean() })]),
  Ref: (t) => t.Ref('Value'),
  Object: (t) => t.Object({ a: t.Optional(t.String()), b: t.Number() }, { additionalProperties: false }),
  Record: (t) =>
    t.Tuple([
      t.Record(t.String({ pattern: '^a' }), t.Number(), { additionalProperties: false }),
      t.Record(t.String({ minLength: 1 }), t.Unknown()),
    ]),
  Optional: (t) => t.Object({ a: t.Optional(t.Object({ b: t.Optional(t.String()) })) }),
  Partial: (t) => t.Partial(t.Object({ a: t.String(), b: t.Number() }, { additionalProperties: false })),
};

test.each(Object.entries(CASES))('Type.%s makes what typebox makes', (_name, make) => {
  // The text too: the schemas that editors use are written from them, in this order.
  expect(JSON.stringify(make(Type))).toBe(JSON.stringify(make(Typebox as unknown as Builders)));
});
