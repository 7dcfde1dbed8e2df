import type { Moment } from '../moment.ts';
import { OctetBuffer } from '../protocols/octet-buffer.ts';
import type { Side } from '../side.ts';
import type { ReassemblyBudget } from './reassembly-budget.ts';

/** Who takes what one direction of a connection sent, in order. Octets are borrowed for the length of the call. */
export interface StreamReceiver {
  /** The next octets of `side`, without anything missing before them. */
  stretch(side: Side, octets: Uint8Array, view: DataView, start: number, end: number, at: Moment): void;
  /** Here `missing` octets of `side` were never captured. */
  gap(side: Side, missing: number, at: Moment): void;
  /** The FIN of `side` stands here: it sends nothing more. */
  ended(side: Side, at: Moment): void;
}

/** A copy of octets that came before others that precede them. */
interface Held extends Moment {
  sequenceNumber: number;
  /** Octets in sequence space; fewer of them may have been captured. */
  length: number;
  octets: Uint8Array;
}

/** Stands where a piece stood that was handed on, and holds no memory. */
const HANDED_ON: Held = {
  sequenceNumber: 0,
  length: 0,
  octets: new Uint8Array(0),
  seconds: 0,
  nanoseconds: 0,
  ordinal: 0,
};

/**
 * Where a piece stands while it is handed on. To look at a small one where it lies V8 would have to make memory outside of its
 * heap for it, which takes several times as long as to copy it.
 */
const lent = new OctetBuffer();

/** No window is larger than this (RFC 7323, section 2.3), so nothing further ahead can belong to the stream. */
export const LARGEST_WINDOW = 1 << 30;

/** What a held segment costs beside its octets, so that many tiny ones are bounded too. */
const HELD_OVERHEAD_OCTETS = 64;

/**
 * Puts one direction of a connection in order (RFC 9293, section 3.10.7.4). Sequence numbers are modulo 2^32, held as
 * signed integers. In the common case, in order and nothing held back, octets are handed on where they lie.
 *
 * Of octets that come twice the first copy wins: it was handed on already and cannot be taken back, and what is held
 * back follows the same rule, so that the result does not depend on when a hole was filled.
 *
 * A hole is waited for until the other side has acknowledged octets behind it (it got them, we never will), or until
 * holding back what follows would exceed a limit. An acknowledgment alone declares no gap: between two devices it may be
 * captured before the data that it acknowledges.
 */
export class Reassembler {
  private readonly side: Side;
  private readonly receiver: StreamReceiver;
  private readonly budget: ReassemblyBudget;
  private started = false;
  private next = 0;
  private acknowledged = 0;
  private finished = false;
  private finSequenceNumber = 0;
  /** All octets up to the FIN are handed on, or nobody wants more. */
  private over = false;
  /** In order of sequence numbers, without overlaps; those before `heldFrom` have been handed on. */
  private held: Held[] | null = null;
  private heldFrom = 0;
  private heldCost = 0;

  constructor(side: Side, receiver: StreamReceiver, budget: ReassemblyBudget) {
    this.side = side;
    this.receiver = receiver;
    this.budget = budget;
  }

  /** The sequence number of the first octet is known to be this: one more than that of the SYN. */
  startsAt(sequenceNumber: number): void {
    if (this.started) return;
    this.started = true;
    this.next = sequenceNumber | 0;
    this.acknowledged = this.next;
  }

  /**
   * Takes `length` octets of payload whose first has `sequenceNumber`; `captured` of them lie in `octets` from `start`.
   * Without a known start, the first sequence number seen is the start.
   */
  push(
    sequenceNumber: number,
    octets: Uint8Array,
    view: DataView,
    start: number,
    captured: number,
    length: number,
    at: Moment,
  ): void {
    if (length === 0 || this.over) return;
    if (!this.started) this.startsAt(sequenceNumber);
    const behind = (this.next - sequenceNumber) | 0;
    if (behind >= length || behind < -LARGEST_WINDOW) return;
    if (behind < 0) {
      this.hold(sequenceNumber, octets, view, start, captured, length, at);
      return;
    }
    this.next = (sequenceNumber + length) | 0;
    this.deliver(octets, view, start + behind, start + captured, length - behind, at);
    if (this.held !== null) this.deliverHeld(at);
    if (this.finished) this.deliverEnd(at);
  }

