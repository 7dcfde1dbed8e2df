import { afterIpProtocol } from './followers.ts';
import { type Cursor, endAt, IPV6, type Next } from './layers.ts';
import {
  IP_BAD_HEADER_LENGTH,
  IP_BAD_TOTAL_LENGTH,
  IP_BAD_VERSION,
  IP_FRAGMENT,
  IP_HEADER_CUT,
} from './outcome.ts';
import type { Segment } from './segment.ts';
import { finalDestination } from './source-route.ts';

/** RFC 791, section 3.1 */
const HEADER_OCTETS = 20;
const TOTAL_LENGTH = 2;
const IDENTIFICATION = 4;
const FRAGMENT = 6;
const TIME_TO_LIVE = 8;
const PROTOCOL = 9;
const SOURCE = 12;
const DESTINATION = 16;
/** More Fragments and the fragment offset; Don't Fragment and the reserved bit say nothing here. */
const FRAGMENT_MASK = 0x3fff;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

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
    endAt(cursor, at + total);
  }
  segment.ipVersion = 4;
  segment.hopLimit = view.getUint8(at + TIME_TO_LIVE);
  segment.source0 = segment.source1 = segment.source2 = 0;
  segment.destination0 = segment.destination1 = segment.destination2 = 0;
  segment.source3 = view.getInt32(at + SOURCE);
  const destination = view.getInt32(at + DESTINATION);
  const behind = at + headerOctets;
  segment.destination3 =
    headerOctets === HEADER_OCTETS
      ? destination
      : finalDestination(view, at + HEADER_OCTETS, behind, destination);
  cursor.at = behind;
  if (view.getUint16(at + FRAGMENT) & FRAGMENT_MASK) return stepIpv4Fragment(cursor, segment, at, total);
  return afterIpProtocol(view.getUint8(at + PROTOCOL));
}

/**
 * The load of a fragment whose header, with a total length of `total`, stands at `header`. As in Wireshark, only whole
 * fragments are put together; a first one that was cut, or that nothing is to be done with, is taken as it is.
 */
function stepIpv4Fragment(cursor: Cursor, segment: Segment, header: number, total: number): Next {
  const { view, fragments } = cursor;
  const field = view.getUint16(header + FRAGMENT);
  const protocol = view.getUint8(header + PROTOCOL);
  const whole = cursor.capturedEnd === header + total && cursor.at < cursor.capturedEnd;
  if (fragments === null || !whole) return field & OFFSET_MASK ? IP_FRAGMENT : afterIpProtocol(protocol);
  const identification = view.getUint16(header + IDENTIFICATION) | (protocol << 16);
  const more = (field & MORE_FRAGMENTS) !== 0;
  return fragments.take(cursor, segment, identification, protocol, (field & OFFSET_MASK) << 3, more);
}
