import type { Cursor, Next } from './layers.ts';
import { SEGMENT, TCP_HEADER_CUT } from './outcome.ts';
import type { Segment } from './segment.ts';

/** RFC 9293, section 3.1 */
const FIXED_OCTETS = 20;
const DESTINATION_PORT = 2;
const SEQUENCE_NUMBER = 4;
const ACKNOWLEDGMENT_NUMBER = 8;
const DATA_OFFSET = 12;
const WINDOW = 14;
const URGENT_POINTER = 18;
/** Everything up to the window: with less of a header nothing can be said of a connection. */
const NEEDED_OCTETS = 16;
/** CWR and the seven below it, and AE (RFC 9768) above. */
const CONTROL_BITS = 0x1ff;

/**
 * A TCP header. As in Wireshark, a segment counts as soon as its octets up to the window are there, even where its
 * data offset is impossible. Of a header that was cut, or that says it is shorter than 20 octets, the urgent pointer
 * reads 0, and no options and no payload are handed on, though the payload's length still counts.
 */
export function stepTcp(cursor: Cursor, segment: Segment): Next {
  const { view, at, capturedEnd, reportedEnd } = cursor;
  if (at + NEEDED_OCTETS > capturedEnd) return TCP_HEADER_CUT;
  const offsetAndBits = view.getUint16(at + DATA_OFFSET);
  const headerOctets = (offsetAndBits >> 12) << 2;
  segment.sourcePort = view.getUint16(at);
  segment.destinationPort = view.getUint16(at + DESTINATION_PORT);
  segment.sequenceNumber = view.getInt32(at + SEQUENCE_NUMBER);
  segment.acknowledgmentNumber = view.getInt32(at + ACKNOWLEDGMENT_NUMBER);
  segment.controlBits = offsetAndBits & CONTROL_BITS;
  segment.window = view.getUint16(at + WINDOW);
  const headerEnd = at + headerOctets;
  segment.payloadLength = Math.max(reportedEnd - headerEnd, 0);
  segment.headerFits = headerEnd <= reportedEnd;
  const fixedEnd = at + FIXED_OCTETS;
  if (headerOctets < FIXED_OCTETS || fixedEnd > capturedEnd) {
    segment.urgentPointer = 0;
    segment.optionsStart = segment.optionsEnd = segment.payloadStart = capturedEnd;
    segment.payloadCaptured = 0;
    return SEGMENT;
  }
  segment.urgentPointer = view.getUint16(at + URGENT_POINTER);
  segment.optionsStart = fixedEnd;
  segment.optionsEnd = segment.payloadStart = Math.min(headerEnd, capturedEnd);
  segment.payloadCaptured = capturedEnd - segment.payloadStart;
  return SEGMENT;
}