  /** The other side has acknowledged all octets before `acknowledgmentNumber`. */
  acknowledge(acknowledgmentNumber: number, at: Moment): void {
    if (!this.started) this.startsAt(acknowledgmentNumber);
    const ahead = (acknowledgmentNumber - this.acknowledged) | 0;
    if (ahead <= 0 || ahead > LARGEST_WINDOW) return;
    this.acknowledged = acknowledgmentNumber | 0;
    if (this.held !== null) this.skipAcknowledgedHoles();
    if (!this.finished) return;
    if (((this.acknowledged - this.finSequenceNumber) | 0) > 0) this.skipTo(this.finSequenceNumber, at);
    this.deliverEnd(at);
  }

  /** A FIN was seen; `sequenceNumber` is its own, which is one behind the last octet of payload. */
  finish(sequenceNumber: number, at: Moment): void {
    if (this.finished) return;
    if (!this.started) this.startsAt(sequenceNumber);
    this.finished = true;
    this.finSequenceNumber = sequenceNumber | 0;
    this.deliverEnd(at);
  }

  /** Whether nothing is missing of what was sent, as far as acknowledgments and the octets that came later show. */
  get isWhole(): boolean {
    // The number that a FIN takes is acknowledged as well, and is no octet.
    return this.held === null && (this.over || ((this.acknowledged - this.next) | 0) <= 0);
  }

  /** Whether it has not come to this sequence number yet; a FIN takes one, too. */
  lacks(sequenceNumber: number): boolean {
    const finTaken = this.finished && this.next === this.finSequenceNumber ? 1 : 0;
    return this.started && ((sequenceNumber - this.next) | 0) > finTaken;
  }

  /** Frees what is held back, for which nobody waits any more, and takes nothing more. */
  close(): void {
    this.over = true;
    if (this.held === null) return;
    this.budget.give(this.heldCost);
    this.held = null;
    this.heldFrom = 0;
    this.heldCost = 0;
  }

  /** `length` octets of the stream, of which those from `start` to `end` are there (none when `end <= start`). */
  private deliver(
    octets: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    length: number,
    at: Moment,
  ): void {
    const there = end > start ? end - start : 0;
    if (there > 0) this.receiver.stretch(this.side, octets, view, start, end, at);
    if (there < length) this.receiver.gap(this.side, length - there, at);
  }

  /** Hands on all held octets that follow without a hole; `at` is the segment that filled it, null where none did. */
  private deliverHeld(at: Moment | null): void {
    while (this.held !== null) {
      const piece = this.held[this.heldFrom] as Held;
      const behind = (this.next - piece.sequenceNumber) | 0;
      if (behind < 0) return;
      this.releaseFirst(this.held, piece);
      if (behind >= piece.length) continue;
      this.next = heldEnd(piece);
      lent.drop(lent.length);
      lent.append(piece.octets, 0, piece.octets.length);
      const { octets, view, start, end } = lent;
      this.deliver(octets, view, start + behind, end, piece.length - behind, at ?? piece);
    }
  }

  /** Its place stays in the list until half of the list is such: to move all the others up each time takes long. */
  private releaseFirst(held: Held[], piece: Held): void {
    held[this.heldFrom++] = HANDED_ON;
    if (this.heldFrom === held.length) {
      this.held = null;
      this.heldFrom = 0;
    } else if (2 * this.heldFrom > held.length) {
      held.splice(0, this.heldFrom);
      this.heldFrom = 0;
    }
    const cost = piece.octets.length + HELD_OVERHEAD_OCTETS;
    this.heldCost -= cost;
    this.budget.give(cost);
  }

