import { afterEtherType, afterIpProtocol, afterServiceProtocol } from './followers.ts';
import { ipByVersion, looksLikeEthernet } from './guess.ts';
import { type Cursor, ETHERNET, IPV6, type Next, PPP, PRISM, WLAN, WLAN_SWAPPED } from './layers.ts';
import { ENCRYPTED, NOT_IP, TUNNEL, TUNNEL_HEADER_CUT, UDP } from './outcome.ts';

/*
 * Tunnels that are known by their UDP port alone: what cannot be one of theirs is told as plain UDP.
 */

const VXLAN_OCTETS = 8;
const NEXT_PROTOCOL = 3;

/** VXLAN: an Ethernet frame follows. RFC 7348, section 5 */
export function stepVxlan(cursor: Cursor): Next {
  cursor.at += VXLAN_OCTETS;
  return cursor.at > cursor.capturedEnd ? TUNNEL_HEADER_CUT : ETHERNET;
}

/** VXLAN with the generic protocol extension. draft-ietf-nvo3-vxlan-gpe-13, section 3 */
export function stepVxlanGpe(cursor: Cursor): Next {
  const { view, at } = cursor;
  cursor.at = at + VXLAN_OCTETS;
  if (cursor.at > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  return afterServiceProtocol(view.getUint8(at + NEXT_PROTOCOL));
}

const GENEVE_OCTETS = 8;
const GENEVE_OPTIONS_LENGTH = 0x3f;

/** Geneve: its options are counted in units of four octets. RFC 8926, section 3.4 */
export function stepGeneve(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + GENEVE_OCTETS > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  const first = view.getUint8(at);
  cursor.at = at + GENEVE_OCTETS + ((first & GENEVE_OPTIONS_LENGTH) << 2);
  return afterEtherType(view.getUint16(at + 2));
}

const GTP_OCTETS = 8;
const GTP_0_OCTETS = 20;
const GTP_USER_DATA = 0xff;
const GTP_NOT_CHARGING = 0x10;
const GTP_EXTENDED = 0x04;
const GTP_OPTIONAL = 0x07;
const GTP_OPTIONAL_OCTETS = 4;
const GTP_EXTENSIONS_AT_MOST = 16;

/** User data of GTP version 1 (3GPP TS 29.281, section 5) and version 0 (GSM 09.60, section 6). */
export function stepGtp(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + GTP_OCTETS > capturedEnd || view.getUint8(at + 1) !== GTP_USER_DATA) return UDP;
  const first = view.getUint8(at);
  const version = first >> 5;
  if (version > 1 || !(first & GTP_NOT_CHARGING)) return UDP;
  cursor.at = at + (version === 0 ? GTP_0_OCTETS : GTP_OCTETS);
  if (version === 1 && first & GTP_OPTIONAL) {
    cursor.at += GTP_OPTIONAL_OCTETS;
    if (first & GTP_EXTENDED) stepOverExtensions(cursor);
  }
  if (cursor.at >= capturedEnd) return TUNNEL_HEADER_CUT;
  return ipByVersion(cursor, looksLikeEthernet(cursor, cursor.at) ? ETHERNET : TUNNEL);
}

/** Each extension tells its length in units of four octets first, and the type of the next one last. */
function stepOverExtensions(cursor: Cursor): void {
  const { view, capturedEnd } = cursor;
  for (let count = 0; count < GTP_EXTENSIONS_AT_MOST; count++) {
    if (cursor.at >= capturedEnd || view.getUint8(cursor.at - 1) === 0) return;
    cursor.at += Math.max(view.getUint8(cursor.at), 1) << 2;
    if (cursor.at > capturedEnd) return;
  }
}

const TEREDO_AUTHENTICATION = 0x0001;
const TEREDO_AUTHENTICATION_OCTETS = 13;
const TEREDO_ORIGIN = 0x0000;
const TEREDO_ORIGIN_OCTETS = 8;

/** Teredo: IPv6, perhaps behind an authentication and an origin indication. RFC 4380, section 5.1.1 */
export function stepTeredo(cursor: Cursor): Next {
  const { view, capturedEnd } = cursor;
  const kind = (at: number) => (at + 4 <= capturedEnd ? view.getUint16(at) : -1);
  if (kind(cursor.at) === TEREDO_AUTHENTICATION) {
    const identifiers = view.getUint8(cursor.at + 2) + view.getUint8(cursor.at + 3);
    cursor.at += TEREDO_AUTHENTICATION_OCTETS + identifiers;
  }
  if (kind(cursor.at) === TEREDO_ORIGIN) cursor.at += TEREDO_ORIGIN_OCTETS;
  return ipByVersion(cursor, UDP) === IPV6 ? IPV6 : UDP;
}

const AYIYA_OCTETS = 8;
const AYIYA_FORWARD = 1;

