import {
  afterAddressFamily,
  afterEtherType,
  afterGreType,
  afterNetworkProtocol,
  LENGTH_AT_MOST,
} from './followers.ts';
import { type Cursor, ETHERNET, endAt, IP, LLC, type Next, PPP, RADIOTAP } from './layers.ts';
import { LINK_HEADER_CUT, MACSEC_ENCRYPTED, NOT_IP } from './outcome.ts';

const ETHERNET_OCTETS = 14;
const COOKED_OCTETS = 16;
const COOKED_2_OCTETS = 20;
const LOOPBACK_OCTETS = 4;
const INFINIBAND_OCTETS = 44;
const INFINIBAND_TYPE = 40;
const FIREWIRE_OCTETS = 18;
const SHORT_TAG_OCTETS = 6;
const VLAN_OCTETS = 4;
const VLAN_MASK = 0x0fff;
const E_TAG_OCTETS = 8;
const I_TAG_OCTETS = 4;
/** Short and long security tag, with the Ethernet type behind; the bits that say so, and that the load is not clear. */
const MACSEC_OCTETS = 8;
const MACSEC_LONG_OCTETS = 16;
const MACSEC_HAS_CHANNEL = 0x20;
const MACSEC_CHANGED = 0x0c;
const LLC_OCTETS = 3;
const SNAP_OCTETS = 5;
const ATM_PADDING_OCTETS = 2;

/** The control field of a frame with data, numbered (of two octets) or not; SAPs of SNAP and others. IEEE 802.2 */
export const UNNUMBERED_INFORMATION = 0x03;
const NO_INFORMATION = 0x01;
const SAPS_SNAP = 0xaaaa;
const SAPS_NETWORK_PROTOCOL = 0xfefe;
const SAP_IP = 0x06;
/** RFC 1662, section 3.1 */
export const PPP_ADDRESS_AND_CONTROL = 0xff03;
/** Organisation codes under which a SNAP protocol is an Ethernet type: encapsulated Ethernet, bridged Ethernet. */
const OUI_ENCAPSULATED_ETHERNET = 0x000000;
const OUI_802_1H = 0x0000f8;
/** RFC 2427 and RFC 2684: bridged Ethernet, with its check sequence or without, behind two octets of padding on ATM. */
const OUI_802_1 = 0x0080c2;
const BRIDGED_ETHERNET: readonly number[] = [0x0001, 0x0007];

/** Ethernet II, or IEEE 802.3 where the type field is a length. */
export function stepEthernet(cursor: Cursor): Next {
  return stepToType(cursor, ETHERNET_OCTETS);
}

/** IP over IEEE 1394 as Apple captures it: two addresses of eight octets and a type. */
export function stepIpOverFirewire(cursor: Cursor): Next {
  return stepToType(cursor, FIREWIRE_OCTETS);
}

/** IP over InfiniBand: a global routing header of 40 octets, a type, and two octets that say nothing. RFC 4391 */
export function stepIpOverInfiniband(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + INFINIBAND_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + INFINIBAND_OCTETS;
  return afterEtherType(view.getUint16(at + INFINIBAND_TYPE));
}

/** An IEEE 802.1Q, 802.1ad or 0x9100 tag: two octets of tag and the type behind it. */
export function stepVlanTag(cursor: Cursor): Next {
  if (cursor.at + VLAN_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.vlan = cursor.view.getUint16(cursor.at) & VLAN_MASK;
  return stepToType(cursor, VLAN_OCTETS);
}

/** An IEEE 802.1BR E-TAG, or a security group tag of Cisco's, which is as long. */
export function stepETag(cursor: Cursor): Next {
  return stepToType(cursor, E_TAG_OCTETS);
}

/** A tag of four octets and the type behind it: HSR (IEC 62439-3), R-TAG (IEEE 802.1CB), VN-tag. */
export function stepShortTag(cursor: Cursor): Next {
  return stepToType(cursor, SHORT_TAG_OCTETS);
}

/** A security tag of IEEE 802.1AE; what it protects can be read unless it is encrypted or changed. */
export function stepMacsec(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at >= cursor.capturedEnd) return LINK_HEADER_CUT;
  const control = view.getUint8(at);
  if (control & MACSEC_CHANGED) return MACSEC_ENCRYPTED;
  return stepToType(cursor, control & MACSEC_HAS_CHANNEL ? MACSEC_LONG_OCTETS : MACSEC_OCTETS);
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
  endAt(cursor, behind + type);
  return LLC;
}