  private skipAcknowledgedHoles(): void {
    while (this.held !== null) {
      const first = this.held[this.heldFrom] as Held;
      if (((this.acknowledged - first.sequenceNumber) | 0) < 0) return;
      this.skipTo(first.sequenceNumber, first);
      this.deliverHeld(null);
    }
  }

  private skipTo(sequenceNumber: number, at: Moment): void {
    const missing = (sequenceNumber - this.next) | 0;
    if (missing <= 0) return;
    this.next = sequenceNumber | 0;
    this.receiver.gap(this.side, missing, at);
  }

  private deliverEnd(at: Moment): void {
    if (this.over || this.next !== this.finSequenceNumber) return;
    this.over = true;
    this.receiver.ended(this.side, at);
  }

  private hold(
    sequenceNumber: number,
    octets: Uint8Array,
    view: DataView,
    start: number,
    captured: number,
    length: number,
    at: Moment,
  ): void {
    const cost = captured + HELD_OVERHEAD_OCTETS;
    while (this.held !== null && !this.budget.has(cost, this.heldCost)) this.giveUpFirstHole();
    // The receiver may have closed this stream on what it was handed.
    if (this.over) return;
    const hole = (sequenceNumber - this.next) | 0;
    const acknowledged = ((this.acknowledged - sequenceNumber) | 0) >= 0;
    if (hole > 0 && !acknowledged && this.budget.has(cost, this.heldCost)) {
      this.keep(sequenceNumber, octets, start, captured, length, at);
      return;
    }
    if (hole > 0) {
      if (!acknowledged) this.budget.octetsLetGo += hole;
      this.skipTo(sequenceNumber, at);
    }
    this.push(sequenceNumber, octets, view, start, captured, length, at);
  }

  private giveUpFirstHole(): void {
    const first = (this.held as Held[])[this.heldFrom] as Held;
    this.budget.octetsLetGo += (first.sequenceNumber - this.next) | 0;
    this.skipTo(first.sequenceNumber, first);
    this.deliverHeld(null);
  }

  /** Copies those octets that no held piece covers yet, in order of sequence numbers. */
  private keep(
    sequenceNumber: number,
    octets: Uint8Array,
    start: number,
    captured: number,
    length: number,
    at: Moment,
  ): void {
    this.held ??= [];
    const held = this.held;
    const end = (sequenceNumber + length) | 0;
    let index = firstEndingBehind(held, this.heldFrom, sequenceNumber);
    let from = sequenceNumber;
    while (((end - from) | 0) > 0) {
      const following = held[index];
      const room = following === undefined ? end - from : following.sequenceNumber - from;
      const pieceLength = Math.min((end - from) | 0, room | 0);
      if (pieceLength > 0) {
        const offset = (from - sequenceNumber) | 0;
        const there = Math.max(0, Math.min(captured - offset, pieceLength));
        held.splice(index, 0, {
          sequenceNumber: from,
          length: pieceLength,
          octets: octets.slice(start + offset, start + offset + there),
          seconds: at.seconds,
          nanoseconds: at.nanoseconds,
          ordinal: at.ordinal,
        });
        this.heldCost += there + HELD_OVERHEAD_OCTETS;
        this.budget.take(there + HELD_OVERHEAD_OCTETS);
        index += 1;
      }
      if (following === undefined) return;
      from = heldEnd(following);
      index += 1;
    }
  }
}

/** Where the first piece from `from` on stands that ends behind this sequence number; most often that is none. */
function firstEndingBehind(held: readonly Held[], from: number, sequenceNumber: number): number {
  let low = from;
  let high = held.length;
  while (low < high) {
    // What comes in order comes behind all that is held: the last one is asked first.
    const middle = high === held.length ? high - 1 : (low + high) >>> 1;
    if (((heldEnd(held[middle] as Held) - sequenceNumber) | 0) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function heldEnd(piece: Held): number {
  return (piece.sequenceNumber + piece.length) | 0;
}
