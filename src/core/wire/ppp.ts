import { afterEtherType, afterNetworkProtocol, afterPppProtocol } from './followers.ts';
import { stepIp } from './ipv4.ts';
import { CISCO_HDLC, type Cursor, endAt, type Next, PPP, TCP } from './layers.ts';
import { PPP_ADDRESS_AND_CONTROL, stepSnap, UNNUMBERED_INFORMATION } from './link.ts';
import { LINK_HEADER_CUT, NOT_IP, TUNNEL } from './outcome.ts';
import type { Segment } from './segment.ts';

/** The addresses of Cisco's HDLC, which goes under the same link type. */
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;
const CISCO_HDLC_OCTETS = 4;

/** PPP, with address and control field or without; a protocol whose first octet is odd is compressed into it. RFC 1661, section 6.5 */
export function stepPpp(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + 2 > capturedEnd) return LINK_HEADER_CUT;
  const first = view.getUint8(at);
  if (first === CISCO_UNICAST || first === CISCO_MULTICAST) return CISCO_HDLC;
  const protocolAt = view.getUint16(at) === PPP_ADDRESS_AND_CONTROL ? at + 2 : at;
  if (protocolAt + 2 > capturedEnd) return LINK_HEADER_CUT;
  const octet = view.getUint8(protocolAt);
  cursor.at = protocolAt + (octet & 1 ? 1 : 2);
  return afterPppProtocol(octet & 1 ? octet : view.getUint16(protocolAt));
}

const MULTILINK_OCTETS = 4;
const MULTILINK_BEGIN_AND_END = 0xc0;

/** Multilink with long sequence numbers: a packet in one piece is taken, one in pieces is not. RFC 1990, section 3 */
export function stepPppMultilink(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + MULTILINK_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  if ((view.getUint8(at) & MULTILINK_BEGIN_AND_END) !== MULTILINK_BEGIN_AND_END) return TUNNEL;
  cursor.at = at + MULTILINK_OCTETS;
  return PPP;
}

const IPV4_PROTOCOL = 9;

/** A TCP segment whose IP header names a compression slot where TCP's number would stand. RFC 1144, section 3.2.2 */
export function stepPppUncompressedTcp(cursor: Cursor, segment: Segment): Next {
  const protocolAt = cursor.at + IPV4_PROTOCOL;
  if (protocolAt >= cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.fragments = null;
  stepIp(cursor, segment);
  return cursor.at > protocolAt ? TCP : NOT_IP;
}

const PPPOE_OCTETS = 6;
const PPPOE_LENGTH = 4;

/** A session frame of PPP over Ethernet. RFC 2516, section 4 */
export function stepPppoe(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + PPPOE_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  endAt(cursor, at + PPPOE_OCTETS + view.getUint16(at + PPPOE_LENGTH));
  cursor.at = at + PPPOE_OCTETS;
  return PPP;
}

/** Cisco's HDLC: address, control, and an Ethernet type. */
export function stepCiscoHdlc(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + CISCO_HDLC_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + CISCO_HDLC_OCTETS;
  return afterEtherType(view.getUint16(at + 2));
}

const EXTENDED_ADDRESS = 0x01;
const ADDRESS_OCTETS_AT_MOST = 4;
const SNAP = 0x80;

/** Frame relay: behind the address a control field and a protocol identifier (RFC 2427), or Cisco's Ethernet type. */
export function stepFrameRelay(cursor: Cursor): Next {
  const { view, capturedEnd } = cursor;
  let { at } = cursor;
  const addressEnd = at + ADDRESS_OCTETS_AT_MOST;
  while (at < capturedEnd && at < addressEnd && !(view.getUint8(at) & EXTENDED_ADDRESS)) at++;
  at++;
  if (at + 3 > capturedEnd) return LINK_HEADER_CUT;
  if (view.getUint8(at) !== UNNUMBERED_INFORMATION) {
    cursor.at = at + 2;
    return afterEtherType(view.getUint16(at));
  }
  const padding = view.getUint8(at + 1) === 0 ? 1 : 0;
  const protocol = view.getUint8(at + 1 + padding);
  cursor.at = at + 2 + padding;
  return protocol === SNAP ? stepSnap(cursor, 0) : afterNetworkProtocol(protocol);
}
