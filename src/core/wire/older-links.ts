import { type Cursor, ETHERNET, IP, LLC, type Next } from './layers.ts';
import { ARP, LINK_HEADER_CUT, NOT_IP } from './outcome.ts';

const FDDI_OCTETS = 13;
/** Class and format of a frame control octet, and what they are of an asynchronous LLC frame. */
const FDDI_CLASS = 0xf0;
const FDDI_LLC = 0x50;

/** FDDI: frame control, two addresses, LLC. ISO 9314-2 */
export function stepFddi(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + FDDI_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  if ((view.getUint8(at) & FDDI_CLASS) !== FDDI_LLC) return NOT_IP;
  cursor.at = at + FDDI_OCTETS;
  return LLC;
}

const TOKEN_RING_OCTETS = 14;
const TOKEN_RING_SOURCE = 8;
const TOKEN_RING_TYPE = 0xc0;
const TOKEN_RING_LLC = 0x40;
const ROUTED = 0x80;
const ROUTE_LENGTH = 0x1f;

/** Token ring: access and frame control, two addresses, a route where the source address says so, LLC. IEEE 802.5 */
export function stepTokenRing(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + TOKEN_RING_OCTETS >= cursor.capturedEnd) return LINK_HEADER_CUT;
  if ((view.getUint8(at + 1) & TOKEN_RING_TYPE) !== TOKEN_RING_LLC) return NOT_IP;
  cursor.at = at + TOKEN_RING_OCTETS;
  if (view.getUint8(at + TOKEN_RING_SOURCE) & ROUTED) cursor.at += view.getUint8(cursor.at) & ROUTE_LENGTH;
  return LLC;
}

/** Protocols of ARCNET, and how many octets stand between the protocol and its packet. RFC 1051; RFC 1201 */
const ARCNET_PROTOCOLS = new Map<number, readonly [Next, number]>([
  [0xc4, [IP, 3]],
  [0xd4, [IP, 3]],
  [0xd5, [ARP, 3]],
  [0xf0, [IP, 0]],
  [0xf1, [ARP, 0]],
]);
const EXCEPTION_FLAG = 0xff;
const EXCEPTION_OCTETS = 4;
const SPLIT_LAST_BUT_NOT_ALONE = 0x01;

/** ARCNET: source, destination, protocol. */
export function stepArcnet(cursor: Cursor): Next {
  return stepToArcnetProtocol(cursor, 2);
}

/** ARCNET as Linux captures it: source, destination, an offset of two octets, protocol. */
export function stepArcnetLinux(cursor: Cursor): Next {
  return stepToArcnetProtocol(cursor, 4);
}

function stepToArcnetProtocol(cursor: Cursor, octets: number): Next {
  const { view, capturedEnd } = cursor;
  const at = cursor.at + octets;
  if (at + 2 > capturedEnd) return LINK_HEADER_CUT;
  const [next, between] = ARCNET_PROTOCOLS.get(view.getUint8(at)) ?? [NOT_IP, 0];
  cursor.at = at + 1 + between;
  if (between === 0) return next;
  const flag = view.getUint8(at + 1);
  if (flag === EXCEPTION_FLAG) cursor.at += EXCEPTION_OCTETS;
  else if (flag >= SPLIT_LAST_BUT_NOT_ALONE) return NOT_IP;
  return next;
}

const DOCSIS_OCTETS = 6;
const DOCSIS_TYPE = 0xc0;
const DOCSIS_EXTENDED = 0x01;

/** DOCSIS: a packet frame is an Ethernet frame behind a header that may be extended. */
export function stepDocsis(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + DOCSIS_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  const control = view.getUint8(at);
  if (control & DOCSIS_TYPE) return NOT_IP;
  cursor.at = at + DOCSIS_OCTETS + (control & DOCSIS_EXTENDED ? view.getUint8(at + 1) : 0);
  return ETHERNET;
}

const TRILL_OCTETS = 6;

/** TRILL: its options are counted in units of four octets; an Ethernet frame follows. RFC 6325, section 3 */
export function stepTrill(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + TRILL_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + TRILL_OCTETS + (((view.getUint16(at) >> 6) & 0x1f) << 2);
  return ETHERNET;
}

/** Packet types of B.A.T.M.A.N. version 15 that carry an Ethernet frame, and octets of their headers. */
const BATMAN_OCTETS = new Map<number, number>([
  [0x01, 14],
  [0x40, 10],
  [0x42, 20],
]);
const BATMAN_VERSION = 15;

/** A frame of the mesh of B.A.T.M.A.N. advanced. https://www.open-mesh.org, packet types */
export function stepBatman(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + 2 > cursor.capturedEnd) return LINK_HEADER_CUT;
  const octets = BATMAN_OCTETS.get(view.getUint8(at));
  if (octets === undefined || view.getUint8(at + 1) !== BATMAN_VERSION) return NOT_IP;
  cursor.at = at + octets;
  return ETHERNET;
}
