import { afterIpProtocol } from './followers.ts';
import { type Cursor, endAt, type Next } from './layers.ts';
import { IP_BAD_VERSION, IP_FRAGMENT, IPV6_EXTENSION_CUT, IPV6_HEADER_CUT } from './outcome.ts';
import type { Segment } from './segment.ts';

/** RFC 8200, section 3 */
const HEADER_OCTETS = 40;
const PAYLOAD_LENGTH = 4;
const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
const SOURCE = 8;
const DESTINATION = 24;

/** The least that an extension header has, and all that a fragment header has. RFC 8200, section 4 */
const EXTENSION_OCTETS = 8;
const EXTENSION_LENGTH = 1;
const FRAGMENT_FIELD = 2;
/** The fragment offset and the M flag. */
const FRAGMENT_MASK = 0xfff9;
const OFFSET_MASK = 0xfff8;
const MORE_FRAGMENTS = 0x0001;
const IDENTIFICATION = 4;

/** An IPv6 header. */
export function stepIpv6(cursor: Cursor, segment: Segment): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + HEADER_OCTETS > capturedEnd) return IPV6_HEADER_CUT;
  if (view.getUint8(at) >> 4 !== 6) return IP_BAD_VERSION;
  // A payload length of 0 is a jumbogram (RFC 2675) or left by segmentation offload: the frame tells then.
  const payload = view.getUint16(at + PAYLOAD_LENGTH);
  if (payload !== 0) endAt(cursor, at + HEADER_OCTETS + payload);
  segment.ipVersion = 6;
  segment.hopLimit = view.getUint8(at + HOP_LIMIT);
  segment.source0 = view.getInt32(at + SOURCE);
  segment.source1 = view.getInt32(at + SOURCE + 4);
  segment.source2 = view.getInt32(at + SOURCE + 8);
  segment.source3 = view.getInt32(at + SOURCE + 12);
  segment.destination0 = view.getInt32(at + DESTINATION);
  segment.destination1 = view.getInt32(at + DESTINATION + 4);
  segment.destination2 = view.getInt32(at + DESTINATION + 8);
  segment.destination3 = view.getInt32(at + DESTINATION + 12);
  cursor.at = at + HEADER_OCTETS;
  return afterIpProtocol(view.getUint8(at + NEXT_HEADER));
}

/** Hop-by-hop, routing, destination options, mobility, HIP and shim6 headers: all begin alike (RFC 6564). */
export function stepIpv6Options(cursor: Cursor): Next {
  return stepExtension(cursor, 8);
}

/** An authentication header, which counts its length in units of four octets, less two. RFC 4302, section 2.2 */
export function stepAuthentication(cursor: Cursor): Next {
  return stepExtension(cursor, 4);
}

/** A header whose length counts the units behind the octets that each has at the least. */
function stepExtension(cursor: Cursor, unitOctets: number): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + EXTENSION_OCTETS > capturedEnd) return IPV6_EXTENSION_CUT;
  const behind = at + EXTENSION_OCTETS + unitOctets * view.getUint8(at + EXTENSION_LENGTH);
  if (behind > capturedEnd) return IPV6_EXTENSION_CUT;
  cursor.at = behind;
  return afterIpProtocol(view.getUint8(at));
}

/**
 * A fragment header (RFC 8200, section 4.5). An atomic fragment, first and last in one, is a whole packet (RFC 6946);
 * others are put together where they are whole.
 */
export function stepIpv6Fragment(cursor: Cursor, segment: Segment): Next {
  const { view, at, fragments } = cursor;
  if (at + EXTENSION_OCTETS > cursor.capturedEnd) return IPV6_EXTENSION_CUT;
  const protocol = view.getUint8(at);
  const field = view.getUint16(at + FRAGMENT_FIELD);
  cursor.at = at + EXTENSION_OCTETS;
  if ((field & FRAGMENT_MASK) === 0) return afterIpProtocol(protocol);
  if (fragments === null) return field & OFFSET_MASK ? IP_FRAGMENT : afterIpProtocol(protocol);
  if (cursor.capturedEnd !== cursor.reportedEnd || cursor.at >= cursor.capturedEnd) return IP_FRAGMENT;
  const identification = view.getInt32(at + IDENTIFICATION);
  const more = (field & MORE_FRAGMENTS) !== 0;
  return fragments.take(cursor, segment, identification, protocol, field & OFFSET_MASK, more);
}
