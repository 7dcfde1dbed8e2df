import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import { type ConnState, connStateOf } from './conn-state.ts';
import { followAsZeek } from './follow.ts';
import { History } from './history.ts';
import { isScaled, RESPONDER_SHIFT, SEEN_ACK, SEEN_DATA, ZeekConnection } from './zeek-connection.ts';
import { ESTABLISHED, type ZeekEnd } from './zeek-end.ts';

/** 32-bit words of an end, and of a connection: both ends, their states, and the letters seen. */
const END_WORDS = 10;
const STATES = 2 * END_WORDS;
const SEEN = STATES + 1;
const CONNECTION_WORDS = SEEN + 1;
const CHUNK_SHIFT = 11;
const CHUNK_CONNECTIONS = 1 << CHUNK_SHIFT;

/** The words of an end. */
const START = 0;
const LAST = 1;
const ACKNOWLEDGED = 2;
const FIN_END = 3;
const LAST_RST = 4;
const DELIVERED = 5;
const LAST_SYN = 6;
const RETRANSMISSIONS = 7;
const ZERO_WINDOWS = 8;
const GAPS = 9;

/** Bits of the states' word: nine an end, then the connection's. */
const STATE_MASK = 7;
const PREVIOUS_SHIFT = 3;
const FAR = 0x40;
const DELIVERY_OVER = 0x80;
const HAS_ISLANDS = 0x100;
const SECOND_SHIFT = 9;
const FLIPPED = 0x4_0000;
const PARTIAL = 0x8_0000;
const BEGUN_SHIFT = 20;
/** Both ends are established, and nothing is missing or far. */
const END_ROUTINE_MASK = STATE_MASK | FAR | DELIVERY_OVER | HAS_ISLANDS;
const ROUTINE_MASK = END_ROUTINE_MASK | (END_ROUTINE_MASK << SECOND_SHIFT) | PARTIAL;
const ROUTINE = ESTABLISHED | (ESTABLISHED << SECOND_SHIFT);

/**
 * What Zeek would say of every connection, by slot. There may be a million of them: so each is 88 octets in a typed array
 * and a history, and is unpacked into the same objects for each segment.
 */
export class ZeekTable {
  private readonly chunks: Int32Array[] = [];
  private readonly histories: History[] = [];
  /** Of the few ends with a hole, by twice the slot, and one more for the second end. */
  private readonly islands = new Map<number, number[]>();
  private readonly vacant: number[] = [];
  private readonly current = new ZeekConnection(this.histories);

  /** Makes room for a connection; gives its slot. */
  add(): number {
    const slot = this.vacant.pop() ?? this.histories.length;
    if (slot >> CHUNK_SHIFT === this.chunks.length)
      this.chunks.push(new Int32Array(CHUNK_CONNECTIONS * CONNECTION_WORDS));
    const words = this.chunks[slot >> CHUNK_SHIFT] as Int32Array;
    const at = (slot & (CHUNK_CONNECTIONS - 1)) * CONNECTION_WORDS;
    words.fill(0, at, at + CONNECTION_WORDS);
    words[at + DELIVERED] = words[at + END_WORDS + DELIVERED] = 1;
    this.histories[slot] = History.EMPTY;
    return slot;
  }

  free(slot: number): void {
    this.histories[slot] = History.EMPTY;
    this.islands.delete(2 * slot);
    this.islands.delete(2 * slot + 1);
    this.vacant.push(slot);
  }

  follow(slot: number, fromSecond: boolean, s: Segment): void {
    if (this.followRoutine(slot, fromSecond, s)) return;
    const z = this.unpack(slot);
    followAsZeek(z, fromSecond, s);
    this.pack(slot, z);
  }

  /** Zeek's history, as `History` says. */
  history(slot: number): string {
    return (this.histories[slot] as History).text;
  }

  connState(slot: number): ConnState {
    return connStateOf(this.unpack(slot));
  }

