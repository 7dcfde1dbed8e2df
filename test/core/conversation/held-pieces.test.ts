import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HeldPieces } from '../../../src/core/conversation/held-pieces.ts';

interface Piece {
  readonly sequenceNumber: number;
  readonly text: string;
  readonly ordinal: number;
}

function insert(held: HeldPieces, { sequenceNumber, text, ordinal }: Piece): void {
  const octets = Uint8Array.from(`##${text}`, (character) => character.charCodeAt(0));
  const index = held.firstEndingBehind(sequenceNumber);
  const at = { seconds: 5_000_000_000, nanoseconds: 7, ordinal };
  held.insert(index, sequenceNumber, text.length, octets, 2, octets.length, at);
}

function takeFirst(held: HeldPieces): Piece {
  const { octets, firstStart, firstEnd } = held;
  const text = String.fromCharCode(...octets.subarray(firstStart, firstEnd));
  const sequenceNumber = held.sequenceNumberAt(held.firstIndex);
  const { seconds, ordinal } = held.momentOfFirst();
  expect([seconds, held.firstLength]).toEqual([5_000_000_000, text.length]);
  held.dropFirst();
  return { sequenceNumber, text, ordinal };
}

/** One in each of so many places, a hundred octets apart, so that they do not overlap. */
const places = fc.uniqueArray(fc.nat(200), { maxLength: 60 });
const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 60, maxLength: 60 });

it('gives pieces in order of sequence numbers, whatever came first and was taken meanwhile', () => {
  fc.assert(
    fc.property(
      places,
      lengths,
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      (all, sizes, takes) => {
        const held = new HeldPieces();
        let expected: Piece[] = [];
        for (const [n, place] of all.entries()) {
          const text = String.fromCharCode(65 + (n % 26)).repeat(sizes[n] as number);
          const piece = { sequenceNumber: place * 100, text, ordinal: n };
          const most = held.memoryWith(text.length);
          insert(held, piece);
          expect(held.memory).toBe(most);
          expected = [...expected, piece].sort((a, b) => a.sequenceNumber - b.sequenceNumber);
          if (takes[n]) expect(takeFirst(held)).toEqual(expected.shift());
          expect(held.cost).toBeLessThanOrEqual(held.memory);
        }
        for (const piece of expected) expect(takeFirst(held)).toEqual(piece);
        expect([held.isEmpty, held.cost]).toEqual([true, 0]);
      },
    ),
  );
});

it('takes no more memory the longer it holds a few', () => {
  const held = new HeldPieces();
  const most: number[] = [];
  for (let n = 0; n < 20_000; n++) {
    insert(held, { sequenceNumber: 100 * n, text: 'some octets', ordinal: n });
    if (n >= 10) takeFirst(held);
    if (n % 10_000 === 9999) most.push(held.memory);
  }
  expect(held.memory).toBeLessThan(5000);
  expect(most[1]).toBeLessThan(5000);
});
