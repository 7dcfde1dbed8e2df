import { afterGreType } from './followers.ts';
import { type Cursor, ETHERNET, IP, type Next } from './layers.ts';
import { TUNNEL, TUNNEL_HEADER_CUT } from './outcome.ts';

/** Flags of a GRE header. RFC 2784, RFC 2890, RFC 1701 (routing), RFC 2637 (acknowledgment, version 1) */
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGMENT = 0x0080;
/** Each of these adds four octets; checksum and routing add the same four. */
const FLAGS_WITH_A_FIELD = [KEY, SEQUENCE, ACKNOWLEDGMENT] as const;
const FIELD_OCTETS = 4;
const ROUTES_AT_MOST = 16;

const ERSPAN_MIRROR = 0x88be;

/** Generic routing encapsulation, also as PPTP (RFC 2637) and NVGRE (RFC 7637) use it. */
export function stepGre(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + 4 > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  const flags = view.getUint16(at);
  const type = view.getUint16(at + 2);
  let behind = at + 4;
  if (flags & (CHECKSUM | ROUTING)) behind += FIELD_OCTETS;
  for (const flag of FLAGS_WITH_A_FIELD) if (flags & flag) behind += FIELD_OCTETS;
  if (flags & ROUTING) behind = behindRoutes(cursor, behind);
  if (behind > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  cursor.at = behind;
  // ERSPAN type I has no header of its own, and is told from type II by the sequence number that it lacks.
  if (type === ERSPAN_MIRROR && !(flags & SEQUENCE)) return ETHERNET;
  return afterGreType(type);
}

/** Routes are lists of family, offset, length, and so many octets; one of length 0 ends them. */
function behindRoutes(cursor: Cursor, start: number): number {
  let at = start;
  for (let count = 0; count < ROUTES_AT_MOST; count++) {
    if (at + FIELD_OCTETS > cursor.capturedEnd) return at + FIELD_OCTETS;
    const length = cursor.view.getUint8(at + 3);
    at += FIELD_OCTETS + length;
    if (length === 0) return at;
  }
  return at;
}

/** By version: octets of the header. */
const ERSPAN_OCTETS = new Map<number, number>([
  [1, 8],
  [2, 12],
]);
const ERSPAN_PLATFORM_OCTETS = 8;
const ERSPAN_HAS_PLATFORM = 0x01;
const ERSPAN_FRAME_TYPE = 0x7c00;

/** ERSPAN types II and III, whose versions are 1 and 2: an Ethernet frame follows. draft-foschiano-erspan-03, section 4 */
export function stepErspan(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at >= cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  const octets = ERSPAN_OCTETS.get(view.getUint8(at) >> 4);
  if (octets === undefined) return TUNNEL;
  cursor.at = at + octets;
  if (cursor.at > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  if (octets === ERSPAN_OCTETS.get(1)) return ETHERNET;
  const last = view.getUint16(cursor.at - 2);
  if (last & ERSPAN_HAS_PLATFORM) cursor.at += ERSPAN_PLATFORM_OCTETS;
  return last & ERSPAN_FRAME_TYPE ? TUNNEL : ETHERNET;
}

const WCCP_2_OCTETS = 4;

/** What WCCP redirects: version 2 has four octets more, told by what cannot begin an IPv4 packet. */
export function stepWccp(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at >= cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  if (view.getUint8(at) >> 4 !== 4) cursor.at = at + WCCP_2_OCTETS;
  return IP;
}

const ETHER_IP_OCTETS = 2;

/** Ethernet within IP. RFC 3378, section 3 */
export function stepEtherIp(cursor: Cursor): Next {
  cursor.at += ETHER_IP_OCTETS;
  return cursor.at > cursor.capturedEnd ? TUNNEL_HEADER_CUT : ETHERNET;
}
