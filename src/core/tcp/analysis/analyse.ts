import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import type { Connection } from '../connection.ts';
import { elapsedNanoseconds } from '../elapsed.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  MARK_ACKED_UNSEEN,
  MARK_DUPLICATE_ACK,
  MARK_FAST,
  MARK_GAP_BEFORE,
  MARK_KEEP_ALIVE,
  MARK_KEEP_ALIVE_ACK,
  MARK_LOSS_PROBE,
  MARK_OUT_OF_ORDER,
  MARK_RETRANSMISSION,
  MARK_SPURIOUS,
  MARK_TIMEOUT,
  MARK_WINDOW_FULL,
  MARK_WINDOW_PROBE,
  MARK_ZERO_WINDOW,
} from '../marks.ts';
import { controlLength, isAfter, isAtOrAfter, sequenceAdd } from '../sequence.ts';
import type { Sighting } from '../sighting.ts';
import { acknowledgmentMarks, repetitionMarks } from './acknowledgment-rules.ts';
import {
  type AnalysedEnd,
  AWAITS_KEEP_ALIVE_ACK,
  FURTHEST_AFTER_SILENCE,
  LAST_WAS_KEEP_ALIVE,
  LAST_WAS_WINDOW_PROBE,
  ONLY_SYN_SENT,
  Troubles,
} from './analysed-end.ts';
import { type FirstRoundTrip, noteFirstRoundTrip } from './first-round-trip.ts';
import { fillsLate, noteHole } from './holes.ts';
import { noteReceivedTwice } from './received-twice.ts';
import { retransmissionMarks, SHORTEST_TIMER_NANOSECONDS } from './retransmission-rules.ts';
import { acknowledgesUnseen, isBehindKeepAlive, wasSeen } from './unseen.ts';
import { isWindowProbe, noteWindowScaling, windowMarks } from './window-rules.ts';

/**
 * What is remarkable about a segment, as a bit set of marks, by the rules of Wireshark's sequence analysis; it is
 * counted for its sender. Where the headers' lengths contradict each other, nothing is said. To be called once for each
 * segment, in order.
 */
export function analyseSegment(
  c: Connection,
  from: Endpoint,
  to: Endpoint,
  s: Segment,
  at: Sighting,
): number {
  if (!s.headerFits) return 0;
  const { controlBits } = s;
  // An RST may have come with any number: a SYN that is sent again begins where the first one did.
  if ((controlBits & (SYN | ACK)) === SYN) from.furthest = from.contiguousTo;
  const forms = formMarks(c, from, to, s, at);
  const marks = forms === 0 ? 0 : judge(c, from, to, s, forms, at);
  noteReceivedTwice(to, s, at);
  noteProgress(from, s, at, forms);
  noteKeepAlive(from, to, marks);
  noteFirstRoundTrip(c, controlBits, at);
  if (controlBits & SYN) {
    noteWindowScaling(from, to, controlBits, from.offered);
    from.lastForms |= ONLY_SYN_SENT;
  } else if (controlBits & ACK) {
    from.lastForms &= ~ONLY_SYN_SENT;
  }
  return marks;
}

/** What a segment looks like, beside what was seen before. */
function formMarks(c: FirstRoundTrip, from: AnalysedEnd, to: AnalysedEnd, s: Segment, at: Sighting): number {
  const { controlBits, sequenceNumber, payloadLength } = s;
  let marks = 0;
  if (isWindowProbe(from, to, s)) {
    marks = MARK_WINDOW_PROBE;
  } else {
    marks = windowMarks(from, to, s);
    if (from.furthest !== 0 && isAfter(sequenceNumber, from.furthest) && !(controlBits & (SYN | RST)))
      marks |= MARK_GAP_BEFORE;
    if (
      payloadLength <= 1 &&
      sequenceNumber === sequenceAdd(from.furthest, -1) &&
      !(controlBits & (SYN | FIN | RST))
    )
      marks |= MARK_KEEP_ALIVE;
    marks |= repetitionMarks(from, to, s);
  }
  if (from.troubles !== null && s.acknowledgmentNumber !== from.lastAcknowledgment)
    from.troubles.duplicates = 0;
  marks |= acknowledgmentMarks(to, s);
  if ((payloadLength > 0 || controlBits & (SYN | FIN)) && !(marks & MARK_KEEP_ALIVE))
    marks |= retransmissionMarks(c, from, to, s, at);
  return marks;
}

