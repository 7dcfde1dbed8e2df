import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAfter, isAtOrAfter, sequenceAdd, sequenceDistance } from '../../../src/core/tcp/sequence.ts';

test('order holds across the wrap of sequence numbers, for distances below 2^31', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      (start, distance) => {
        const later = sequenceAdd(start, distance);
        expect(sequenceDistance(start, later)).toBe(distance);
        expect(isAfter(later, start)).toBe(true);
        expect(isAfter(start, later)).toBe(false);
        expect(isAtOrAfter(start, start)).toBe(true);
        expect(isAfter(start, start)).toBe(false);
      },
    ),
  );
});
