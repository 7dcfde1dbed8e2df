/** Pieces have so many octets, or a power of two times as many. */
const SMALLEST_OCTETS = 512;
/** Free pieces of one size that are kept. */
const MOST_FREE = 64;

/**
 * Memory for copies of fragments, in pieces that are used again: to have memory made, and to have it collected, takes
 * several times as long as to copy what goes into it.
 */
export class FragmentMemory {
  /** By that power. */
  private readonly free: Uint8Array[][] = [];

  /** A piece that holds at least so many octets, whatever is in it. */
  take(octets: number): Uint8Array {
    const power = powerFor(octets);
    return this.free[power]?.pop() ?? new Uint8Array(SMALLEST_OCTETS * 2 ** power);
  }

  /** Nobody looks at this piece any more. */
  give(piece: Uint8Array): void {
    const power = powerFor(piece.length);
    const free = this.free[power] ?? [];
    this.free[power] = free;
    if (free.length < MOST_FREE) free.push(piece);
  }
}

function powerFor(octets: number): number {
  let power = 0;
  while (SMALLEST_OCTETS * 2 ** power < octets) power++;
  return power;
}
