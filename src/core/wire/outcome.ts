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
  /** Where decoding ended. */
  readonly layer: 'link' | 'ip' | 'transport';
  /** Octets that the header needs at least, where too few of them make the outcome; else null. */
  readonly needOctets: number | null;
}

const entries: OutcomeEntry[] = [];

/** Every outcome, by its number. */
export const OUTCOMES: readonly OutcomeEntry[] = entries;

function outcome(
  kind: OutcomeEntry['kind'],
  layer: OutcomeEntry['layer'],
  reason: string,
  needOctets: number | null = null,
): Outcome {
  entries.push({ kind, reason, layer, needOctets });
  return entries.length - 1;
}

export const SEGMENT = outcome('segment', 'transport', 'tcp');

export const UNKNOWN_LINK_TYPE = outcome('ignored', 'link', 'unknown-link-type');
export const NOT_IP = outcome('ignored', 'link', 'not-ip');
export const ARP = outcome('ignored', 'link', 'arp');
/** A tunnel whose load only its ends understand, or that says so of itself. */
export const TUNNEL = outcome('ignored', 'link', 'tunnel');
export const PPP_COMPRESSED = outcome('ignored', 'link', 'ppp-compressed');
export const WLAN_ENCRYPTED = outcome('ignored', 'link', 'wlan-encrypted');
export const WLAN_FRAGMENT = outcome('ignored', 'link', 'wlan-fragment');
export const WLAN_AGGREGATE = outcome('ignored', 'link', 'wlan-aggregate');
export const MACSEC_ENCRYPTED = outcome('ignored', 'link', 'macsec-encrypted');
export const FRAME_PREEMPTED = outcome('ignored', 'link', 'frame-preempted');
export const TOO_MANY_LAYERS = outcome('ignored', 'link', 'too-many-layers');
/** A fragment that nothing waits for, because it was cut or stands in a packet that an ICMP error quotes. */
export const IP_FRAGMENT = outcome('ignored', 'ip', 'ip-fragment');
/** A fragment whose packet was not complete with it; the frame that completes a packet counts as what the packet is. */
export const IP_FRAGMENT_HELD = outcome('ignored', 'ip', 'ip-fragment-held');
export const NOT_TCP = outcome('ignored', 'transport', 'not-tcp');
export const UDP = outcome('ignored', 'transport', 'udp');
export const ICMP = outcome('ignored', 'transport', 'icmp');
/** An ICMP error that quotes a TCP segment. */
export const ICMP_ERROR = outcome('ignored', 'transport', 'icmp-error');
export const IGMP = outcome('ignored', 'transport', 'igmp');
export const SCTP = outcome('ignored', 'transport', 'sctp');
export const ENCRYPTED = outcome('ignored', 'transport', 'ipsec-encrypted');

export const LINK_HEADER_CUT = outcome('malformed', 'link', 'link-header-cut');
export const TUNNEL_HEADER_CUT = outcome('malformed', 'link', 'tunnel-header-cut');
export const IP_BAD_VERSION = outcome('malformed', 'ip', 'ip-bad-version');
export const IP_HEADER_CUT = outcome('malformed', 'ip', 'ip-header-cut', 20);
export const IP_BAD_HEADER_LENGTH = outcome('malformed', 'ip', 'ip-bad-header-length', 20);
export const IP_BAD_TOTAL_LENGTH = outcome('malformed', 'ip', 'ip-bad-total-length');
export const IPV6_HEADER_CUT = outcome('malformed', 'ip', 'ipv6-header-cut', 40);
export const IPV6_EXTENSION_CUT = outcome('malformed', 'ip', 'ipv6-extension-cut', 8);
export const TCP_HEADER_CUT = outcome('malformed', 'transport', 'tcp-header-cut', 16);
