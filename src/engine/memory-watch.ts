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

/**
 * Watches this thread's heap. What a connection takes depends on what is said on it, so that no number of connections is
 * right for all: how much of the heap is really needed is what counts. V8 would collect all of it soon by itself, but ends the
 * program where that is in vain.
 */
export class MemoryWatch {
  private readonly octets = getHeapStatistics().heap_size_limit - NURSERY_OCTETS;
  private collect: (() => void) | null = null;
  private looked = 0;

  /** Whether memory is short, now that nothing can be freed any more; to be asked often. */
  isShort(): boolean {
    const now = Date.now();
    if (Math.abs(now - this.looked) < LOOK_MILLISECONDS) return false;
    this.looked = now;
    if (getHeapStatistics().used_heap_size < SUSPICIOUS * this.octets) return false;
    this.collect ??= collector();
    this.collect();
    return getHeapStatistics().used_heap_size > TOO_MUCH * this.octets;
  }
}

/** Collects all garbage of this thread: V8 gives that to contexts which are made while this flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collect;
}
