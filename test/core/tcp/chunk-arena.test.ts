import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkArena, NO_CHUNK } from '../../../src/core/tcp/chunk-arena.ts';

test('chunks are handed out up to the limit, and again after they were freed', () => {
  const arena = new ChunkArena(4, 3);
  const chunks = [arena.allocate(), arena.allocate(), arena.allocate()];
  expect(new Set(chunks).size).toBe(3);
  expect(arena.allocate()).toBe(NO_CHUNK);
  arena.link(chunks[0], chunks[2]);
  arena.freeFrom(chunks[0]);
  expect(arena.chunksInUse).toBe(1);
  expect([arena.allocate(), arena.allocate()].sort()).toEqual([chunks[0], chunks[2]].sort());
  expect(arena.allocate()).toBe(NO_CHUNK);
});

test('lists that grow and go at random never share a chunk, across slabs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 30 }), (lengths) => {
      const arena = new ChunkArena(2, 20_000);
      const lists = lengths.map((length, list) => {
        let head = NO_CHUNK;
        let tail = NO_CHUNK;
        for (let i = 0; i < length; i++) {
          const chunk = arena.allocate();
          arena.slab(chunk)[arena.wordOffset(chunk)] = list;
          if (tail === NO_CHUNK) head = chunk;
          else arena.link(tail, chunk);
          tail = chunk;
        }
        if (list % 3 === 1) arena.freeFrom(head);
        return { head, length, list };
      });
      for (const { head, length, list } of lists) {
        if (list % 3 === 1) continue;
        let count = 0;
        for (let chunk = head; chunk !== NO_CHUNK; chunk = arena.next(chunk), count++) {
          expect(arena.slab(chunk)[arena.wordOffset(chunk)]).toBe(list);
        }
        expect(count).toBe(length);
      }
    }),
    { numRuns: 30 },
  );
});