/**
 * Counts what a segment looks like, and gives what it is: the forms alone do not tell keep-alives from other probes, nor
 * what is late from what is sent again soon, which is there already.
 */
function judge(c: Connection, from: Endpoint, to: Endpoint, s: Segment, forms: number, at: Sighting): number {
  let marks = forms & ~untrueOf(from, to, s, forms);
  if (marks & MARK_GAP_BEFORE) noteHole(from, s, at);
  else if (marks & AGAIN && fillsLate(c, from, to, s, at) && !(marks & MARK_SPURIOUS))
    marks = (marks & ~AGAIN) | MARK_OUT_OF_ORDER;
  if (marks & MARK_SPURIOUS && isBehindItsAck(from, to, s, at))
    marks = (marks & ~(AGAIN | MARK_SPURIOUS)) | MARK_OUT_OF_ORDER;
  if (marks & MARK_TIMEOUT && s.payloadLength === 0 && hadItsAck(to, s))
    marks ^= MARK_TIMEOUT | MARK_SPURIOUS;
  if (marks & MARK_OUT_OF_ORDER) {
    const end = sequenceAdd(s.sequenceNumber, s.payloadLength + controlLength(s.controlBits));
    if (wasSeen(from, s.sequenceNumber, end))
      marks ^= MARK_OUT_OF_ORDER | MARK_RETRANSMISSION | causeOfSoon(to);
  }
  if (forms & MARK_KEEP_ALIVE) {
    const unacknowledged = s.payloadLength === 1 && !isAfter(to.lastAcknowledgment, s.sequenceNumber);
    if (to.window === 0) marks ^= MARK_KEEP_ALIVE | MARK_WINDOW_PROBE;
    else if (unacknowledged) marks ^= MARK_KEEP_ALIVE | MARK_RETRANSMISSION;
  }
  // Where keep-alives cross, the answer comes behind the other end's own answer.
  if (forms & MARK_DUPLICATE_ACK && to.lastForms & AWAITS_KEEP_ALIVE_ACK)
    marks ^= MARK_DUPLICATE_ACK | MARK_KEEP_ALIVE_ACK;
  if (((forms | marks) & COUNTED) !== 0) count(from, forms, marks);
  if (marks & MARK_RETRANSMISSION && from.troubles !== null) {
    from.troubles.againSeconds = at.seconds;
    from.troubles.againNanoseconds = at.nanoseconds;
  }
  return marks;
}

/** Why something is sent again sooner than it could be missed: the other end has just told that it misses something. */
function causeOfSoon({ troubles }: AnalysedEnd): number {
  return troubles !== null && troubles.duplicates > 0 ? MARK_FAST : 0;
}

/**
 * What the rules take a segment for and it is not: they go by numbers that were passed over, and by those of an RST, where
 * nothing is missing; a keep-alive at the very beginning is followed by what it is one before.
 */
function untrueOf(from: Endpoint, to: Endpoint, s: Segment, forms: number): number {
  let untrue = forms & AGAIN && !(forms & MARK_SPURIOUS) ? untrueAgain(from, s) : 0;
  if (forms & MARK_ACKED_UNSEEN && !acknowledgesUnseen(from, to, s.acknowledgmentNumber))
    untrue |= MARK_ACKED_UNSEEN;
  if (forms & MARK_GAP_BEFORE && !isBehindGap(from, s.sequenceNumber)) untrue |= MARK_GAP_BEFORE;
  return untrue;
}

/** Whether something is missing before this number: not where nothing is known of what its sender has sent. */
function isBehindGap(from: Endpoint, number: number): boolean {
  const { nextSequence } = from;
  return nextSequence !== null && isAfter(number, nextSequence) && !isBehindKeepAlive(from, number);
}

/**
 * Behind an RST with a number that its sender had not reached, nothing of a segment may have been sent before; a SYN that
 * is tried again behind an RST has not waited for a timer; one with another number is another one. Where both ask at once,
 * the SYN+ACK of each has the number of its SYN, but agrees for the first time (RFC 9293, section 3.5, figure 7).
 */
function untrueAgain(
  { initialSequence, nextSequence, state }: Endpoint,
  { controlBits, sequenceNumber }: Segment,
): number {
  if (controlBits & SYN && sequenceNumber !== initialSequence) return AGAIN;
  if (controlBits & SYN && controlBits & ACK && state === 'SYN-SENT') return AGAIN;
  if (controlBits & SYN) return nextSequence === null ? MARK_TIMEOUT : 0;
  return nextSequence === null || isAtOrAfter(sequenceNumber, nextSequence) ? AGAIN : 0;
}

