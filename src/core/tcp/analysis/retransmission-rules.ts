import { FIN, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import { elapsedNanoseconds } from '../elapsed.ts';
import {
  MARK_FAST,
  MARK_LOSS_PROBE,
  MARK_OUT_OF_ORDER,
  MARK_RETRANSMISSION,
  MARK_SPURIOUS,
  MARK_TIMEOUT,
} from '../marks.ts';
import { isAfter, sequenceAdd } from '../sequence.ts';
import type { Sighting } from '../sighting.ts';
import { type AnalysedEnd, DUPLICATES_UNSEEN } from './analysed-end.ts';
import type { FirstRoundTrip } from './first-round-trip.ts';

/** A sender resends at the third duplicate ACK (RFC 5681, section 3.2); one may be missing from the capture. */
const DUPLICATES_BEFORE_FAST = 2;
const FAST_WITHIN_NANOSECONDS = 20_000_000;
/** Out of order is what comes this soon after a later one, where no round trip is known. */
const OUT_OF_ORDER_WITHIN_NANOSECONDS = 3_000_000;
/** The shortest timer of hosts in wide use; RFC 6298, section 2.4, asks for 1 s. */
export const SHORTEST_TIMER_NANOSECONDS = 200_000_000;
/** RFC 6298, section 2.1: a first round trip as long as this had a SYN or SYN+ACK in it that was lost. */
const INITIAL_TIMER_NANOSECONDS = 1_000_000_000;
/** What answers something leaves this soon, behind at most one round trip. */
const ANSWERED_WITHIN_NANOSECONDS = 3_000_000;

/**
 * Why a segment with data, SYN or FIN that does not reach further is there: sent again, and why, or late on its way. As
 * in Wireshark: already acknowledged is spurious; then duplicate ACKs decide, then time. To be called for segments that
 * are no keep-alives.
 */
export function retransmissionMarks(
  c: FirstRoundTrip,
  from: AnalysedEnd,
  to: AnalysedEnd,
  s: Segment,
  at: Sighting,
): number {
  const { sequenceNumber, payloadLength } = s;
  const end = sequenceAdd(sequenceNumber, payloadLength);
  if (payloadLength > 0 && to.lastAcknowledgment !== 0 && !isAfter(end, to.lastAcknowledgment))
    return MARK_RETRANSMISSION | MARK_SPURIOUS;
  if (from.furthest === 0 || !isAfter(from.furthest, sequenceNumber)) return 0;
  // More than a probe's one octet, from where the probe was: that is the data which the probe was waiting to send.
  if (payloadLength > 1 && sequenceNumber === sequenceAdd(from.furthest, -1)) return 0;
  if (answersDuplicates(to, sequenceNumber, at)) return MARK_RETRANSMISSION | MARK_FAST;
  const since = elapsedNanoseconds(from.furthestSeconds, from.furthestNanoseconds, at);
  const reachesNext = sequenceAdd(end, s.controlBits & (SYN | FIN) ? 1 : 0) === from.furthest;
  if (!reachesNext && since < (c.firstRoundTripNanoseconds || OUT_OF_ORDER_WITHIN_NANOSECONDS))
    return MARK_OUT_OF_ORDER;
  if (!isByTimer(c, from, to, at, since)) return MARK_RETRANSMISSION;
  if (isFirstUnacknowledged(to, sequenceNumber)) return MARK_RETRANSMISSION | MARK_TIMEOUT;
  return MARK_RETRANSMISSION | (reachesNext ? MARK_LOSS_PROBE : 0);
}

/**
 * What the retransmission timer sends is the first segment that is not acknowledged (RFC 6298, section 5.4); the timer of
 * a tail loss probe, which runs out sooner, sends the last one (RFC 8985, section 7.3).
 */
function isFirstUnacknowledged({ lastAcknowledgment }: AnalysedEnd, sequenceNumber: number): boolean {
  return lastAcknowledgment === 0 || !isAfter(sequenceNumber, lastAcknowledgment);
}

/**
 * Behind a timeout all that was on its way is sent again, as ACKs come in (RFC 5681, section 3.1): only what breaks a
 * silence of its sender, and answers nothing that the other end has just sent, was sent by the timer itself; or, where
 * both talk all the while, what is sent again long after the newest octets and after whatever was sent again before.
 */
function isByTimer(
  c: FirstRoundTrip,
  from: AnalysedEnd,
  to: AnalysedEnd,
  at: Sighting,
  since: number,
): boolean {
  const silent = elapsedNanoseconds(from.lastSeconds, from.lastNanoseconds, at);
  if (!Number.isFinite(silent)) return false;
  const first = c.firstRoundTripNanoseconds;
  const answered = (first < INITIAL_TIMER_NANOSECONDS ? first : 0) + ANSWERED_WITHIN_NANOSECONDS;
  const sinceOther = elapsedNanoseconds(to.lastSeconds, to.lastNanoseconds, at);
  if (silent >= SHORTEST_TIMER_NANOSECONDS && sinceOther >= answered) return true;
  if (to.troubles !== null && to.troubles.duplicates !== 0) return false;
  const { troubles } = from;
  const sinceAgain =
    troubles === null
      ? Number.POSITIVE_INFINITY
      : elapsedNanoseconds(troubles.againSeconds, troubles.againNanoseconds, at);
  return since >= Math.max(SHORTEST_TIMER_NANOSECONDS, answered) && sinceAgain >= INITIAL_TIMER_NANOSECONDS;
}

/** Where segments of the acknowledging end are missing, its duplicate ACKs may be among them. */
function answersDuplicates(to: AnalysedEnd, sequenceNumber: number, at: Sighting): boolean {
  const { troubles } = to;
  return (
    troubles !== null &&
    (troubles.duplicates >= DUPLICATES_BEFORE_FAST || troubles.duplicates === DUPLICATES_UNSEEN) &&
    to.lastAcknowledgment === sequenceNumber &&
    elapsedNanoseconds(to.lastSeconds, to.lastNanoseconds, at) < FAST_WITHIN_NANOSECONDS
  );
}
