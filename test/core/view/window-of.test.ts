import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankOf, windowOf } from '../../../src/core/view/window-of.ts';

test('any window of any keys is what sorting them all would give, ties in order of the items', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 });
  fc.assert(
    fc.property(keys, fc.nat(220), fc.nat(40), (values, offset, count) => {
      const sorted = values.map((_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
      const order = Int32Array.from(values.keys());
      const window = windowOf(order, values.length, Float64Array.from(values), offset, count);
      expect([...window]).toEqual(sorted.slice(offset, offset + count));
    }),
  );
});

test('the rank of an item is its place among all', () => {
  const values = Float64Array.from([5, 1, 5, 3, 5]);
  const order = Int32Array.from(values.keys());
  expect([0, 1, 2, 3, 4].map((i) => rankOf(i, order, 5, values))).toEqual([2, 0, 3, 1, 4]);
});
