import type { Next } from './layers.ts';
import * as layers from './layers.ts';
import {
  ARP,
  ENCRYPTED,
  IGMP,
  NOT_IP,
  NOT_TCP,
  PPP_COMPRESSED,
  SCTP,
  TUNNEL,
  UNKNOWN_LINK_TYPE,
} from './outcome.ts';

/*
 * What follows which number in a header: the one place where encapsulations meet. Where Wireshark, with the preferences
 * it comes with, knows a number, so do these tables, because a capture should have the same streams in both.
 */

type Rows = readonly (readonly [number, Next])[];

function table(size: number, otherwise: Next, rows: Rows): Uint8Array {
  const next = new Uint8Array(size).fill(otherwise);
  for (const [value, layer] of rows) next[value] = layer;
  return next;
}

/** What a link type begins with. https://www.tcpdump.org/linktypes.html */
const LINK_TYPES = table(0x1_0000, UNKNOWN_LINK_TYPE, [
  [0, layers.BSD_LOOPBACK],
  [1, layers.ETHERNET],
  [6, layers.TOKEN_RING],
  [7, layers.ARCNET],
  [9, layers.PPP],
  [10, layers.FDDI],
  // DLT_RAW has another number on OpenBSD and on other systems, and files carry either beside the LINKTYPE_ value.
  [12, layers.IP],
  [14, layers.IP],
  [50, layers.PPP],
  [51, layers.PPPOE],
  [100, layers.LLC],
  [101, layers.IP],
  [104, layers.CISCO_HDLC],
  [105, layers.WLAN],
  [106, layers.IP],
  [107, layers.FRAME_RELAY],
  [108, layers.BSD_LOOPBACK],
  [109, layers.ENC],
  [113, layers.LINUX_COOKED],
  [117, layers.PFLOG],
  [119, layers.PRISM],
  [122, layers.IP_OVER_FIBRE_CHANNEL],
  [127, layers.RADIOTAP],
  [129, layers.ARCNET_LINUX],
  [138, layers.IP_OVER_FIREWIRE],
  [143, layers.DOCSIS],
  [163, layers.PRISM],
  [166, layers.PPP_WITH_DIRECTION],
  [178, layers.JUNIPER_ETHERNET],
  [192, layers.PPI],
  [197, layers.ERF],
  [204, layers.PPP_WITH_DIRECTION],
  [205, layers.CISCO_HDLC_WITH_DIRECTION],
  [206, layers.FRAME_RELAY_WITH_DIRECTION],
  [219, layers.MPLS],
  [228, layers.IP],
  [229, layers.IPV6],
  [239, layers.NFLOG],
  [240, layers.NETANALYZER],
  [242, layers.IP_OVER_INFINIBAND],
  [258, layers.PKTAP],
  [274, layers.MPACKET],
  [276, layers.LINUX_COOKED_2],
]);

/** https://www.iana.org/assignments/ieee-802-numbers */
const ETHER_TYPES = table(0x1_0000, NOT_IP, [
  [0x0800, layers.IP],
  [0x0806, ARP],
  [0x22f3, layers.TRILL],
  [0x4305, layers.BATMAN],
  [0x6558, layers.ETHERNET],
  [0x8100, layers.VLAN_TAG],
  [0x86dd, layers.IPV6],
  [0x8847, layers.MPLS],
  [0x8848, layers.MPLS],
  [0x8864, layers.PPPOE],
  [0x8870, layers.LLC],
  [0x88a8, layers.VLAN_TAG],
  [0x88e5, layers.MACSEC],
  [0x88e7, layers.I_TAG],
  [0x8903, layers.FABRIC_PATH],
  [0x8909, layers.E_TAG],
  [0x8926, layers.SHORT_TAG],
  [0x892f, layers.SHORT_TAG],
  [0x893f, layers.E_TAG],
  [0x894f, layers.NSH],
  [0x9100, layers.VLAN_TAG],
  [0xf1c1, layers.SHORT_TAG],
]);

/** https://www.iana.org/assignments/protocol-numbers; IPv6 extension headers share the numbers. */
const IP_PROTOCOLS = table(0x100, NOT_TCP, [
  [0, layers.IPV6_OPTIONS],
  [1, layers.ICMP_4],
  [2, IGMP],
  [4, layers.IP],
  [6, layers.TCP],
  [17, layers.UDP_PORTS],
  [41, layers.IPV6],
  [43, layers.IPV6_OPTIONS],
  [44, layers.IPV6_FRAGMENT],
  [47, layers.GRE],
  [50, ENCRYPTED],
  [51, layers.AUTHENTICATION],
  [58, layers.ICMP_6],
  [60, layers.IPV6_OPTIONS],
  [97, layers.ETHER_IP],
  [108, TUNNEL],
  // The pseudowire that a session of L2TPv3 carries is agreed upon by other means.
  [115, TUNNEL],
  [132, SCTP],
  [136, layers.UDP_LITE_PORTS],
  [137, layers.MPLS],
  [140, layers.IPV6_OPTIONS],
  [143, layers.ETHERNET],
]);

