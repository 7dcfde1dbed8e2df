import type { Moment } from '../moment.ts';

/** The numbers of a piece in the table. */
const SEQUENCE = 0;
const LENGTH = 1;
const START = 2;
const THERE = 3;
const SECONDS = 4;
const NANOSECONDS = 5;
const ORDINAL = 6;
const NUMBERS = 7;

/** What a piece takes beside its octets: its numbers, and its place in the order. */
export const PIECE_OCTETS = NUMBERS * Float64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT;
/** What V8 takes for the arrays beside what is in them. */
const ARRAYS_OCTETS = 1024;
const FEWEST_PIECES = 4;
const FEWEST_OCTETS = 128;
const FEW_OCTETS = 64;

/**
 * Copies of octets that came before others which precede them, of one direction, in order of sequence numbers and without
 * overlaps. They may be many and tiny: an object for each takes several times what is in it, so their octets stand in one
 * array, and what is known of each in a second one, both in the order in which they came; a third one has the order of
 * sequence numbers. What was taken leaves its room until there is no more: then what is left moves to new arrays.
 */
export class HeldPieces {
  octets = new Uint8Array(0);
  view = new DataView(this.octets.buffer);
  private numbers = new Float64Array(0);
  /** Places in the table; those before `first` were taken, those from `end` on are free. */
  private order = new Int32Array(0);
  private first = 0;
  private end = 0;
  /** Octets and pieces that were put into the arrays, and octets of those that were not taken yet. */
  private filled = 0;
  private placed = 0;
  private octetsLeft = 0;

  get isEmpty(): boolean {
    return this.first === this.end;
  }

  /** What those take that are held, in octets. */
  get cost(): number {
    return this.octetsLeft + (this.end - this.first) * PIECE_OCTETS;
  }

  /** Octets of memory that it takes. */
  get memory(): number {
    return ARRAYS_OCTETS + this.octets.length + this.order.length * PIECE_OCTETS;
  }

  /** The same once a piece of so many octets is put in. */
  memoryWith(octets: number): number {
    return ARRAYS_OCTETS + this.octetsWith(octets) + this.piecesWith() * PIECE_OCTETS;
  }

  /** Sequence number of the first octet of the piece that is `index`th in order. */
  sequenceNumberAt(index: number): number {
    return this.numberAt(index, SEQUENCE);
  }

  /** The one behind its last octet. */
  endAt(index: number): number {
    return (this.numberAt(index, SEQUENCE) + this.numberAt(index, LENGTH)) | 0;
  }

  /** The place of the first one. */
  get firstIndex(): number {
    return this.first;
  }

  /** The place behind the last one. */
  get endIndex(): number {
    return this.end;
  }

  /** Octets of the first one in sequence space; fewer of them may have been captured. */
  get firstLength(): number {
    return this.numberAt(this.first, LENGTH);
  }

  /** Where in `octets` those of the first one stand that were captured. */
  get firstStart(): number {
    return this.numberAt(this.first, START);
  }

  get firstEnd(): number {
    return this.numberAt(this.first, START) + this.numberAt(this.first, THERE);
  }

  /** With which segment the first one came. */
  momentOfFirst(): Moment {
    return {
      seconds: this.numberAt(this.first, SECONDS),
      nanoseconds: this.numberAt(this.first, NANOSECONDS),
      ordinal: this.numberAt(this.first, ORDINAL),
    };
  }

  /** Lets the first one go. What was in it stays where it is until a piece is put in. */
  dropFirst(): void {
    this.octetsLeft -= this.numberAt(this.first, THERE);
    this.first += 1;
  }

  /** The place of the first one that ends behind this sequence number; most often that is the end. */
  firstEndingBehind(sequenceNumber: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      // What comes in order comes behind all that is held: the last one is asked first.
      const middle = high === this.end ? high - 1 : (low + high) >>> 1;
      if (((this.endAt(middle) - sequenceNumber) | 0) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Puts a copy of `start`..`end` in before the `index`th piece, and gives the place that it has then. */
  insert(
    index: number,
    sequenceNumber: number,
    length: number,
    octets: Uint8Array,
    start: number,
    end: number,
    at: Moment,
  ): number {
    let place = index;
    if (this.filled + end - start > this.octets.length) this.moveOctets(this.octetsWith(end - start));
    if (this.placed === this.order.length) place -= this.movePieces(this.piecesWith());
    this.order.copyWithin(place + 1, place, this.end);
    this.order[place] = this.placed;
    const { numbers } = this;
    const row = this.placed * NUMBERS;
    numbers[row + SEQUENCE] = sequenceNumber;
    numbers[row + LENGTH] = length;
    numbers[row + START] = this.filled;
    numbers[row + THERE] = end - start;
    numbers[row + SECONDS] = at.seconds;
    numbers[row + NANOSECONDS] = at.nanoseconds;
    numbers[row + ORDINAL] = at.ordinal;
    this.fill(octets, start, end);
    this.octetsLeft += end - start;
    this.placed += 1;
    this.end += 1;
    return place;
  }

  private fill(octets: Uint8Array, start: number, end: number): void {
    // Up to so many, a loop is faster than making a view to copy from.
    if (end - start > FEW_OCTETS) this.octets.set(octets.subarray(start, end), this.filled);
    else for (let n = 0; n < end - start; n++) this.octets[this.filled + n] = octets[start + n] as number;
    this.filled += end - start;
  }

  private numberAt(index: number, number: number): number {
    return this.numbers[(this.order[index] as number) * NUMBERS + number] as number;
  }

  private octetsWith(more: number): number {
    const { octetsLeft } = this;
    if (this.filled + more <= this.octets.length) return this.octets.length;
    return Math.max(FEWEST_OCTETS, octetsLeft + more, 2 * octetsLeft);
  }

  private piecesWith(): number {
    if (this.placed < this.order.length) return this.order.length;
    return Math.max(FEWEST_PIECES, 2 * (this.end - this.first));
  }

  private moveOctets(room: number): void {
    const { octets, numbers, order } = this;
    const moved = new Uint8Array(room);
    this.filled = 0;
    for (let index = this.first; index < this.end; index++) {
      const row = (order[index] as number) * NUMBERS;
      const start = numbers[row + START] as number;
      const there = numbers[row + THERE] as number;
      moved.set(octets.subarray(start, start + there), this.filled);
      numbers[row + START] = this.filled;
      this.filled += there;
    }
    this.octets = moved;
    this.view = new DataView(moved.buffer);
  }

  /** Gives by how much all places are less now. */
  private movePieces(room: number): number {
    const { numbers, order, first } = this;
    const moved = new Float64Array(room * NUMBERS);
    this.order = new Int32Array(room);
    this.placed = 0;
    for (let index = first; index < this.end; index++) {
      const row = (order[index] as number) * NUMBERS;
      moved.set(numbers.subarray(row, row + NUMBERS), this.placed * NUMBERS);
      this.order[this.placed] = this.placed;
      this.placed += 1;
    }
    this.numbers = moved;
    this.end -= first;
    this.first = 0;
    return first;
  }
}
