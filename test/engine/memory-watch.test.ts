import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryWatch } from '../../src/engine/memory-watch.ts';

/** 1000 octets, of which so many are in use, and so many of these are garbage. */
class Heap {
  readonly octets = 1000;
  needed = 0;
  garbage = 0;
  collections = 0;

  used(): number {
    return this.needed + this.garbage;
  }

  collect(): void {
    this.garbage = 0;
    this.collections += 1;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watching() {
  const heap = new Heap();
  const watch = new MemoryWatch(heap);
  const lookAfter = (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    return watch.look();
  };
  return { heap, lookAfter };
}

test('garbage alone does not make memory short', () => {
  const { heap, lookAfter } = watching();
  heap.needed = 700;
  heap.garbage = 100;
  expect([lookAfter(10), heap.collections]).toEqual([null, 0]);
  heap.garbage = 200;
  expect([lookAfter(10), heap.collections]).toEqual([null, 1]);
  expect(lookAfter(1_000_000)).toBeNull();
});

test('what is needed does, and a minute without that eases it, again and again', () => {
  const { heap, lookAfter } = watching();
  heap.needed = 900;
  expect(lookAfter(10)).toBe('short');
  expect(lookAfter(10)).toBe('short');
  heap.needed = 800;
  expect(lookAfter(59_000)).toBeNull();
  expect(lookAfter(1000)).toBe('eased');
  expect(lookAfter(59_000)).toBeNull();
  heap.needed = 900;
  expect(lookAfter(10)).toBe('short');
  heap.needed = 0;
  expect(lookAfter(59_999)).toBeNull();
  expect(lookAfter(10)).toBe('eased');
  expect(lookAfter(60_000)).toBe('eased');
});

test('it is looked at now and then only, and a clock that is set back stops nothing', () => {
  const { heap, lookAfter } = watching();
  heap.needed = 900;
  expect([lookAfter(10), lookAfter(1), lookAfter(4)]).toEqual(['short', null, 'short']);
  vi.setSystemTime(0);
  expect(lookAfter(10)).toBe('short');
});
