import type { Side } from '../../side.ts';
import type { Connection } from '../../tcp/connection.ts';
import type { LoggedSegment, SegmentLog } from '../../tcp/segment-log.ts';
import { controlLength, isAtOrAfter, sequenceAdd } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK } from '../../wire/control-bits.ts';

const FIRST_CAPACITY = 256;
const NONE: readonly number[] = [];
/** No segment has such a place. */
export const NOWHERE = -1;

/**
 * The kept segments of one connection, by place from 0, so that rules can look back and forth. Times are nanoseconds
 * after the connection's first segment. One object is loaded again for each connection.
 */
export class Story {
  length = 0;
  /** Ordinals of segments that are left out because they are others once more: captured again, or doubled on their way. */
  copies: readonly number[] = NONE;
  doubles: readonly number[] = NONE;
  private columns = columnsFor(FIRST_CAPACITY);
  private connection: Connection | null = null;
  private readonly visit = (s: LoggedSegment): void => this.add(s);

  load(c: Connection, log: SegmentLog): void {
    this.length = 0;
    this.connection = c;
    if (c.segmentsKept > this.columns.times.length)
      this.columns = columnsFor(2 ** Math.ceil(Math.log2(c.segmentsKept)));
    log.forEach(c, this.visit);
    this.connection = null;
    this.copies = NONE;
    this.doubles = NONE;
  }

  /** Which segment of the connection it is: where some were let go, ordinals jump. */
  ordinal(at: number): number {
    return this.columns.ordinals[at] as number;
  }

  time(at: number): number {
    return this.columns.times[at] as number;
  }

  side(at: number): Side {
    return this.columns.sides[at] as Side;
  }

  controlBits(at: number): number {
    return this.columns.bits[at] as number;
  }

  marks(at: number): number {
    return this.columns.marks[at] as number;
  }

  sequence(at: number): number {
    return this.columns.sequences[at] as number;
  }

  acknowledgment(at: number): number {
    return this.columns.acknowledgments[at] as number;
  }

  payload(at: number): number {
    return this.columns.payloads[at] as number;
  }

  /** As sent, not scaled. */
  window(at: number): number {
    return this.columns.windows[at] as number;
  }

  /** The lower 16 bits of its timestamp; 0 where it has none. */
  stamp(at: number): number {
    return this.columns.stamps[at] as number;
  }

  /** As captured, behind the routers that it has passed by then. */
  hopLimit(at: number): number {
    return this.columns.hopLimits[at] as number;
  }

  /** The sequence number behind all that this segment takes up. */
  end(at: number): number {
    return sequenceAdd(this.sequence(at), this.payload(at) + controlLength(this.controlBits(at)));
  }

  /** The first segment from place `from` on with any of these control bits, of `side` where that is given. */
  firstWith(bits: number, side: Side | null = null, from = 0): number {
    for (let i = from; i < this.length; i++)
      if (this.controlBits(i) & bits && (side === null || this.side(i) === side)) return i;
    return NOWHERE;
  }

  /** The first segment from place `from` on with any of these marks, of `side` where that is given. */
  firstMarked(marks: number, side: Side | null = null, from = 0): number {
    for (let i = from; i < this.length; i++)
      if (this.marks(i) & marks && (side === null || this.side(i) === side)) return i;
    return NOWHERE;
  }

  /** The first segment with payload from place `from` on, of `side` where that is given. */
  firstData(side: Side | null, from: number): number {
    for (let i = from; i < this.length; i++)
      if (this.payload(i) > 0 && (side === null || this.side(i) === side)) return i;
    return NOWHERE;
  }

  /** The last segment with payload before place `before`, of `side` where that is given. */
  lastDataBefore(before: number, side: Side | null = null): number {
    for (let i = before - 1; i >= 0; i--)
      if (this.payload(i) > 0 && (side === null || this.side(i) === side)) return i;
    return NOWHERE;
  }

  /** The last segment of `side` before place `before`. */
  lastBefore(before: number, side: Side): number {
    for (let i = before - 1; i >= 0; i--) if (this.side(i) === side) return i;
    return NOWHERE;
  }

  /** The first segment of the other side, behind the one at `place` and before `before`, that acknowledges all of it. */
  firstAcknowledgment(place: number, before = this.length): number {
    const end = this.end(place);
    for (let i = place + 1; i < before; i++)
      if (
        this.side(i) !== this.side(place) &&
        this.controlBits(i) & ACK &&
        isAtOrAfter(this.acknowledgment(i), end)
      )
        return i;
    return NOWHERE;
  }

  /** The place of a segment of the connection; NOWHERE where it is not kept. */
  placeOf(ordinal: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ordinal(middle) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.ordinal(low) === ordinal ? low : NOWHERE;
  }

  /** The last place up to that of this ordinal; NOWHERE before the first. */
  placeUpTo(ordinal: number): number {
    let place = this.length - 1;
    while (place >= 0 && this.ordinal(place) > ordinal) place -= 1;
    return place;
  }

  /** Whether no segment between these two places was let go. */
  isWhole(from: number, to: number): boolean {
    const first = this.ordinal(from);
    const last = this.ordinal(to);
    const missing = last - first - (to - from);
    return missing === 0 || missing === this.leftOutBetween(first, last);
  }

  private leftOutBetween(first: number, last: number): number {
    let count = 0;
    for (const ordinals of [this.copies, this.doubles])
      for (const ordinal of ordinals) if (ordinal > first && ordinal < last) count++;
    return count;
  }

  /** Takes out the segments at these places, which ascend; gives their ordinals. */
  leaveOut(places: readonly number[]): readonly number[] {
    if (places.length === 0) return NONE;
    const ordinals = places.map((at) => this.ordinal(at));
    const columns = Object.values(this.columns);
    let next = 0;
    let left = 0;
    for (let at = 0; at < this.length; at++) {
      if (at === places[next]) next++;
      else {
        for (const column of columns) column[left] = column[at] as number;
        left++;
      }
    }
    this.length = left;
    return ordinals;
  }

  private add(s: LoggedSegment): void {
    const c = this.connection as Connection;
    const at = this.length++;
    const { columns } = this;
    columns.ordinals[at] = s.ordinal;
    columns.times[at] =
      (s.seconds - c.firstSeconds) * NANOSECONDS_PER_SECOND + s.nanoseconds - c.firstNanoseconds;
    columns.sides[at] = s.fromSecond === c.flipped ? 0 : 1;
    columns.bits[at] = s.controlBits;
    columns.marks[at] = s.marks;
    columns.sequences[at] = s.sequenceNumber;
    columns.acknowledgments[at] = s.acknowledgmentNumber;
    columns.payloads[at] = s.payloadLength;
    columns.windows[at] = s.window;
    columns.stamps[at] = s.stamp;
    columns.hopLimits[at] = s.hopLimit;
  }
}

/** What is held of each segment, a column for each kind of number. */
function columnsFor(capacity: number) {
  return {
    ordinals: new Float64Array(capacity),
    times: new Float64Array(capacity),
    sides: new Uint8Array(capacity),
    bits: new Uint16Array(capacity),
    marks: new Int32Array(capacity),
    sequences: new Int32Array(capacity),
    acknowledgments: new Int32Array(capacity),
    payloads: new Uint32Array(capacity),
    windows: new Uint16Array(capacity),
    stamps: new Uint16Array(capacity),
    hopLimits: new Uint8Array(capacity),
  };
}
