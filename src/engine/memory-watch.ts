import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What V8 counts of its limit for the newest objects, where what stays cannot go. */
const NURSERY_OCTETS = 192 << 20;
/** From this share of the heap on it is worth a collection to know how much of it is needed. */
const SUSPICIOUS = 0.85;
/** What is left behind that is too much from this share on. */
const TOO_MUCH = 0.75;

/** To ask V8 takes some 50 µs; in this time no more can be read than there is room for from the suspicious share on. */
const LOOK_MILLISECONDS = 5;

/** Where memory was not short for so long, it may be enough for more: what took it may have gone. */
const EASED_MILLISECONDS = 60_000;

/** How a thread's heap stands, in octets. */
export interface Heap {
  used(): number;
  /** How much may be used. */
  readonly octets: number;
  /** Collects all garbage. */
  collect(): void;
}

/**
 * Watches this thread's heap. What a connection takes depends on what is said on it, so that no number of connections is
 * right for all: how much of the heap is really needed is what counts. V8 would collect all of it soon by itself, but ends the
 * program where that is in vain.
 */
export class MemoryWatch {
  private readonly heap: Heap;
  private looked = 0;
  /** When memory was short, or eased, the last time; null where it never was short. */
  private changed: number | null = null;

  constructor(heap: Heap = ownHeap()) {
    this.heap = heap;
  }

  /**
   * 'short': now that nothing can be freed any more, there is too little left. 'eased': it was, and has not been for a
   * minute, or for one more. Null: nothing has changed. To be asked often.
   */
  look(): 'short' | 'eased' | null {
    const now = Date.now();
    if (Math.abs(now - this.looked) < LOOK_MILLISECONDS) return null;
    this.looked = now;
    if (!this.isShort()) return this.hasEased(now) ? 'eased' : null;
    this.changed = now;
    return 'short';
  }

  private isShort(): boolean {
    const { heap } = this;
    if (heap.used() < SUSPICIOUS * heap.octets) return false;
    heap.collect();
    return heap.used() > TOO_MUCH * heap.octets;
  }

  private hasEased(now: number): boolean {
    if (this.changed === null || Math.abs(now - this.changed) < EASED_MILLISECONDS) return false;
    this.changed = now;
    return true;
  }
}

/** That of this thread. */
function ownHeap(): Heap {
  let collect: (() => void) | null = null;
  return {
    used: () => getHeapStatistics().used_heap_size,
    octets: getHeapStatistics().heap_size_limit - NURSERY_OCTETS,
    collect() {
      collect ??= collector();
      collect();
    },
  };
}

/** Collects all garbage of this thread: V8 gives that to contexts which are made while this flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collect;
}
