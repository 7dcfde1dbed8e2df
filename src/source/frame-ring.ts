import { type Batch, RECORD_HEADER_OCTETS, recordEnd } from '../core/batch.ts';

/** Raw frames kept in memory, so that what is on the screen can still be saved. */
export const FRAME_RING_OCTETS = 64 << 20;
const SLAB_OCTETS = 4 << 20;

/** A run of records without gaps: logical positions from `base` on. */
class Slab {
  readonly octets: Uint8Array;
  readonly view: DataView;
  base = 0;
  used = 0;
  /** Where frames of another interface begin, ascending, and which interface that is. */
  #runStarts = new Uint32Array(16);
  #runInterfaces = new Uint32Array(16);
  #runs = 0;

  constructor(size: number) {
    this.octets = new Uint8Array(size);
    this.view = new DataView(this.octets.buffer);
  }

  begin(base: number): void {
    this.base = base;
    this.used = 0;
    this.#runs = 0;
  }

  put(octets: Uint8Array, start: number, end: number, interfaceIndex: number): void {
    if (this.#runs === 0 || this.#runInterfaces[this.#runs - 1] !== interfaceIndex)
      this.#beginRun(interfaceIndex);
    this.octets.set(octets.subarray(start, end), this.used);
    this.used += end - start;
  }

  interfaceAt(offset: number): number {
    let low = 0;
    let high = this.#runs - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#runStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#runInterfaces[low]!;
  }

  #beginRun(interfaceIndex: number): void {
    if (this.#runs === this.#runStarts.length) {
      this.#runStarts = doubled(this.#runStarts);
      this.#runInterfaces = doubled(this.#runInterfaces);
    }
    this.#runStarts[this.#runs] = this.used;
    this.#runInterfaces[this.#runs] = interfaceIndex;
    this.#runs++;
  }
}

/**
 * Keeps the newest raw frames in bounded memory, which is allocated as it fills. A frame's logical position is the
 * count of octets of all records ever appended before it: what `append` returned and the record's offset in its batch.
 */
export class FrameRing {
  readonly #slabOctets: number;
  readonly #slabLimit: number;
  /** Oldest first; the last one is being filled. */
  readonly #slabs: Slab[] = [];
  #end = 0;

  /** Whole slabs are let go, and there are two of them at the least: the newest half is always there. */
  constructor(capacityOctets: number = FRAME_RING_OCTETS) {
    this.#slabOctets = Math.min(SLAB_OCTETS, Math.floor(capacityOctets / 2));
    this.#slabLimit = Math.floor(capacityOctets / this.#slabOctets);
  }

  /** Keeps a copy of a batch's records; returns the logical position of the first one. */
  append(batch: Batch, interfaceIndex: number): number {
    const position = this.#end;
    let at = batch.start;
    while (at < batch.end) {
      const slab = this.#slabs.at(-1);
      const next = slab === undefined ? at : lastFitting(batch, at, this.#slabOctets - slab.used);
      if (slab !== undefined && next > at) {
        slab.put(batch.octets, at, next, interfaceIndex);
        this.#end += next - at;
        at = next;
      } else {
        at += this.#beginSlab(batch, at);
      }
    }
    return position;
  }

  /** Logical position of the oldest record that is kept; where none is, that of the next one. */
  get oldest(): number {
    return this.#slabs.find((slab) => slab.used > 0)?.base ?? this.#end;
  }

  /** Octets of all records ever appended. */
  get end(): number {
    return this.#end;
  }

  /** The record at a logical position, borrowed until the next `append`; null where it was let go. */
  frame(position: number): Batch | null {
    const slab = this.#slabs.find(({ base, used }) => position >= base && position < base + used);
    if (slab === undefined) return null;
    const start = position - slab.base;
    if (start + RECORD_HEADER_OCTETS > slab.used) return null;
    const { octets, view } = slab;
    const end = recordEnd(view, start);
    // A position within a record shows here, mostly; it must not lead out of the slab.
    if (end > slab.used) return null;
    return { octets, view, start, end, interfaceIndex: slab.interfaceAt(start) };
  }

  /** Makes room for the record at `at`. Returns the octets of it that are passed over, where no slab has room for it. */
  #beginSlab(batch: Batch, at: number): number {
    const length = recordEnd(batch.view, at) - at;
    const passed = length > this.#slabOctets ? length : 0;
    this.#end += passed;
    const full = this.#slabs.length >= this.#slabLimit;
    const slab = (full ? this.#slabs.shift() : undefined) ?? new Slab(this.#slabOctets);
    slab.begin(this.#end);
    this.#slabs.push(slab);
    return passed;
  }
}

/** Where the records from `at` on end that have room in so many octets. */
function lastFitting(batch: Batch, at: number, room: number): number {
  if (batch.end - at <= room) return batch.end;
  const limit = at + room;
  let end = at;
  for (;;) {
    if (end + RECORD_HEADER_OCTETS > limit) return end;
    const next = recordEnd(batch.view, end);
    if (next > limit) return end;
    end = next;
  }
}

function doubled(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
