import { ChunkArena, NO_CHUNK } from './chunk-arena.ts';

const WORDS = 9;
const SEGMENTS_PER_CHUNK = 8;
/** Chunks at the front that stay when a connection's oldest segments are let go: they hold the handshake. */
const CHUNKS_KEPT_IN_FRONT = 2;

const WORD_SECONDS = 0;
const WORD_NANOSECONDS = 1;
const WORD_BITS = 2;
const WORD_SEQUENCE = 3;
const WORD_ACKNOWLEDGMENT = 4;
const WORD_PAYLOAD = 5;
const WORD_WINDOW = 6;
const WORD_POSITION_LOW = 7;
const WORD_POSITION_HIGH = 8;

const FROM_SECOND = 0x200;
const MARKS_SHIFT = 10;
/** Above the window, in its word. */
const STAMP_SHIFT = 16;
/** Above the upper half of the position, which needs no more: that is below 2^53. */
const HOP_LIMIT_SHIFT = 24;
const POSITION_HIGH_MASK = 0xff_ffff;
const POSITION_RADIX = 0x1_0000_0000;

/** The list of one connection's kept segments. */
export interface SegmentList {
  segmentsHead: number;
  segmentsTail: number;
  segmentsInTail: number;
  /** Segments in the list now. */
  segmentsKept: number;
  /** Ordinal of the first one in the list: all before it were let go. */
  segmentsFirstOrdinal: number;
  /** Segments let go from behind the first ones. */
  segmentsOmitted: number;
  /** Of the connection's first segment: seconds are kept modulo 2^32, and told by the one next to this. */
  firstSeconds: number;
}

/** One kept segment, filled anew by a `SegmentCursor` for each step. */
export interface LoggedSegment {
  /** Which segment of its connection, from 0. */
  ordinal: number;
  seconds: number;
  nanoseconds: number;
  fromSecond: boolean;
  controlBits: number;
  /** Bit set, see marks.ts. */
  marks: number;
  sequenceNumber: number;
  acknowledgmentNumber: number;
  payloadLength: number;
  /** As sent, not scaled. */
  window: number;
  /** The lower 16 bits of the sender's timestamp (RFC 7323); 0 where it has none, or not in front, and is no SYN. */
  stamp: number;
  /** As captured. */
  hopLimit: number;
  /** Where its frame stands in the stream of all frames, see `Analysis.ingest`. */
  position: number;
}

export const SEGMENTS_KEPT_IN_FRONT = CHUNKS_KEPT_IN_FRONT * SEGMENTS_PER_CHUNK;

/** What a ladder needs of every segment, for all connections, in bounded memory. */
export class SegmentLog {
  private readonly arena: ChunkArena;
  private readonly mostPerConnection: number;

  constructor(mostSegments: number, mostPerConnection: number) {
    this.arena = new ChunkArena(
      WORDS * SEGMENTS_PER_CHUNK,
      Math.max(4, Math.ceil(mostSegments / SEGMENTS_PER_CHUNK)),
    );
    this.mostPerConnection = Math.max(mostPerConnection, SEGMENTS_KEPT_IN_FRONT + 2 * SEGMENTS_PER_CHUNK);
  }

  /** Appends one segment; gives how many old ones were let go for it, or -1 when there is no room at all. */
  append(
    list: SegmentList,
    seconds: number,
    nanoseconds: number,
    fromSecond: boolean,
    controlBits: number,
    marks: number,
    sequenceNumber: number,
    acknowledgmentNumber: number,
    payloadLength: number,
    window: number,
    stamp: number,
    hopLimit: number,
    position: number,
  ): number {
    const { arena } = this;
    let released = 0;
    if (list.segmentsTail === NO_CHUNK || list.segmentsInTail === SEGMENTS_PER_CHUNK) {
      if (list.segmentsKept >= this.mostPerConnection) released = this.releaseOldestChunk(list);
      const chunk = arena.allocate();
      if (chunk === NO_CHUNK) return -1;
      if (list.segmentsTail === NO_CHUNK) list.segmentsHead = chunk;
      else arena.link(list.segmentsTail, chunk);
      list.segmentsTail = chunk;
      list.segmentsInTail = 0;
    }
    const slab = arena.slab(list.segmentsTail);
    const at = arena.wordOffset(list.segmentsTail) + list.segmentsInTail * WORDS;
    slab[at + WORD_SECONDS] = seconds;
    slab[at + WORD_NANOSECONDS] = nanoseconds;
    slab[at + WORD_BITS] = controlBits | (fromSecond ? FROM_SECOND : 0) | (marks << MARKS_SHIFT);
    slab[at + WORD_SEQUENCE] = sequenceNumber;
    slab[at + WORD_ACKNOWLEDGMENT] = acknowledgmentNumber;
    slab[at + WORD_PAYLOAD] = payloadLength;
    slab[at + WORD_WINDOW] = window | (stamp << STAMP_SHIFT);
    const high = Math.floor(position / POSITION_RADIX);
    slab[at + WORD_POSITION_LOW] = position - high * POSITION_RADIX;
    slab[at + WORD_POSITION_HIGH] = high | (hopLimit << HOP_LIMIT_SHIFT);
    list.segmentsInTail++;
    list.segmentsKept++;
    return released;
  }

