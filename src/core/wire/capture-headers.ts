import { afterAddressFamily, afterLinkType } from './followers.ts';
import { type Cursor, ETHERNET, endAt, IP, IPV6, type Next, PPP } from './layers.ts';
import { FRAME_PREEMPTED, LINK_HEADER_CUT, NOT_IP } from './outcome.ts';

/*
 * Headers that no wire ever bore: whoever captured put them in front of the frame.
 */

const PPI_OCTETS = 8;

/** Per-packet information: its length and the link type of what follows, little-endian. */
export function stepPpi(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + PPI_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + Math.max(view.getUint16(at + 2, true), PPI_OCTETS);
  return cursor.at > cursor.capturedEnd ? LINK_HEADER_CUT : afterLinkType(view.getUint32(at + 4, true));
}

const PKTAP_OCTETS = 12;

/** PKTAP of macOS: its length and the link type of what follows, little-endian. */
export function stepPktap(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + PKTAP_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + Math.max(view.getUint32(at, true), PKTAP_OCTETS);
  return cursor.at > cursor.capturedEnd ? LINK_HEADER_CUT : afterLinkType(view.getUint32(at + 8, true));
}

const NFLOG_OCTETS = 4;
const NFLOG_FIELD_OCTETS = 4;
const NFLOG_PAYLOAD = 9;
const NFLOG_FIELDS_AT_MOST = 64;
/** Address families as Linux numbers them. */
const LINUX_FAMILIES = new Map<number, Next>([
  [2, IP],
  [10, IPV6],
]);

/** NFLOG of Linux: fields of length and type in the byte order of the machine that captured; one is the packet. */
export function stepNflog(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + NFLOG_OCTETS + NFLOG_FIELD_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  let field = at + NFLOG_OCTETS;
  // Fields are short, so the order shows by itself.
  const little = view.getUint16(field, true) < view.getUint16(field, false);
  for (let count = 0; count < NFLOG_FIELDS_AT_MOST; count++) {
    if (field + NFLOG_FIELD_OCTETS > capturedEnd) return LINK_HEADER_CUT;
    const length = view.getUint16(field, little);
    if (length < NFLOG_FIELD_OCTETS) return LINK_HEADER_CUT;
    if (view.getUint16(field + 2, little) === NFLOG_PAYLOAD) {
      endAt(cursor, field + length);
      cursor.at = field + NFLOG_FIELD_OCTETS;
      return LINUX_FAMILIES.get(view.getUint8(at)) ?? NOT_IP;
    }
    field += (length + 3) & ~3;
  }
  return NOT_IP;
}

const PFLOG_OCTETS = 4;

/** PFLOG of the BSDs: its length, which is padded to a multiple of four octets, and an address family. */
export function stepPflog(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + PFLOG_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + Math.max((view.getUint8(at) + 3) & ~3, PFLOG_OCTETS);
  return cursor.at > cursor.capturedEnd ? LINK_HEADER_CUT : afterAddressFamily(view.getUint8(at + 1));
}

const ENC_OCTETS = 12;

/** What OpenBSD sees behind IPsec: an address family in the byte order of the machine, and two words more. */
export function stepEnc(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + ENC_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + ENC_OCTETS;
  return afterAddressFamily(Math.min(view.getUint32(at, true), view.getUint32(at, false)));
}

const ERF_OCTETS = 16;
const ERF_TYPE = 8;
const ERF_LENGTH = 14;
const ERF_EXTENDED = 0x80;
const ERF_EXTENSION_OCTETS = 8;
const ERF_EXTENSIONS_AT_MOST = 16;
/** Record types, what they hold (PPP, or HDLC of Cisco where it says so), and how many octets of their own stand before that. */
const ERF_TYPES = new Map<number, readonly [Next, number]>([
  [1, [PPP, 0]],
  [2, [ETHERNET, 2]],
  [10, [PPP, 0]],
  [11, [ETHERNET, 2]],
  [15, [PPP, 0]],
  [16, [ETHERNET, 2]],
  [19, [PPP, 0]],
  [20, [ETHERNET, 2]],
  [22, [IP, 0]],
  [23, [IPV6, 0]],
]);

/** An ERF record of Endace. https://www.endace.com/erf-extensible-record-format-types.pdf */
export function stepErf(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + ERF_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  const type = view.getUint8(at + ERF_TYPE);
  let behind = at + ERF_OCTETS;
  let extended = type & ERF_EXTENDED;
  for (let count = 0; extended && count < ERF_EXTENSIONS_AT_MOST; count++) {
    if (behind + ERF_EXTENSION_OCTETS > capturedEnd) return LINK_HEADER_CUT;
    extended = view.getUint8(behind) & ERF_EXTENDED;
    behind += ERF_EXTENSION_OCTETS;
  }
  const [next, octets] = ERF_TYPES.get(type & ~ERF_EXTENDED) ?? [NOT_IP, 0];
  cursor.at = behind + octets;
  endAt(cursor, cursor.at + view.getUint16(at + ERF_LENGTH));
  return next;
}

const PREAMBLE_OCTETS = 8;
const START_OF_EXPRESS_FRAME = 0xd5;

/** A frame with its preamble, whose last octet tells express frames from pieces of preempted ones. IEEE 802.3br */
export function stepMpacket(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + PREAMBLE_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  if (view.getUint8(at + PREAMBLE_OCTETS - 1) !== START_OF_EXPRESS_FRAME) return FRAME_PREEMPTED;
  cursor.at = at + PREAMBLE_OCTETS;
  return ETHERNET;
}

const JUNIPER_MAGIC = 0x4d4743;
const JUNIPER_OCTETS = 4;
const JUNIPER_NO_LINK_HEADER = 0x02;
const JUNIPER_EXTENDED = 0x80;

/** The header of a Juniper router's own captures: a magic number, flags, and extensions with their length in front. */
export function stepJuniperEthernet(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + JUNIPER_OCTETS + 2 > capturedEnd) return LINK_HEADER_CUT;
  const word = view.getUint32(at);
  if (word >>> 8 !== JUNIPER_MAGIC || word & JUNIPER_NO_LINK_HEADER) return NOT_IP;
  cursor.at = at + JUNIPER_OCTETS;
  if (word & JUNIPER_EXTENDED) cursor.at += 2 + view.getUint16(cursor.at);
  return cursor.at > capturedEnd ? LINK_HEADER_CUT : ETHERNET;
}
