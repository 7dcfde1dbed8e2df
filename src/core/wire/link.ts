import { afterAddressFamily, afterEtherType, type Cursor, ETHERNET, IP, LLC, type Next } from './layers.ts';
import { LINK_HEADER_CUT, NOT_IP } from './outcome.ts';

const ETHERNET_OCTETS = 14;
const COOKED_OCTETS = 16;
const COOKED_2_OCTETS = 20;
const LOOPBACK_OCTETS = 4;
const VLAN_OCTETS = 4;
const E_TAG_OCTETS = 8;
const I_TAG_OCTETS = 4;
const LLC_OCTETS = 3;
const SNAP_OCTETS = 8;

/** A type field up to here is the length of an IEEE 802.3 frame. */
const LENGTH_AT_MOST = 1500;
const LLC_IN_COOKED = 0x0004;

/** The control field of a frame with data, both SAPs of a SNAP header, and the SAP of IP. IEEE 802, section 9. */
const UNNUMBERED_INFORMATION = 0x03;
const SAPS_SNAP = 0xaaaa;
const SAP_IP = 0x06;
/** Organisation codes under which a SNAP protocol is an Ethernet type: encapsulated Ethernet, bridged Ethernet. */
const OUI_ENCAPSULATED_ETHERNET = 0x000000;
const OUI_802_1H = 0x0000f8;

/** Ethernet II, or IEEE 802.3 where the type field is a length. */
export function stepEthernet(cursor: Cursor): Next {
  return stepToType(cursor, ETHERNET_OCTETS);
}

/** An IEEE 802.1Q, 802.1ad or 0x9100 tag: two octets of tag and the type behind it. */
export function stepVlanTag(cursor: Cursor): Next {
  return stepToType(cursor, VLAN_OCTETS);
}

/** An IEEE 802.1BR E-TAG. */
export function stepETag(cursor: Cursor): Next {
  return stepToType(cursor, E_TAG_OCTETS);
}

/** An IEEE 802.1ah I-TAG: a whole Ethernet header follows. */
export function stepITag(cursor: Cursor): Next {
  cursor.at += I_TAG_OCTETS;
  return ETHERNET;
}

/** Moves over a header whose last two octets are an Ethernet type or a length. */
function stepToType(cursor: Cursor, octets: number): Next {
  const behind = cursor.at + octets;
  if (behind > cursor.capturedEnd) return LINK_HEADER_CUT;
  const type = cursor.view.getUint16(behind - 2);
  cursor.at = behind;
  if (type > LENGTH_AT_MOST) return afterEtherType(type);
  if (behind + type < cursor.reportedEnd) {
    cursor.reportedEnd = behind + type;
    if (cursor.capturedEnd > cursor.reportedEnd) cursor.capturedEnd = cursor.reportedEnd;
  }
  return LLC;
}

/** IEEE 802.2 logical link control, with SNAP (RFC 1042) where it says so. */
export function stepLlc(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + LLC_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  if (view.getUint8(at + 2) !== UNNUMBERED_INFORMATION) return NOT_IP;
  if (view.getUint8(at) === SAP_IP) {
    cursor.at = at + LLC_OCTETS;
    return IP;
  }
  if (view.getUint16(at) !== SAPS_SNAP) return NOT_IP;
  if (at + SNAP_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  const organisation = (view.getUint16(at + 3) << 8) | view.getUint8(at + 5);
  if (organisation !== OUI_ENCAPSULATED_ETHERNET && organisation !== OUI_802_1H) return NOT_IP;
  cursor.at = at + SNAP_OCTETS;
  return afterEtherType(view.getUint16(at + 6));
}

/** Linux cooked capture (LINKTYPE_LINUX_SLL): the protocol is the last field. */
export function stepLinuxCooked(cursor: Cursor): Next {
  const behind = cursor.at + COOKED_OCTETS;
  if (behind > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = behind;
  return afterCookedProtocol(cursor.view.getUint16(behind - 2));
}

/** Linux cooked capture version 2 (LINKTYPE_LINUX_SLL2): the protocol is the first field. */
export function stepLinuxCooked2(cursor: Cursor): Next {
  const { at } = cursor;
  if (at + COOKED_2_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + COOKED_2_OCTETS;
  return afterCookedProtocol(cursor.view.getUint16(at));
}

function afterCookedProtocol(protocol: number): Next {
  return protocol === LLC_IN_COOKED ? LLC : afterEtherType(protocol);
}

/**
 * BSD loopback: an address family, in the byte order of the machine that captured (LINKTYPE_NULL) or of the network
 * (LINKTYPE_LOOP). Families are small numbers, so the order shows by itself.
 */
export function stepBsdLoopback(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + LOOPBACK_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + LOOPBACK_OCTETS;
  const big = view.getUint32(at);
  const family = big <= 0xffff ? big : view.getUint32(at, true);
  if (family > 0xffff) return NOT_IP;
  return family > LENGTH_AT_MOST ? afterEtherType(family) : afterAddressFamily(family);
}
