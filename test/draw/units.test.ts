import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockText,
  countText,
  durationText,
  durationWords,
  gapText,
  ladderTimeText,
  octetsText,
  timeOfDayText,
} from '../../src/draw/units.ts';

const SECOND = 1e9;

describe('octetsText', () => {
  it.each([
    [0, '0'],
    [571, '571'],
    [999, '999'],
    [1000, '1.0K'],
    [48_200, '48.2K'],
    [99_949, '99.9K'],
    [99_950, '100K'],
    [912_300, '912K'],
    [999_499, '999K'],
    [999_500, '1.0M'],
    [18_300_000, '18.3M'],
    [52_428_800, '52.4M'],
    [Number.MAX_SAFE_INTEGER, '9.0P'],
  ])('%d is %s', (octets, text) => expect(octetsText(octets)).toBe(text));

  it('takes at most five columns', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (octets) => {
        expect(octetsText(octets).length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('durationText', () => {
  it.each([
    [0, '0ms'],
    [499, '0ms'],
    [35_000, '35us'],
    [999_499, '999us'],
    [999_500, '1ms'],
    [41e6, '41ms'],
    [999.5e6, '1.0s'],
    [1.204 * SECOND, '1.2s'],
    [59.94 * SECOND, '59.9s'],
    [59.95 * SECOND, '1m00'],
    [312 * SECOND, '5m12'],
    [3599.4 * SECOND, '59m59'],
    [3599.5 * SECOND, '1h00'],
    [(3 * 3600 + 5 * 60) * SECOND, '3h05'],
    [(2 * 86_400 + 7 * 3600) * SECOND, '2d07'],
    [400 * 86_400 * SECOND, '400d'],
    [-5, '0ms'],
  ])('%d ns is %s', (nanoseconds, text) => expect(durationText(nanoseconds)).toBe(text));

  it('takes at most six columns, with its sign seven', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000 * 86_400 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (s, ns) => {
          expect(durationText(s * SECOND + ns).length).toBeLessThanOrEqual(6);
          expect(gapText(s * SECOND + ns).length).toBeLessThanOrEqual(7);
        },
      ),
    );
  });
});

describe('durationWords', () => {
  it.each([
    [35_000, '35 us'],
    [41e6, '41 ms'],
    [1.204 * SECOND, '1.204 s'],
    [59.9996 * SECOND, '1 min 0 s'],
    [312 * SECOND, '5 min 12 s'],
    [11_100 * SECOND, '3 h 5 min'],
  ])('%d ns is %s', (nanoseconds, text) => expect(durationWords(nanoseconds)).toBe(text));
});

describe('times', () => {
  it('counts with commas', () => {
    expect(countText(999)).toBe('999');
    expect(countText(1284)).toBe('1,284');
    expect(countText(12_345_678)).toBe('12,345,678');
  });

  it('shows how long something runs', () => {
    expect(clockText(192 * SECOND)).toBe('00:03:12');
    expect(clockText(360_000 * SECOND)).toBe('100:00:00');
  });

  it('gives up decimals of a ladder time where there is no room', () => {
    expect(ladderTimeText(23_114_000, 10)).toBe('0.023114');
    expect(ladderTimeText(12_345.678901 * SECOND, 10)).toBe('12345.6789');
    expect(ladderTimeText(1_234_567.1 * SECOND, 8)).toBe('1234567');
  });

  it('has a time of day for years that no calendar here reaches', () => {
    expect(timeOfDayText({ seconds: 18_446_744_073_204, nanoseconds: 0 }, 1000)).toMatch(
      /^\d\d:\d\d:24\.000001$/,
    );
  });

  it('carries nanoseconds into the time of day', () => {
    const start = { seconds: 1_000_000_000, nanoseconds: 999_999_000 };
    const seconds = new Date(1_000_000_001_000).getSeconds();
    expect(timeOfDayText(start, 2000)).toMatch(
      new RegExp(`^\\d\\d:\\d\\d:${String(seconds).padStart(2, '0')}\\.000001$`),
    );
  });
});
