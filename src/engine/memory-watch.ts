import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What is left when all garbage has been collected is too much from this share of the heap on. */
const TOO_MUCH = 0.75;

/** What V8 counts of its limit for the newest objects, where what stays cannot go. */
const NURSERY_OCTETS = 192 << 20;

/** A collection of the whole heap, as Node.js tells of it. */
interface Collection extends PerformanceEntry {
  readonly detail?: { readonly kind?: number };
}

/**
 * Watches this thread's heap. What a connection takes depends on what is said on it, so that no number of connections is
 * right for all: how much is left behind a collection of the whole heap is what counts.
 */
export class MemoryWatch {
  private isShort = false;
  private readonly observer = new PerformanceObserver((entries) => {
    if (entries.getEntries().some(isOfWholeHeap)) this.look();
  });

  constructor() {
    this.observer.observe({ entryTypes: ['gc'] });
  }

  /** Whether memory has become short since this was asked before. */
  takeShortage(): boolean {
    const { isShort } = this;
    this.isShort = false;
    return isShort;
  }

  close(): void {
    this.observer.disconnect();
  }

  private look(): void {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.isShort = used > TOO_MUCH * (limit - NURSERY_OCTETS);
  }
}

function isOfWholeHeap({ detail }: Collection): boolean {
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
