/** No chunk: the end of a list. */
export const NO_CHUNK = -1;

const CHUNKS_PER_SLAB = 4096;
const SLAB_SHIFT = 12;

/**
 * Many growing lists of 32-bit words in few large arrays: lists are chains of fixed-size chunks, so that a connection
 * costs no array of its own and what it leaves is used again. Memory grows by slabs up to `mostChunks`.
 */
export class ChunkArena {
  readonly wordsPerChunk: number;
  readonly mostChunks: number;
  private readonly slabs: Int32Array[] = [];
  private readonly links: Int32Array[] = [];
  private made = 0;
  private firstFree = NO_CHUNK;
  private used = 0;

  constructor(wordsPerChunk: number, mostChunks: number) {
    this.wordsPerChunk = wordsPerChunk;
    this.mostChunks = mostChunks;
  }

  get chunksInUse(): number {
    return this.used;
  }

  /** A chunk at the end of no list, its words undefined; NO_CHUNK when the limit is reached. */
  allocate(): number {
    if (this.firstFree !== NO_CHUNK) {
      const chunk = this.firstFree;
      this.firstFree = this.next(chunk);
      this.link(chunk, NO_CHUNK);
      this.used++;
      return chunk;
    }
    if (this.made >= this.mostChunks) return NO_CHUNK;
    if (this.made >>> SLAB_SHIFT >= this.slabs.length) {
      this.slabs.push(new Int32Array(CHUNKS_PER_SLAB * this.wordsPerChunk));
      this.links.push(new Int32Array(CHUNKS_PER_SLAB).fill(NO_CHUNK));
    }
    this.used++;
    return this.made++;
  }

  /** Frees one chunk and gives the one that was linked behind it. */
  free(chunk: number): number {
    const next = this.next(chunk);
    this.link(chunk, this.firstFree);
    this.firstFree = chunk;
    this.used--;
    return next;
  }

  /** Frees a whole list. */
  freeFrom(head: number): void {
    for (let chunk = head; chunk !== NO_CHUNK; ) chunk = this.free(chunk);
  }

  /** The slab that holds a chunk; its words begin at `wordOffset(chunk)`. */
  slab(chunk: number): Int32Array {
    return this.slabs[chunk >>> SLAB_SHIFT] as Int32Array;
  }

  wordOffset(chunk: number): number {
    return (chunk & (CHUNKS_PER_SLAB - 1)) * this.wordsPerChunk;
  }

  next(chunk: number): number {
    return (this.links[chunk >>> SLAB_SHIFT] as Int32Array)[chunk & (CHUNKS_PER_SLAB - 1)] as number;
  }

  link(chunk: number, next: number): void {
    (this.links[chunk >>> SLAB_SHIFT] as Int32Array)[chunk & (CHUNKS_PER_SLAB - 1)] = next;
  }
}
