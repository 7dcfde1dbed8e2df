/**
 * What decoding a frame came to: 0 is a TCP segment, every other number is an index into `OUTCOMES`. A number, because
 * one is made for every frame.
 */
export type Outcome = number;

export interface OutcomeEntry {
  /** `ignored`: sound, but nothing for us. `malformed`: cut or contradicting itself. */
  readonly kind: 'segment' | 'ignored' | 'malformed';
  /** As counted and shown. */
  readonly reason: string;
}

const entries: OutcomeEntry[] = [];

/** Every outcome, by its number. */
export const OUTCOMES: readonly OutcomeEntry[] = entries;

function outcome(kind: OutcomeEntry['kind'], reason: string): Outcome {
  entries.push({ kind, reason });
  return entries.length - 1;
}

export const SEGMENT = outcome('segment', 'tcp');

export const UNKNOWN_LINK_TYPE = outcome('ignored', 'unknown-link-type');
export const NOT_IP = outcome('ignored', 'not-ip');
export const ARP = outcome('ignored', 'arp');
/** A tunnel whose load only its ends understand, or that says so of itself. */
export const TUNNEL = outcome('ignored', 'tunnel');
export const PPP_COMPRESSED = outcome('ignored', 'ppp-compressed');
export const WLAN_ENCRYPTED = outcome('ignored', 'wlan-encrypted');
export const WLAN_FRAGMENT = outcome('ignored', 'wlan-fragment');
export const WLAN_AGGREGATE = outcome('ignored', 'wlan-aggregate');
export const MACSEC_ENCRYPTED = outcome('ignored', 'macsec-encrypted');
export const FRAME_PREEMPTED = outcome('ignored', 'frame-preempted');
export const TOO_MANY_LAYERS = outcome('ignored', 'too-many-layers');
/** A fragment that nothing waits for, because it was cut or stands in a packet that an ICMP error quotes. */
export const IP_FRAGMENT = outcome('ignored', 'ip-fragment');
/** A fragment whose packet was not complete with it; the frame that completes a packet counts as what the packet is. */
export const IP_FRAGMENT_HELD = outcome('ignored', 'ip-fragment-held');
export const NOT_TCP = outcome('ignored', 'not-tcp');
export const UDP = outcome('ignored', 'udp');
export const ICMP = outcome('ignored', 'icmp');
/** An ICMP error that quotes a TCP segment. */
export const ICMP_ERROR = outcome('ignored', 'icmp-error');
export const IGMP = outcome('ignored', 'igmp');
export const SCTP = outcome('ignored', 'sctp');
export const ENCRYPTED = outcome('ignored', 'ipsec-encrypted');

export const LINK_HEADER_CUT = outcome('malformed', 'link-header-cut');
export const TUNNEL_HEADER_CUT = outcome('malformed', 'tunnel-header-cut');
export const IP_BAD_VERSION = outcome('malformed', 'ip-bad-version');
export const IP_HEADER_CUT = outcome('malformed', 'ip-header-cut');
export const IP_BAD_HEADER_LENGTH = outcome('malformed', 'ip-bad-header-length');
export const IP_BAD_TOTAL_LENGTH = outcome('malformed', 'ip-bad-total-length');
export const IPV6_HEADER_CUT = outcome('malformed', 'ipv6-header-cut');
export const IPV6_EXTENSION_CUT = outcome('malformed', 'ipv6-extension-cut');
export const TCP_HEADER_CUT = outcome('malformed', 'tcp-header-cut');
