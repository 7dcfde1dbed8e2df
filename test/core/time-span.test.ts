import { expect, test } from 'vitest';
import { TimeSpan } from '../../src/core/time-span.ts';

test('frames out of order still give the earliest and the latest time', () => {
  const span = new TimeSpan();
  expect(span.empty).toBe(true);
  for (const [s, n] of [
    [5, 3],
    [5, 9],
    [4, 999_999_999],
    [5, 1],
  ])
    span.note(s, n);
  expect(span.empty).toBe(false);
  expect(span.first).toEqual({ seconds: 4, nanoseconds: 999_999_999 });
  expect(span.last).toEqual({ seconds: 5, nanoseconds: 9 });
});
