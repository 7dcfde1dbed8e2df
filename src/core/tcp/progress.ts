import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import type { Endpoint } from './endpoint.ts';
import { finAcknowledgedBy } from './infer-states.ts';
import { MARK_GAP_BEFORE, MARK_KEEP_ALIVE, MARK_RETRANSMISSION, MARK_ZERO_WINDOW } from './marks.ts';
import { isAfter, sequenceAdd } from './sequence.ts';

/** Brings the sender's sequence numbers up to date; gives the segment's marks. */
export function noteSequence(from: Endpoint, to: Endpoint, s: Segment): number {
  const { controlBits, sequenceNumber, payloadLength } = s;
  const length = payloadLength + (controlBits & SYN ? 1 : 0) + (controlBits & FIN ? 1 : 0);
  const end = sequenceAdd(sequenceNumber, length);
  let marks = 0;
  noteInitialSequences(from, to, s);
  if (!from.hasSequence) {
    from.hasSequence = true;
    from.nextSequence = end;
  } else if (isProbe(from, s)) {
    // The same segment probes an idle peer and a closed window; which one it is, the peer's window tells.
    if (to.lastWindow !== 0) {
      marks |= MARK_KEEP_ALIVE;
      from.keepAlives++;
    }
  } else if (!(controlBits & RST)) {
    if (length > 0 && isAfter(from.nextSequence, sequenceNumber)) {
      marks |= MARK_RETRANSMISSION;
      from.retransmissions++;
    } else if (isAfter(sequenceNumber, from.nextSequence)) {
      marks |= MARK_GAP_BEFORE;
    }
    if (isAfter(end, from.nextSequence)) from.nextSequence = end;
  }
  if (controlBits & FIN && !from.finSent) {
    from.finSent = true;
    from.finSequence = sequenceAdd(end, -1);
    from.finAcknowledged = controlBits & ACK ? s.acknowledgmentNumber : from.acknowledged;
  }
  if (s.window === 0 && !(controlBits & (SYN | FIN | RST))) {
    marks |= MARK_ZERO_WINDOW;
    from.zeroWindows++;
  }
  if (!(controlBits & RST)) from.lastWindow = s.window;
  return marks;
}

/** Relative sequence numbers count from here; a SYN+ACK with another number than before is believed. */
function noteInitialSequences(from: Endpoint, to: Endpoint, s: Segment): void {
  const { controlBits, sequenceNumber } = s;
  if (!from.hasInitialSequence || (controlBits & (SYN | ACK)) === (SYN | ACK)) {
    from.hasInitialSequence = true;
    from.initialSequence = controlBits & SYN ? sequenceNumber : sequenceAdd(sequenceNumber, -1);
  }
  if (!to.hasInitialSequence && controlBits & ACK) {
    to.hasInitialSequence = true;
    to.initialSequence = sequenceAdd(s.acknowledgmentNumber, -1);
  }
}

/** A keep-alive or window probe: at most one octet, the one before the next (RFC 9293, sections 3.8.4 and 3.8.6.1). */
function isProbe(from: Endpoint, s: Segment): boolean {
  return (
    s.payloadLength <= 1 &&
    (s.controlBits & (SYN | FIN | RST)) === 0 &&
    s.sequenceNumber === sequenceAdd(from.nextSequence, -1)
  );
}

/** Brings what the sender has acknowledged up to date; true when that covers the other's FIN for the first time. */
export function noteAcknowledgment(from: Endpoint, to: Endpoint, s: Segment): boolean {
  if (!(s.controlBits & ACK) || s.controlBits & RST) return false;
  if (from.hasAcknowledged && !isAfter(s.acknowledgmentNumber, from.acknowledged)) return false;
  const before = finAcknowledgedBy(from, to);
  from.hasAcknowledged = true;
  from.acknowledged = s.acknowledgmentNumber;
  return !before && finAcknowledgedBy(from, to);
}
