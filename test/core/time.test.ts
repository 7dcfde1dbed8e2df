import { expect, it } from 'vitest';
import { timeText } from '../../src/core/time.ts';

it.each([
  [1_598_700_000, 123_456_789, '1598700000.123456789'],
  [0, 5, '0.000000005'],
  [18_446_744_073_204, 126_329_000, '18446744073204.126329000'],
  [-1, 0, '-1.000000000'],
  [-1, 250_000_000, '-0.750000000'],
  [-100, 1, '-99.999999999'],
])('%d s and %d ns are %s', (seconds, nanoseconds, text) => {
  expect(timeText({ seconds, nanoseconds })).toBe(text);
});
