import {
  ARP,
  ENCRYPTED,
  ICMP,
  IGMP,
  NOT_IP,
  NOT_TCP,
  type Outcome,
  SCTP,
  TUNNEL,
  UDP,
  UNKNOWN_LINK_TYPE,
} from './outcome.ts';
import type { Segment } from './segment.ts';

/**
 * Where decoding stands in a frame. Octets from `at` to `capturedEnd` are there and may be read; the lengths in the
 * headers say that the frame went on to `reportedEnd`, which is never before `capturedEnd`.
 */
export interface Cursor {
  view: DataView;
  at: number;
  capturedEnd: number;
  reportedEnd: number;
}

/** What comes behind a header: a layer (from FIRST_LAYER on), or an outcome, and then decoding is over. */
export type Next = number;

/** Decodes one header at the cursor, moves the cursor behind it, and says what follows. */
export type Step = (cursor: Cursor, segment: Segment) => Next | Outcome;

export const FIRST_LAYER = 64;
export const ETHERNET = 64;
export const LINUX_COOKED = 65;
export const LINUX_COOKED_2 = 66;
export const BSD_LOOPBACK = 67;
export const VLAN_TAG = 68;
export const E_TAG = 69;
export const I_TAG = 70;
export const LLC = 71;
export const IP = 72;
export const IPV6 = 73;
export const IPV6_OPTIONS = 74;
export const IPV6_FRAGMENT = 75;
export const AUTHENTICATION = 76;
export const TCP = 77;

function table(size: number, otherwise: Next, rows: readonly (readonly [number, Next])[]): Uint8Array {
  const next = new Uint8Array(size).fill(otherwise);
  for (const [value, layer] of rows) next[value] = layer;
  return next;
}

/** What a link type begins with. https://www.tcpdump.org/linktypes.html */
const LINK_TYPES = table(0x1_0000, UNKNOWN_LINK_TYPE, [
  [0, BSD_LOOPBACK],
  [1, ETHERNET],
  // DLT_RAW has another number on OpenBSD and on other systems, and files carry either beside the LINKTYPE_ value.
  [12, IP],
  [14, IP],
  [101, IP],
  [108, BSD_LOOPBACK],
  [113, LINUX_COOKED],
  [228, IP],
  [229, IPV6],
  [276, LINUX_COOKED_2],
]);

/** https://www.iana.org/assignments/ieee-802-numbers */
const ETHER_TYPES = table(0x1_0000, NOT_IP, [
  [0x0800, IP],
  [0x0806, ARP],
  [0x8100, VLAN_TAG],
  [0x86dd, IPV6],
  [0x8847, TUNNEL],
  [0x8848, TUNNEL],
  [0x8864, TUNNEL],
  [0x88a8, VLAN_TAG],
  [0x88e7, I_TAG],
  [0x893f, E_TAG],
  [0x9100, VLAN_TAG],
]);

/** https://www.iana.org/assignments/protocol-numbers; IPv6 extension headers share the numbers. */
const IP_PROTOCOLS = table(0x100, NOT_TCP, [
  [0, IPV6_OPTIONS],
  [1, ICMP],
  [2, IGMP],
  [4, TUNNEL],
  [6, TCP],
  [17, UDP],
  [41, TUNNEL],
  [43, IPV6_OPTIONS],
  [44, IPV6_FRAGMENT],
  [47, TUNNEL],
  [50, ENCRYPTED],
  [51, AUTHENTICATION],
  [58, ICMP],
  [60, IPV6_OPTIONS],
  [132, SCTP],
  [135, IPV6_OPTIONS],
  [137, TUNNEL],
  [139, IPV6_OPTIONS],
  [140, IPV6_OPTIONS],
]);

/** Address families of BSD_LOOPBACK: IPv4, then IPv6 as NetBSD and OpenBSD, FreeBSD, and macOS number it. */
const ADDRESS_FAMILIES = table(0x100, NOT_IP, [
  [2, IP],
  [24, IPV6],
  [28, IPV6],
  [30, IPV6],
]);

/** The layer that frames of a LINKTYPE_ value begin with. */
export function afterLinkType(linkType: number): Next {
  return LINK_TYPES[linkType] ?? UNKNOWN_LINK_TYPE;
}

/** The layer behind an Ethernet type field of 1536 or more (16 bits). */
export function afterEtherType(etherType: number): Next {
  return ETHER_TYPES[etherType] as Next;
}

/** The layer behind an IPv4 protocol or an IPv6 next header field (8 bits). */
export function afterIpProtocol(protocol: number): Next {
  return IP_PROTOCOLS[protocol] as Next;
}

/** The layer behind a BSD address family. */
export function afterAddressFamily(family: number): Next {
  return ADDRESS_FAMILIES[family] ?? NOT_IP;
}
