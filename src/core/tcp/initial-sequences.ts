import { LARGEST_WINDOW } from '../conversation/reassembler.ts';
import { ACK, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { Troubles } from './analysis/analysed-end.ts';
import type { Endpoint } from './endpoint.ts';
import { isAfter, sequenceAdd, sequenceDistance } from './sequence.ts';

/**
 * A SYN+ACK is about to be taken in. With another number than its sender's others it is, until one of them is confirmed, of
 * another try: what was known of its sender does not hold for it. Once one is, it comes too late, or from somebody else,
 * and its receiver ignores it (RFC 9293, section 3.10.7.4). To be called behind `beginUnseen`.
 */
export function noteAgreement(from: Endpoint, to: Endpoint, { sequenceNumber }: Segment): void {
  const { initialSequence } = from;
  if (initialSequence === null || initialSequence === sequenceNumber) return;
  // Known by an ACK alone that overtook it, its sender's number was that of more than the SYN.
  const overtaken = sequenceDistance(sequenceNumber, initialSequence);
  if (from.offered === null && overtaken > 0 && overtaken <= LARGEST_WINDOW) {
    from.initialSequence = sequenceNumber;
    return;
  }
  const isConfirmed = to.acknowledged !== null && isAfter(to.acknowledged, initialSequence);
  if (!isConfirmed) {
    beginWith(from, to, null);
    return;
  }
  from.troubles ??= new Troubles();
  from.troubles.otherInitialSequence = sequenceNumber;
}

/** Relative sequence numbers count from here. */
export function noteInitialSequences(from: Endpoint, to: Endpoint, s: Segment): void {
  const { controlBits, sequenceNumber, acknowledgmentNumber } = s;
  from.initialSequence ??= controlBits & SYN ? sequenceNumber : sequenceAdd(sequenceNumber, -1);
  if (!(controlBits & ACK)) return;
  const confirmed = sequenceAdd(acknowledgmentNumber, -1);
  to.initialSequence ??= confirmed;
  if (
    to.troubles?.otherInitialSequence === confirmed &&
    to.nextSequence === sequenceAdd(to.initialSequence, 1)
  )
    beginWith(to, from, confirmed);
}

/**
 * A side goes on behind the older one of its SYN+ACKs, before either was seen to be confirmed: that one holds. To be called
 * before the segment is taken in.
 */
export function noteOlderHolds(from: Endpoint, to: Endpoint, { controlBits, sequenceNumber }: Segment): void {
  const { initialSequence, nextSequence } = from;
  const older = from.troubles?.otherInitialSequence ?? null;
  if (older === null || initialSequence === null || controlBits & (SYN | RST)) return;
  if (sequenceNumber !== sequenceAdd(older, 1) || nextSequence !== sequenceAdd(initialSequence, 1)) return;
  if (to.acknowledged === null || !isAfter(to.acknowledged, initialSequence)) beginWith(from, to, older);
}

/** What `end` sends counts from `initialSequence`, null where that is to be seen; the other end has acknowledged nothing of it. */
function beginWith(end: Endpoint, other: Endpoint, initialSequence: number | null): void {
  other.acknowledged = null;
  end.troubles ??= new Troubles();
  end.troubles.unseen = null;
  end.troubles.otherInitialSequence = end.initialSequence;
  end.initialSequence = initialSequence;
  end.nextSequence = initialSequence === null ? null : sequenceAdd(initialSequence, 1);
  // What was timed counts from another number: no ACK of what comes now covers it.
  end.timedUntil = null;
}

/** Whether a segment is a SYN+ACK that its receiver ignores, see `noteAgreement`. */
export function isStrayAgreement({ initialSequence }: Endpoint, s: Segment): boolean {
  return (s.controlBits & SYN) !== 0 && s.sequenceNumber !== initialSequence;
}