/** AYIYA: an identity of 2^n octets, a signature in units of four, and a packet. draft-massar-v6ops-ayiya-02 */
export function stepAyiya(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + AYIYA_OCTETS > cursor.capturedEnd) return UDP;
  const identity = 1 << (view.getUint8(at) >> 4);
  const signature = (view.getUint8(at + 1) >> 4) << 2;
  if ((view.getUint8(at + 2) & 0x0f) !== AYIYA_FORWARD) return UDP;
  cursor.at = at + AYIYA_OCTETS + identity + signature;
  return cursor.at > cursor.capturedEnd ? TUNNEL_HEADER_CUT : afterIpProtocol(view.getUint8(at + 3));
}

const L2TP_CONTROL = 0x8000;
const L2TP_LENGTH = 0x4000;
const L2TP_SEQUENCE = 0x0800;
const L2TP_OFFSET = 0x0200;
const L2TP_VERSION = 0x000f;

/** L2TP version 2: a data message carries PPP. RFC 2661, section 3.1. What version 3 carries is agreed upon before. */
export function stepL2tp(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + 6 > capturedEnd) return UDP;
  const flags = view.getUint16(at);
  if (flags & L2TP_CONTROL) return UDP;
  if ((flags & L2TP_VERSION) !== 2) return TUNNEL;
  let behind = at + 6 + (flags & L2TP_LENGTH ? 2 : 0) + (flags & L2TP_SEQUENCE ? 4 : 0);
  if (flags & L2TP_OFFSET) {
    if (behind + 2 > capturedEnd) return TUNNEL_HEADER_CUT;
    behind += 2 + view.getUint16(behind);
  }
  cursor.at = behind;
  return behind > capturedEnd ? TUNNEL_HEADER_CUT : PPP;
}

const LISP_OCTETS = 8;

/** LISP data: IP of either version. RFC 9300, section 5.1 */
export function stepLisp(cursor: Cursor): Next {
  cursor.at += LISP_OCTETS;
  return ipByVersion(cursor, UDP);
}

const JUNIPER_MIRROR_OCTETS = 8;

/** A mirrored packet of Juniper, IP of either version behind two identifiers. */
export function stepJuniperMirror(cursor: Cursor): Next {
  cursor.at += JUNIPER_MIRROR_OCTETS;
  return ipByVersion(cursor, UDP);
}

const CAPWAP_OCTETS = 8;
const CAPWAP_NATIVE = 0x0100;
const CAPWAP_FRAGMENT = 0x0080;
const CAPWAP_KEEP_ALIVE = 0x0008;
const CAPWAP_WLAN = 1;
const WLAN_DATA = 0x08;

/** CAPWAP data: 802.3 or, said to be native, 802.11, whose frame control many access points turn. RFC 5415, section 4.3 */
export function stepCapwap(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + CAPWAP_OCTETS > cursor.capturedEnd) return UDP;
  const preamble = view.getUint8(at);
  if (preamble === 1) return ENCRYPTED;
  if (preamble !== 0) return UDP;
  const flags = view.getUint16(at + 2);
  if (flags & CAPWAP_KEEP_ALIVE) return NOT_IP;
  if (flags & CAPWAP_FRAGMENT) return TUNNEL;
  cursor.at = at + Math.max((view.getUint8(at + 1) >> 3) << 2, CAPWAP_OCTETS);
  if (!(flags & CAPWAP_NATIVE)) return ETHERNET;
  if (((flags >> 9) & 0x1f) !== CAPWAP_WLAN || cursor.at >= cursor.capturedEnd) return TUNNEL;
  return (view.getUint8(cursor.at) & 0x0f) === WLAN_DATA ? WLAN : WLAN_SWAPPED;
}

const LWAPP_OCTETS = 6;
const LWAPP_CONTROL = 0x04;
const LWAPP_FRAGMENT = 0x02;

/** LWAPP: an 802.11 frame follows. RFC 5412, section 3.3 */
export function stepLwapp(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + LWAPP_OCTETS > cursor.capturedEnd) return UDP;
  const flags = view.getUint8(at);
  if (flags & LWAPP_CONTROL) return UDP;
  if (flags & LWAPP_FRAGMENT) return TUNNEL;
  cursor.at = at + LWAPP_OCTETS;
  return WLAN;
}

const TZSP_OCTETS = 4;
const TZSP_PADDING = 0;
const TZSP_END = 1;
const TZSP_TAGS_AT_MOST = 64;
const TZSP_PROTOCOLS = new Map<number, Next>([
  [0x01, ETHERNET],
  [0x12, WLAN],
  [0x77, PRISM],
  [0x7f, PRISM],
]);

/** TZSP: tagged fields up to one that ends them, and then the captured frame. */
export function stepTzsp(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + TZSP_OCTETS > capturedEnd || view.getUint8(at) !== 1) return UDP;
  let tag = at + TZSP_OCTETS;
  for (let count = 0; count < TZSP_TAGS_AT_MOST && tag + 1 < capturedEnd; count++) {
    const kind = view.getUint8(tag);
    if (kind === TZSP_END) {
      cursor.at = tag + 1;
      return TZSP_PROTOCOLS.get(view.getUint16(at + 2)) ?? TUNNEL;
    }
    tag += kind === TZSP_PADDING ? 1 : 2 + view.getUint8(tag + 1);
  }
  return UDP;
}
