import type { FragmentTable } from './fragments.ts';
import type { Outcome } from './outcome.ts';
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
  /** The innermost VLAN tag so far, 0 without: fragments of one packet bear the same. */
  vlan: number;
  /** What puts fragments together; null where nothing does, as in a packet that an ICMP error quotes. */
  fragments: FragmentTable | null;
}

/** What comes behind a header: a layer (from FIRST_LAYER on), or an outcome, and then decoding is over. */
export type Next = number;

/** Decodes one header at the cursor, moves the cursor behind it, and says what follows. */
export type Step = (cursor: Cursor, segment: Segment) => Next | Outcome;

export const FIRST_LAYER = 64;
export const ETHERNET = 64;
export const IP = 65;
export const IPV6 = 66;
export const TCP = 67;
export const LINUX_COOKED = 68;
export const LINUX_COOKED_2 = 69;
export const BSD_LOOPBACK = 70;
export const VLAN_TAG = 71;
export const E_TAG = 72;
export const I_TAG = 73;
export const SHORT_TAG = 74;
export const MACSEC = 75;
export const LLC = 76;
export const UDP_LITE_PORTS = 77;
export const IPV6_OPTIONS = 78;
export const IPV6_FRAGMENT = 79;
export const AUTHENTICATION = 80;
export const ICMP_4 = 81;
export const ICMP_6 = 82;
export const UDP_PORTS = 83;
export const PPP = 84;
export const PPP_MULTILINK = 85;
export const PPP_UNCOMPRESSED_TCP = 86;
export const PPPOE = 87;
export const CISCO_HDLC = 88;
export const FRAME_RELAY = 89;
export const FDDI = 90;
export const TOKEN_RING = 91;
export const ARCNET = 92;
export const ARCNET_LINUX = 93;
export const IP_OVER_FIBRE_CHANNEL = 94;
export const IP_OVER_FIREWIRE = 95;
export const DOCSIS = 96;
export const WLAN = 97;
export const WLAN_PADDED = 98;
export const WLAN_SWAPPED = 99;
export const RADIOTAP = 100;
export const PRISM = 101;
export const PPI = 102;
export const PKTAP = 103;
export const NFLOG = 104;
export const PFLOG = 105;
export const ENC = 106;
export const ERF = 107;
export const NETANALYZER = 108;
export const MPACKET = 109;
export const PPP_WITH_DIRECTION = 110;
export const CISCO_HDLC_WITH_DIRECTION = 111;
export const FRAME_RELAY_WITH_DIRECTION = 112;
export const MPLS = 113;
export const NSH = 114;
export const GRE = 115;
export const ERSPAN = 116;
export const LWAPP = 117;
export const WCCP = 118;
export const ETHER_IP = 119;
export const TRILL = 120;
export const VXLAN = 121;
export const VXLAN_GPE = 122;
export const GENEVE = 123;
export const GTP = 124;
export const TEREDO = 125;
export const AYIYA = 126;
export const L2TP = 127;
export const LISP = 128;
export const CAPWAP = 129;
export const TZSP = 130;
export const JUNIPER_MIRROR = 131;
export const FABRIC_PATH = 132;
export const BATMAN = 133;
export const IP_OVER_INFINIBAND = 134;
export const JUNIPER_ETHERNET = 135;

/** Ends the frame at `end`, as a length in a header says, where it was to end later: what follows is padding. */
export function endAt(cursor: Cursor, end: number): void {
  if (end >= cursor.reportedEnd) return;
  cursor.reportedEnd = end;
  if (cursor.capturedEnd > end) cursor.capturedEnd = end;
}

/** A step over a header of fixed length that tells nothing, and what stands behind it. `cut` where it is not whole. */
export function stepOver(octets: number, next: Next, cut: Outcome): Step {
  return (cursor) => {
    cursor.at += octets;
    return cursor.at > cursor.capturedEnd ? cut : next;
  };
}
