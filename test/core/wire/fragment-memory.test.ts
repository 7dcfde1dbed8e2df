import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FragmentMemory } from '../../../src/core/wire/fragment-memory.ts';

describe('memory for fragments', () => {
  it('is enough, and no more than twice as much or 512 octets', () => {
    fc.assert(
      fc.property(fc.nat(1 << 17), (octets) => {
        const { length } = new FragmentMemory().take(octets);
        expect(length).toBeGreaterThanOrEqual(octets);
        expect(length).toBeLessThanOrEqual(Math.max(512, 2 * octets));
      }),
    );
  });

  it('is used again for what fits into it', () => {
    const memory = new FragmentMemory();
    const piece = memory.take(1480);
    memory.give(piece);
    expect(memory.take(3000)).not.toBe(piece);
    expect(memory.take(1300)).toBe(piece);
    expect(memory.take(1300)).not.toBe(piece);
  });

  it('is not kept without a bound', () => {
    const memory = new FragmentMemory();
    const pieces = new Set(Array.from({ length: 1000 }, () => memory.take(100)));
    for (const piece of pieces) memory.give(piece);
    const again = Array.from({ length: 1000 }, () => memory.take(100));
    expect(again.filter((piece) => pieces.has(piece))).toHaveLength(64);
  });
});
