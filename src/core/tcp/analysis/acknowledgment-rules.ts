import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import {
  MARK_ACKED_UNSEEN,
  MARK_DUPLICATE_ACK,
  MARK_KEEP_ALIVE_ACK,
  MARK_WINDOW_PROBE_ACK,
} from '../marks.ts';
import { isAfter } from '../sequence.ts';
import {
  type AnalysedEnd,
  DUPLICATES_UNSEEN,
  LAST_WAS_KEEP_ALIVE,
  LAST_WAS_WINDOW_PROBE,
  Troubles,
} from './analysed-end.ts';
import { repeatsNumbers } from './window-rules.ts';

/** Whether a segment that says nothing new answers a probe, or is a duplicate ACK, which is counted. */
export function repetitionMarks(from: AnalysedEnd, to: AnalysedEnd, s: Segment): number {
  if (s.payloadLength > 0 || s.controlBits & (SYN | FIN | RST)) return 0;
  if (s.window !== from.window || !repeatsNumbers(from, s)) return 0;
  if (s.window === 0) return to.lastForms & LAST_WAS_WINDOW_PROBE ? MARK_WINDOW_PROBE_ACK : 0;
  if (to.lastForms & LAST_WAS_KEEP_ALIVE) return MARK_KEEP_ALIVE_ACK;
  from.troubles ??= new Troubles();
  from.troubles.duplicates = Math.max(from.troubles.duplicates, 0) + 1;
  return MARK_DUPLICATE_ACK;
}

/**
 * Whether a segment acknowledges octets that had not been seen. What is missing is told once: the number up to which
 * there was no gap jumps ahead, and where it cannot, the other end's duplicates are turned off until its next ACK.
 */
export function acknowledgmentMarks(to: AnalysedEnd, s: Segment): number {
  if (to.contiguousTo === 0 || !(s.controlBits & ACK)) return 0;
  if (!isAfter(s.acknowledgmentNumber, to.contiguousTo)) return 0;
  if (isAfter(to.furthest, to.contiguousTo)) {
    to.contiguousTo = to.furthest;
    return MARK_ACKED_UNSEEN;
  }
  to.troubles ??= new Troubles();
  const told = to.troubles.duplicates !== 0;
  to.troubles.duplicates = DUPLICATES_UNSEEN;
  return told ? 0 : MARK_ACKED_UNSEEN;
}