/** Address families of BSD: IPv4, then IPv6 as NetBSD and OpenBSD, FreeBSD, and macOS number it. */
const ADDRESS_FAMILIES = table(0x100, NOT_IP, [
  [2, layers.IP],
  [24, layers.IPV6],
  [28, layers.IPV6],
  [30, layers.IPV6],
]);

/** https://www.iana.org/assignments/ppp-numbers */
const PPP_PROTOCOLS = table(0x1_0000, NOT_IP, [
  [0x0021, layers.IP],
  [0x002d, PPP_COMPRESSED],
  [0x002f, layers.PPP_UNCOMPRESSED_TCP],
  [0x003d, layers.PPP_MULTILINK],
  [0x0057, layers.IPV6],
  [0x00fb, PPP_COMPRESSED],
  [0x00fd, PPP_COMPRESSED],
  [0x0281, layers.MPLS],
  [0x0283, layers.MPLS],
  [0x0800, layers.IP],
  [0x86dd, layers.IPV6],
]);

/** Protocol types of GRE: Ethernet types and others. RFC 2784, section 2.4 */
const GRE_TYPES = new Map<number, Next>([
  [0x0800, layers.IP],
  [0x22eb, layers.ERSPAN],
  [0x6400, layers.ETHERNET],
  [0x6558, layers.ETHERNET],
  [0x6559, layers.FRAME_RELAY],
  [0x86dd, layers.IPV6],
  [0x880b, layers.PPP],
  [0x883e, layers.WCCP],
  [0x8847, layers.MPLS],
  [0x8848, layers.MPLS],
  // PPP as on a serial line, with its octets escaped.
  [0x8881, TUNNEL],
  [0x88be, layers.ERSPAN],
  [0x88d2, TUNNEL],
  [0x894f, layers.NSH],
]);
// Aruba mirrors 802.11 frames under a type for each access point's queue.
for (let type = 0x8200; type <= 0x8370; type += 0x10) GRE_TYPES.set(type, layers.WLAN);

/** Network layer protocol identifiers. RFC 2427, section 4 */
const NETWORK_PROTOCOLS = table(0x100, NOT_IP, [
  [0x8e, layers.IPV6],
  [0xcc, layers.IP],
  [0xcf, layers.PPP],
]);

/** UDP ports that tunnels use; 0 for every other. */
const UDP_TUNNELS = table(0x1_0000, 0, [
  [1701, layers.L2TP],
  [2123, layers.GTP],
  [2152, layers.GTP],
  [3386, layers.GTP],
  [3544, layers.TEREDO],
  [4341, layers.LISP],
  [4754, layers.GRE],
  [4789, layers.VXLAN],
  [4790, layers.VXLAN_GPE],
  [5072, layers.AYIYA],
  [5247, layers.CAPWAP],
  [6081, layers.GENEVE],
  [6635, layers.MPLS],
  [12222, layers.LWAPP],
  [12223, layers.LWAPP],
  [30030, layers.JUNIPER_MIRROR],
  [37008, layers.TZSP],
]);

/** Next protocols of a network service header and of VXLAN-GPE. RFC 8300, section 2.2 */
const SERVICE_PROTOCOLS = table(0x100, TUNNEL, [
  [1, layers.IP],
  [2, layers.IPV6],
  [3, layers.ETHERNET],
  [4, layers.NSH],
  [5, layers.MPLS],
]);

/** The layer that frames of a LINKTYPE_ value begin with. */
export function afterLinkType(linkType: number): Next {
  return LINK_TYPES[linkType] ?? UNKNOWN_LINK_TYPE;
}

/** An Ethernet type field up to here is the length of an IEEE 802.3 frame. */
export const LENGTH_AT_MOST = 1500;

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

/** The layer behind a PPP protocol field (16 bits). */
export function afterPppProtocol(protocol: number): Next {
  return PPP_PROTOCOLS[protocol] as Next;
}

/** The layer behind the protocol type of a GRE header (16 bits). */
export function afterGreType(type: number): Next {
  return GRE_TYPES.get(type) ?? NOT_IP;
}

/** The layer behind the next protocol field of a network service header or of VXLAN-GPE (8 bits). */
export function afterServiceProtocol(protocol: number): Next {
  return SERVICE_PROTOCOLS[protocol] as Next;
}

/** The layer behind a network layer protocol identifier (8 bits). */
export function afterNetworkProtocol(identifier: number): Next {
  return NETWORK_PROTOCOLS[identifier] as Next;
}

/** The tunnel behind a UDP header: that of the lower port before that of the higher one; 0 where there is none. */
export function afterUdpPorts(source: number, destination: number): Next {
  const lower = UDP_TUNNELS[Math.min(source, destination)] as Next;
  return lower === 0 ? (UDP_TUNNELS[Math.max(source, destination)] as Next) : lower;
}
