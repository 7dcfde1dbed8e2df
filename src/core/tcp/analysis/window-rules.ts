import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import type { TcpOptions } from '../../wire/tcp-options.ts';
import { MARK_WINDOW_FULL, MARK_WINDOW_UPDATE, MARK_ZERO_WINDOW } from '../marks.ts';
import { sequenceAdd } from '../sequence.ts';
import { type AnalysedEnd, ONLY_SYN_SENT, SHIFT_UNKNOWN, SHIFT_UNUSED } from './analysed-end.ts';

const OPENS_OR_CLOSES = SYN | FIN | RST;

/** One octet, the next one, into a closed window (RFC 9293, section 3.8.6.1). */
export function isWindowProbe(from: AnalysedEnd, to: AnalysedEnd, s: Segment): boolean {
  return s.payloadLength === 1 && s.sequenceNumber === from.furthest && to.window === 0;
}

/** What a segment's window, or the other end's, says of it. */
export function windowMarks(from: AnalysedEnd, to: AnalysedEnd, s: Segment): number {
  if (s.controlBits & OPENS_OR_CLOSES) return 0;
  let marks = s.window === 0 ? MARK_ZERO_WINDOW : 0;
  if (s.payloadLength === 0) {
    if (marks === 0 && s.window !== from.window && repeatsNumbers(from, s)) marks |= MARK_WINDOW_UPDATE;
  } else if (to.windowShift !== SHIFT_UNKNOWN) {
    const end = sequenceAdd(s.sequenceNumber, s.payloadLength);
    if (end === sequenceAdd(to.lastAcknowledgment, offeredWindow(to))) marks |= MARK_WINDOW_FULL;
  }
  return marks;
}

/** Nothing new: the next sequence number, and the acknowledgment of the segment before. */
export function repeatsNumbers(from: AnalysedEnd, s: Segment): boolean {
  return s.sequenceNumber === from.furthest && s.acknowledgmentNumber === from.lastAcknowledgment;
}

/** The window that an end offered last, in octets. */
function offeredWindow(end: AnalysedEnd): number {
  return end.lastForms & ONLY_SYN_SENT || end.windowShift < 0 ? end.window : end.window << end.windowShift;
}

/** Takes over what a SYN says of window scaling: it is used only where both ends offer it (RFC 7323, section 2.2). */
export function noteWindowScaling(
  from: AnalysedEnd,
  to: AnalysedEnd,
  controlBits: number,
  offered: TcpOptions | null,
): void {
  if (offered !== null && offered.windowShift >= 0) from.windowShift = offered.windowShift;
  if (from.windowShift === SHIFT_UNKNOWN) {
    from.windowShift = SHIFT_UNUSED;
    to.windowShift = SHIFT_UNUSED;
  } else if (controlBits & ACK && to.windowShift === SHIFT_UNUSED) {
    from.windowShift = SHIFT_UNUSED;
  }
}