/** Whether a SYN+ACK or FIN without data had been acknowledged: the rules go by octets alone. */
function hadItsAck({ acknowledged }: Endpoint, { controlBits, sequenceNumber }: Segment): boolean {
  if (!(controlBits & ACK) || acknowledged === null) return false;
  return isAtOrAfter(acknowledged, sequenceAdd(sequenceNumber, controlLength(controlBits)));
}

/** Whether a segment comes right behind the ACK for it, for the first time: it was captured late, and not sent again. */
function isBehindItsAck(from: Endpoint, to: AnalysedEnd, { sequenceNumber }: Segment, at: Sighting): boolean {
  if (wasSeen(from, sequenceNumber, sequenceAdd(sequenceNumber, 1))) return false;
  return elapsedNanoseconds(to.lastSeconds, to.lastNanoseconds, at) < SHORTEST_TIMER_NANOSECONDS;
}

const AGAIN = MARK_RETRANSMISSION | MARK_FAST | MARK_TIMEOUT | MARK_LOSS_PROBE | MARK_OUT_OF_ORDER;
const COUNTED =
  MARK_RETRANSMISSION |
  MARK_OUT_OF_ORDER |
  MARK_DUPLICATE_ACK |
  MARK_ZERO_WINDOW |
  MARK_WINDOW_FULL |
  MARK_KEEP_ALIVE |
  MARK_WINDOW_PROBE;

function count(from: AnalysedEnd, forms: number, marks: number): void {
  from.troubles ??= new Troubles();
  const { counts } = from.troubles;
  if (forms & MARK_RETRANSMISSION) counts.retransmissions++;
  if (forms & MARK_FAST) counts.fastRetransmissions++;
  if (forms & MARK_SPURIOUS) counts.spuriousRetransmissions++;
  if (forms & MARK_OUT_OF_ORDER) counts.outOfOrder++;
  if (forms & MARK_DUPLICATE_ACK) counts.duplicateAcks++;
  if (forms & MARK_ZERO_WINDOW) counts.zeroWindows++;
  if (forms & MARK_WINDOW_FULL) counts.windowFull++;
  if (forms & MARK_KEEP_ALIVE) counts.keepAliveForms++;
  if (marks & MARK_KEEP_ALIVE) counts.keepAlives++;
  if (marks & MARK_WINDOW_PROBE) counts.windowProbes++;
}

/** Remembers who waits for the answer to a keep-alive: whatever else than another one comes is it. */
function noteKeepAlive(from: AnalysedEnd, to: AnalysedEnd, marks: number): void {
  if (marks & MARK_KEEP_ALIVE) from.lastForms |= AWAITS_KEEP_ALIVE_ACK;
  else to.lastForms &= ~AWAITS_KEEP_ALIVE_ACK;
}

/** Remembers how far the sender is now, and what it said. */
function noteProgress(from: AnalysedEnd, s: Segment, at: Sighting, forms: number): void {
  const phantom = s.controlBits & (SYN | FIN) ? 1 : 0;
  const end = sequenceAdd(s.sequenceNumber, s.payloadLength + phantom);
  const first = from.furthest === 0;
  let lastForms = from.lastForms & ~(LAST_WAS_KEEP_ALIVE | LAST_WAS_WINDOW_PROBE);
  if (forms & MARK_KEEP_ALIVE) lastForms |= LAST_WAS_KEEP_ALIVE;
  if (forms & MARK_WINDOW_PROBE) {
    lastForms |= LAST_WAS_WINDOW_PROBE;
  } else {
    if (first || isAfter(end, from.furthest)) {
      const silent = elapsedNanoseconds(from.lastSeconds, from.lastNanoseconds, at);
      if (silent < SHORTEST_TIMER_NANOSECONDS) lastForms &= ~FURTHEST_AFTER_SILENCE;
      else lastForms |= FURTHEST_AFTER_SILENCE;
      from.furthest = end;
      from.furthestSeconds = at.seconds;
      from.furthestNanoseconds = at.nanoseconds;
    }
    if (from.contiguousTo === 0 || s.sequenceNumber === from.contiguousTo) from.contiguousTo = from.furthest;
  }
  from.lastForms = lastForms;
  from.window = s.window;
  from.lastAcknowledgment = s.acknowledgmentNumber;
  from.lastSeconds = at.seconds;
  from.lastNanoseconds = at.nanoseconds;
}