/** IEEE 802.2 logical link control, with SNAP (RFC 1042) or a network protocol (RFC 2684) where it says so. */
export function stepLlc(cursor: Cursor): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + LLC_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  const control = view.getUint8(at + 2);
  const isInformation = !(control & NO_INFORMATION);
  if (!isInformation && control !== UNNUMBERED_INFORMATION) return NOT_IP;
  cursor.at = at + LLC_OCTETS + (isInformation ? 1 : 0);
  if (view.getUint8(at) === SAP_IP) return IP;
  const saps = view.getUint16(at);
  if (saps === SAPS_SNAP) return stepSnap(cursor, ATM_PADDING_OCTETS);
  return saps === SAPS_NETWORK_PROTOCOL ? stepNetworkProtocol(cursor) : NOT_IP;
}

function stepNetworkProtocol(cursor: Cursor): Next {
  if (cursor.at >= cursor.capturedEnd) return LINK_HEADER_CUT;
  return afterNetworkProtocol(cursor.view.getUint8(cursor.at++));
}

/** SNAP, an organisation and what it calls a protocol; bridged Ethernet stands behind `padding` octets. */
export function stepSnap(cursor: Cursor, padding: number): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + SNAP_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  const organisation = (view.getUint16(at) << 8) | view.getUint8(at + 2);
  const protocol = view.getUint16(at + 3);
  cursor.at = at + SNAP_OCTETS;
  if (organisation === OUI_ENCAPSULATED_ETHERNET || organisation === OUI_802_1H)
    return afterEtherType(protocol);
  if (organisation !== OUI_802_1 || !BRIDGED_ETHERNET.includes(protocol)) return NOT_IP;
  cursor.at += padding;
  return ETHERNET;
}

/** Linux cooked capture (LINKTYPE_LINUX_SLL): the device's type is the second field, the protocol the last. */
export function stepLinuxCooked(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + COOKED_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + COOKED_OCTETS;
  return afterCookedProtocol(view.getUint16(at + 2), view.getUint16(at + COOKED_OCTETS - 2));
}

/** Linux cooked capture version 2 (LINKTYPE_LINUX_SLL2): the protocol is the first field. */
export function stepLinuxCooked2(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + COOKED_2_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + COOKED_2_OCTETS;
  return afterCookedProtocol(view.getUint16(at + 8), view.getUint16(at));
}

/** ARPHRD_ values under which the protocol is no Ethernet type. */
const GRE_DEVICE = 778;
const RADIOTAP_DEVICE = 803;
const NETLINK_DEVICE = 824;

/** Protocols of Linux that are no Ethernet types (if_ether.h). */
const LINUX_PROTOCOLS = new Map<number, Next>([
  [0x0003, ETHERNET],
  [0x0004, LLC],
  [0x0007, PPP],
]);

function afterCookedProtocol(device: number, protocol: number): Next {
  if (device === GRE_DEVICE) return afterGreType(protocol);
  if (device === RADIOTAP_DEVICE && protocol <= LENGTH_AT_MOST) return RADIOTAP;
  if (device === NETLINK_DEVICE) return NOT_IP;
  return LINUX_PROTOCOLS.get(protocol) ?? afterEtherType(protocol);
}

/**
 * BSD loopback: an address family, in the byte order of the machine that captured (LINKTYPE_NULL) or of the network
 * (LINKTYPE_LOOP). Families are small numbers, so the order shows by itself, and so does PPP, which some devices send.
 */
export function stepBsdLoopback(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + LOOPBACK_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  cursor.at = at + LOOPBACK_OCTETS;
  const big = view.getUint32(at);
  if (big >>> 16 === PPP_ADDRESS_AND_CONTROL) {
    cursor.at = at;
    return PPP;
  }
  const family = big <= 0xffff ? big : view.getUint32(at, true);
  if (family > 0xffff) return NOT_IP;
  return family > LENGTH_AT_MOST ? afterEtherType(family) : afterAddressFamily(family);
}