  /**
   * Most segments carry on where the one before ended, between two ends that are established, and make no letter: then
   * a few words are all that changes. True when this was one; else nothing was changed. It does what `followAsZeek`
   * would do, in a fraction of the time.
   */
  private followRoutine(slot: number, fromSecond: boolean, s: Segment): boolean {
    const { payloadLength, window, sequenceNumber } = s;
    if ((s.controlBits & (SYN | FIN | RST | ACK)) !== ACK || window === 0) return false;
    const words = this.chunks[slot >> CHUNK_SHIFT] as Int32Array;
    const at = (slot & (CHUNK_CONNECTIONS - 1)) * CONNECTION_WORDS;
    const states = words[at + STATES] as number;
    if ((states & ROUTINE_MASK) !== ROUTINE) return false;
    const letter = payloadLength > 0 ? SEEN_DATA : SEEN_ACK;
    const asOriginator = fromSecond === ((states & FLIPPED) !== 0);
    if (!((words[at + SEEN] as number) & (asOriginator ? letter : letter << RESPONDER_SHIFT))) return false;

    const from = fromSecond ? at + END_WORDS : at;
    const to = fromSecond ? at : at + END_WORDS;
    const sequence = (sequenceNumber - (words[from + START] as number)) | 0;
    const end = (sequence + payloadLength) | 0;
    // What is not next in line, or 2 GiB from the start, is no routine.
    if (sequenceNumber !== words[from + LAST] || sequence < 0 || end < 0) return false;
    const captured = payloadLength > 0 && s.payloadCaptured >= payloadLength;
    if (captured && sequence !== words[from + DELIVERED]) return false;
    const { acknowledgmentNumber } = s;
    const acknowledged = (acknowledgmentNumber - (words[to + START] as number)) | 0;
    if (
      acknowledgmentNumber === 0 ||
      acknowledged < (((words[to + ACKNOWLEDGED] as number) - (words[to + START] as number)) | 0)
    )
      return false;
    if (acknowledged > (words[to + DELIVERED] as number)) {
      const gaps = (words[to + GAPS] as number) + 1;
      if (isScaled(gaps)) return false;
      words[to + GAPS] = gaps;
      words[to + DELIVERED] = acknowledged;
    }
    if (captured) words[from + DELIVERED] = end;
    words[from + LAST] = (sequenceNumber + payloadLength) | 0;
    words[to + ACKNOWLEDGED] = acknowledgmentNumber;
    return true;
  }

  private unpack(slot: number): ZeekConnection {
    const words = this.chunks[slot >> CHUNK_SHIFT] as Int32Array;
    const at = (slot & (CHUNK_CONNECTIONS - 1)) * CONNECTION_WORDS;
    const states = words[at + STATES] as number;
    const z = this.current;
    this.unpackEnd(z.first, words, at, states, 2 * slot);
    this.unpackEnd(z.second, words, at + END_WORDS, states >> SECOND_SHIFT, 2 * slot + 1);
    z.flipped = (states & FLIPPED) !== 0;
    z.partial = (states & PARTIAL) !== 0;
    z.begun = states >> BEGUN_SHIFT;
    z.seen = words[at + SEEN] as number;
    z.slot = slot;
    return z;
  }

  private unpackEnd(end: ZeekEnd, words: Int32Array, at: number, states: number, key: number): void {
    end.state = states & STATE_MASK;
    end.previous = (states >> PREVIOUS_SHIFT) & STATE_MASK;
    end.far = (states & FAR) !== 0;
    end.start = words[at + START] as number;
    end.last = words[at + LAST] as number;
    end.acknowledged = words[at + ACKNOWLEDGED] as number;
    end.finEnd = words[at + FIN_END] as number;
    end.lastRst = words[at + LAST_RST] as number;
    end.delivered = words[at + DELIVERED] as number;
    end.lastSyn = words[at + LAST_SYN] as number;
    end.retransmissions = words[at + RETRANSMISSIONS] as number;
    end.zeroWindows = words[at + ZERO_WINDOWS] as number;
    end.gaps = words[at + GAPS] as number;
    end.deliveryOver = (states & DELIVERY_OVER) !== 0;
    end.islands = states & HAS_ISLANDS ? (this.islands.get(key) ?? null) : null;
  }

  private pack(slot: number, z: ZeekConnection): void {
    const words = this.chunks[slot >> CHUNK_SHIFT] as Int32Array;
    const at = (slot & (CHUNK_CONNECTIONS - 1)) * CONNECTION_WORDS;
    const before = words[at + STATES] as number;
    const first = this.packEnd(z.first, words, at, before, 2 * slot);
    const second = this.packEnd(z.second, words, at + END_WORDS, before >> SECOND_SHIFT, 2 * slot + 1);
    words[at + STATES] =
      first |
      (second << SECOND_SHIFT) |
      (z.flipped ? FLIPPED : 0) |
      (z.partial ? PARTIAL : 0) |
      (z.begun << BEGUN_SHIFT);
    if (words[at + SEEN] !== z.seen) words[at + SEEN] = z.seen;
  }

  /** Gives the end's bits of the states' word. */
  private packEnd(end: ZeekEnd, words: Int32Array, at: number, before: number, key: number): number {
    words[at + START] = end.start;
    words[at + LAST] = end.last;
    words[at + ACKNOWLEDGED] = end.acknowledged;
    words[at + FIN_END] = end.finEnd;
    words[at + LAST_RST] = end.lastRst;
    words[at + DELIVERED] = end.delivered;
    words[at + LAST_SYN] = end.lastSyn;
    words[at + RETRANSMISSIONS] = end.retransmissions;
    words[at + ZERO_WINDOWS] = end.zeroWindows;
    words[at + GAPS] = end.gaps;
    if (end.islands !== null) this.islands.set(key, end.islands);
    else if (before & HAS_ISLANDS) this.islands.delete(key);
    return (
      end.state |
      (end.previous << PREVIOUS_SHIFT) |
      (end.far ? FAR : 0) |
      (end.deliveryOver ? DELIVERY_OVER : 0) |
      (end.islands !== null ? HAS_ISLANDS : 0)
    );
  }
}
