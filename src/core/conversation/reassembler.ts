import type { Moment } from '../moment.ts';
import type { Side } from '../side.ts';
import { HeldPieces, PIECE_OCTETS } from './held-pieces.ts';
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

/** No window is larger than this (RFC 7323, section 2.3), so nothing further ahead can belong to the stream. */
export const LARGEST_WINDOW = 1 << 30;

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
  /** What came before others that precede it; null where that is nothing. */
  private held: HeldPieces | null = null;

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
    if (this.held !== null) this.release(this.held);
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
      const { held } = this;
      const sequenceNumber = held.sequenceNumberAt(held.firstIndex);
      const behind = (this.next - sequenceNumber) | 0;
      if (behind < 0) return;
      const { octets, view, firstLength: length, firstStart: start, firstEnd: end } = held;
      const moment = at ?? held.momentOfFirst();
      held.dropFirst();
      if (held.isEmpty) this.release(held);
      if (behind >= length) continue;
      this.next = (sequenceNumber + length) | 0;
      this.deliver(octets, view, start + behind, end, length - behind, moment);
    }
  }

  private release(held: HeldPieces): void {
    this.budget.give(held.memory);
    this.held = null;
  }

  private skipAcknowledgedHoles(): void {
    while (this.held !== null) {
      const { held } = this;
      const sequenceNumber = held.sequenceNumberAt(held.firstIndex);
      if (((this.acknowledged - sequenceNumber) | 0) < 0) return;
      this.skipTo(sequenceNumber, held.momentOfFirst());
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
    while (this.held !== null && !this.hasRoom(this.held, captured)) this.giveUpFirstHole(this.held);
    // The receiver may have closed this stream on what it was handed.
    if (this.over) return;
    const hole = (sequenceNumber - this.next) | 0;
    const acknowledged = ((this.acknowledged - sequenceNumber) | 0) >= 0;
    if (hole > 0 && !acknowledged) {
      const held = this.held ?? new HeldPieces();
      if (this.hasRoom(held, captured)) {
        this.keep(held, sequenceNumber, octets, start, captured, length, at);
        return;
      }
    }
    if (hole > 0) {
      if (!acknowledged) this.budget.octetsLetGo += hole;
      this.skipTo(sequenceNumber, at);
    }
    this.push(sequenceNumber, octets, view, start, captured, length, at);
  }

  private hasRoom(held: HeldPieces, octets: number): boolean {
    const taken = this.held === null ? 0 : held.memory;
    return this.budget.has(octets + PIECE_OCTETS, held.cost, held.memoryWith(octets) - taken);
  }

  private giveUpFirstHole(held: HeldPieces): void {
    const sequenceNumber = held.sequenceNumberAt(held.firstIndex);
    this.budget.octetsLetGo += (sequenceNumber - this.next) | 0;
    this.skipTo(sequenceNumber, held.momentOfFirst());
    this.deliverHeld(null);
  }

  /** Copies those octets that no held piece covers yet, in order of sequence numbers. */
  private keep(
    held: HeldPieces,
    sequenceNumber: number,
    octets: Uint8Array,
    start: number,
    captured: number,
    length: number,
    at: Moment,
  ): void {
    const before = this.held === null ? 0 : held.memory;
    this.held = held;
    const end = (sequenceNumber + length) | 0;
    let index = held.firstEndingBehind(sequenceNumber);
    let from = sequenceNumber;
    while (((end - from) | 0) > 0) {
      const hasFollowing = index < held.endIndex;
      const room = hasFollowing ? held.sequenceNumberAt(index) - from : end - from;
      const pieceLength = Math.min((end - from) | 0, room | 0);
      if (pieceLength > 0) {
        const offset = (from - sequenceNumber) | 0;
        const there = Math.max(0, Math.min(captured - offset, pieceLength));
        const pieceStart = start + offset;
        index = 1 + held.insert(index, from, pieceLength, octets, pieceStart, pieceStart + there, at);
      }
      if (!hasFollowing) break;
      from = held.endAt(index);
      index += 1;
    }
    this.budget.take(held.memory - before);
  }
}
