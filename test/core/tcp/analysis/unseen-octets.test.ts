import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GAPS_AT_MOST, UnseenOctets } from '../../../../src/core/tcp/analysis/unseen-octets.ts';

const segment = fc.tuple(fc.nat(300), fc.nat(40));

/** How many numbers from 0 to the furthest seen are in no segment. */
function unseenOf(segments: readonly (readonly [number, number])[]): number {
  const end = Math.max(0, ...segments.map(([first, length]) => first + length));
  const seen = new Set(segments.flatMap(([first, length]) => Array.from({ length }, (_, i) => first + i)));
  return end - seen.size;
}

describe('octets never seen', () => {
  test('are those in no segment, in whatever order they come and wherever the numbers wrap', () => {
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 14 }),
        fc.integer({ min: -400, max: 2 }),
        (segments, begin) => {
          const base = (2 ** 31 + begin) | 0;
          const octets = new UnseenOctets(base);
          for (const [first, length] of segments)
            octets.seen((base + first) | 0, (base + first + length) | 0);
          expect(octets.octets).toBe(unseenOf(segments));
        },
      ),
    );
  });

  test('with more gaps than are kept, no octet is lost from the count', () => {
    const octets = new UnseenOctets(0);
    for (let i = 0; i < 3 * GAPS_AT_MOST; i++) octets.seen(20 * i + 10, 20 * i + 20);
    expect(octets.octets).toBe(3 * GAPS_AT_MOST * 10);
    octets.seen(0, 20 * 3 * GAPS_AT_MOST);
    expect(octets.octets).toBe(2 * GAPS_AT_MOST * 10);
  });

  test('a gap that is filled in its middle where there is no room for both parts', () => {
    const octets = new UnseenOctets(0);
    for (let i = 0; i < GAPS_AT_MOST; i++) octets.seen(20 * i + 10, 20 * i + 20);
    octets.seen(44, 46);
    expect(octets.octets).toBe(GAPS_AT_MOST * 10 - 2);
  });

  test('a number from elsewhere is no gap', () => {
    const octets = new UnseenOctets(0);
    octets.seen(2 ** 30, 2 ** 30 + 5);
    octets.acknowledged(2 ** 30 + 9);
    expect(octets.octets).toBe(0);
  });
});
