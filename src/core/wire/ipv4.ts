import { afterIpProtocol, type Cursor, IPV6, type Next } from './layers.ts';
import {
  IP_BAD_HEADER_LENGTH,
  IP_BAD_TOTAL_LENGTH,
  IP_BAD_VERSION,
  IP_FRAGMENT,
  IP_HEADER_CUT,
} from './outcome.ts';
import type { Segment } from './segment.ts';

/** RFC 791, section 3.1 */
const HEADER_OCTETS = 20;
const TOTAL_LENGTH = 2;
const FRAGMENT = 6;
const PROTOCOL = 9;
const SOURCE = 12;
const DESTINATION = 16;
/** More Fragments and the fragment offset; Don't Fragment and the reserved bit say nothing here. */
const FRAGMENT_MASK = 0x3fff;

/** An IPv4 header, or an IPv6 one where the version says so, whatever the layer below has promised. */
export function stepIp(cursor: Cursor, segment: Segment): Next {
  const { view, at, capturedEnd } = cursor;
  if (at >= capturedEnd) return IP_HEADER_CUT;
  const first = view.getUint8(at);
  if (first >> 4 !== 4) return first >> 4 === 6 ? IPV6 : IP_BAD_VERSION;
  if (at + HEADER_OCTETS > capturedEnd) return IP_HEADER_CUT;
  const headerOctets = (first & 0x0f) << 2;
  if (headerOctets < HEADER_OCTETS) return IP_BAD_HEADER_LENGTH;
  if (at + headerOctets > capturedEnd) return IP_HEADER_CUT;
  // A total length of 0 is left by segmentation offload for packets that do not fit the field: the frame tells then.
  const total = view.getUint16(at + TOTAL_LENGTH);
  if (total !== 0) {
    if (total < headerOctets) return IP_BAD_TOTAL_LENGTH;
    const end = at + total;
    if (end < cursor.reportedEnd) {
      cursor.reportedEnd = end;
      // What follows is padding of the link, or its trailer.
      if (capturedEnd > end) cursor.capturedEnd = end;
    }
  }
  segment.ipVersion = 4;
  segment.source0 = segment.source1 = segment.source2 = 0;
  segment.destination0 = segment.destination1 = segment.destination2 = 0;
  segment.source3 = view.getInt32(at + SOURCE);
  segment.destination3 = view.getInt32(at + DESTINATION);
  cursor.at = at + headerOctets;
  if (view.getUint16(at + FRAGMENT) & FRAGMENT_MASK) return IP_FRAGMENT;
  return afterIpProtocol(view.getUint8(at + PROTOCOL));
}
