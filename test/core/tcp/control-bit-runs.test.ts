import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_CHUNK } from '../../../src/core/tcp/chunk-arena.ts';
import { ControlBitRuns, type RunList } from '../../../src/core/tcp/control-bit-runs.ts';
import { controlBitLetters } from '../../../src/core/wire/control-bits.ts';

const emptyList = (): RunList => ({ runsHead: NO_CHUNK, runsTail: NO_CHUNK, runsInTail: 0, runsOmitted: 0 });

test('a run of alike segments is one word, and is told once with its count', () => {
  const runs = new ControlBitRuns(1000);
  const list = emptyList();
  for (const [second, bits, count] of [
    [false, 2, 1],
    [true, 18, 1],
    [false, 16, 3],
    [true, 0, 2],
  ] as const) {
    for (let i = 0; i < count; i++) runs.append(list, second, bits);
  }
  expect(runs.text(list, false)).toBe('>S <SA >A*3 <-*2');
  expect(runs.text(list, true)).toBe('<S >SA <A*3 >-*2');
});

test('any sequence of segments comes back in order, whatever other lists do meanwhile', () => {
  const segment = fc.record({
    list: fc.integer({ min: 0, max: 3 }),
    second: fc.boolean(),
    bits: fc.integer({ min: 0, max: 0x1ff }),
  });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 300 }), (segments) => {
      const runs = new ControlBitRuns(10_000);
      const lists = [emptyList(), emptyList(), emptyList(), emptyList()];
      for (const s of segments) runs.append(lists[s.list], s.second, s.bits);
      lists.forEach((list, i) => {
        const told = runs
          .text(list, false)
          .split(' ')
          .filter(Boolean)
          .flatMap((run) => {
            const [code, count = '1'] = run.split('*');
            return Array(Number(count)).fill(code);
          });
        expect(told).toEqual(
          segments.filter((s) => s.list === i).map((s) => (s.second ? '<' : '>') + controlBitLetters(s.bits)),
        );
      });
    }),
  );
});

test('what finds no room is counted', () => {
  const runs = new ControlBitRuns(8);
  const list = emptyList();
  for (let i = 0; i < 20; i++) runs.append(list, i % 2 === 0, 16);
  expect(list.runsOmitted).toBe(12);
  runs.free(list);
  expect(runs.letGo).toBe(12);
  runs.append(list, false, 2);
  expect(runs.text(list, false)).toBe('>S');
});
