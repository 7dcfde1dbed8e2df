import type { Octets } from './dissector.ts';

const FIRST_OCTETS = 128;
/** What V8 takes for a buffer beside what is in it. */
const OBJECTS_OCTETS = 384;
/** Up to so many, a loop is faster than making a view to copy from. */
const FEW_OCTETS = 64;
const NOTHING = new Uint8Array(0);
const NO_VIEW = new DataView(NOTHING.buffer);

/** Octets of one direction that were copied to be looked at again with more behind them; grows as needed. */
export class OctetBuffer implements Octets {
  octets = NOTHING;
  view = NO_VIEW;
  start = 0;
  end = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** Octets of memory that it takes. */
  get memory(): number {
    return OBJECTS_OCTETS + this.octets.length;
  }

  /** The same once so many octets more are appended. */
  memoryWith(octets: number): number {
    return OBJECTS_OCTETS + this.roomFor(this.length + octets);
  }

  append(octets: Uint8Array, start: number, end: number): void {
    const wanted = this.length + (end - start);
    if (this.start > 0 || wanted > this.octets.length) this.settle(wanted);
    if (end - start <= FEW_OCTETS) {
      for (let at = start; at < end; at++) this.octets[this.end++] = octets[at] as number;
      return;
    }
    this.octets.set(octets.subarray(start, end), this.end);
    this.end += end - start;
  }

  /** Drops `octets` from the front. */
  drop(octets: number): void {
    this.start = Math.min(this.start + octets, this.end);
    if (this.start < this.end) return;
    this.start = 0;
    this.end = 0;
  }

  private roomFor(wanted: number): number {
    return wanted > this.octets.length ? Math.max(FIRST_OCTETS, wanted, 2 * this.length) : this.octets.length;
  }

  /** Moves what is kept to the front of memory that holds at least `wanted` octets. */
  private settle(wanted: number): void {
    const { octets, start, end } = this;
    if (wanted > octets.length) {
      this.octets = new Uint8Array(this.roomFor(wanted));
      this.view = new DataView(this.octets.buffer);
      this.octets.set(octets.subarray(start, end));
    } else {
      octets.copyWithin(0, start, end);
    }
    this.start = 0;
    this.end = end - start;
  }
}