  /** Calls `visit` for each kept segment in order; the object is the same one each time. */
  forEach(list: SegmentList, visit: (segment: LoggedSegment) => void): void {
    this.visitFrom(list, list.segmentsHead, 0, visit);
  }

  /** The same for the newest segments only: at least `count` of them where there are as many. */
  forEachNewest(list: SegmentList, count: number, visit: (segment: LoggedSegment) => void): void {
    const skipped = Math.max(0, Math.floor((list.segmentsKept - count) / SEGMENTS_PER_CHUNK));
    let chunk = list.segmentsHead;
    for (let i = 0; i < skipped; i++) chunk = this.arena.next(chunk);
    this.visitFrom(list, chunk, skipped * SEGMENTS_PER_CHUNK, visit);
  }

  private visitFrom(
    list: SegmentList,
    start: number,
    place: number,
    visit: (segment: LoggedSegment) => void,
  ): void {
    const { arena } = this;
    const segment = blankSegment();
    let index = place;
    for (let chunk = start; chunk !== NO_CHUNK; chunk = arena.next(chunk)) {
      const slab = arena.slab(chunk);
      const count = chunk === list.segmentsTail ? list.segmentsInTail : SEGMENTS_PER_CHUNK;
      for (let i = 0, at = arena.wordOffset(chunk); i < count; i++, at += WORDS, index++) {
        segment.ordinal =
          list.segmentsFirstOrdinal + index + (index < SEGMENTS_KEPT_IN_FRONT ? 0 : list.segmentsOmitted);
        readSegment(slab, at, segment);
        segment.seconds = list.firstSeconds + ((segment.seconds - list.firstSeconds) | 0);
        visit(segment);
      }
    }
  }

  /** Lets all of a connection's segments go; gives how many there were. */
  free(list: SegmentList): number {
    const released = list.segmentsKept;
    this.arena.freeFrom(list.segmentsHead);
    list.segmentsHead = NO_CHUNK;
    list.segmentsTail = NO_CHUNK;
    list.segmentsInTail = 0;
    list.segmentsFirstOrdinal += released + list.segmentsOmitted;
    list.segmentsKept = 0;
    list.segmentsOmitted = 0;
    return released;
  }

  /** Share of the room for segments that is in use, 0 to 1. */
  get fill(): number {
    return this.arena.chunksInUse / this.arena.mostChunks;
  }

  private releaseOldestChunk(list: SegmentList): number {
    let before = list.segmentsHead;
    for (let i = 1; i < CHUNKS_KEPT_IN_FRONT; i++) before = this.arena.next(before);
    const oldest = this.arena.next(before);
    this.arena.link(before, this.arena.free(oldest));
    list.segmentsKept -= SEGMENTS_PER_CHUNK;
    list.segmentsOmitted += SEGMENTS_PER_CHUNK;
    return SEGMENTS_PER_CHUNK;
  }
}

function blankSegment(): LoggedSegment {
  return {
    ordinal: 0,
    seconds: 0,
    nanoseconds: 0,
    fromSecond: false,
    controlBits: 0,
    marks: 0,
    sequenceNumber: 0,
    acknowledgmentNumber: 0,
    payloadLength: 0,
    window: 0,
    stamp: 0,
    hopLimit: 0,
    position: 0,
  };
}

function readSegment(slab: Int32Array, at: number, into: LoggedSegment): void {
  const bits = slab[at + WORD_BITS] as number;
  into.seconds = slab[at + WORD_SECONDS] as number;
  into.nanoseconds = slab[at + WORD_NANOSECONDS] as number;
  into.fromSecond = (bits & FROM_SECOND) !== 0;
  into.controlBits = bits & 0x1ff;
  into.marks = bits >>> MARKS_SHIFT;
  into.sequenceNumber = slab[at + WORD_SEQUENCE] as number;
  into.acknowledgmentNumber = slab[at + WORD_ACKNOWLEDGMENT] as number;
  into.payloadLength = (slab[at + WORD_PAYLOAD] as number) >>> 0;
  const window = slab[at + WORD_WINDOW] as number;
  into.window = window & 0xffff;
  into.stamp = window >>> STAMP_SHIFT;
  const low = (slab[at + WORD_POSITION_LOW] as number) >>> 0;
  const high = slab[at + WORD_POSITION_HIGH] as number;
  into.position = (high & POSITION_HIGH_MASK) * POSITION_RADIX + low;
  into.hopLimit = high >>> HOP_LIMIT_SHIFT;
}
