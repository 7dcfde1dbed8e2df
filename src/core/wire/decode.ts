import {
  stepEnc,
  stepErf,
  stepJuniperEthernet,
  stepMpacket,
  stepNflog,
  stepPflog,
  stepPktap,
  stepPpi,
} from './capture-headers.ts';
import { afterLinkType } from './followers.ts';
import type { FragmentTable } from './fragments.ts';
import { stepErspan, stepEtherIp, stepGre, stepWccp } from './gre.ts';
import { stepIcmp4, stepIcmp6 } from './icmp.ts';
import { stepIp } from './ipv4.ts';
import { stepAuthentication, stepIpv6, stepIpv6Fragment, stepIpv6Options } from './ipv6.ts';
import * as layers from './layers.ts';
import { type Cursor, ETHERNET, FIRST_LAYER, IP, type Next, type Step, stepOver, TCP } from './layers.ts';
import {
  stepBsdLoopback,
  stepETag,
  stepEthernet,
  stepIpOverFirewire,
  stepIpOverInfiniband,
  stepITag,
  stepLinuxCooked,
  stepLinuxCooked2,
  stepLlc,
  stepMacsec,
  stepShortTag,
  stepVlanTag,
} from './link.ts';
import { stepMpls, stepServiceHeader } from './mpls.ts';
import {
  stepArcnet,
  stepArcnetLinux,
  stepBatman,
  stepDocsis,
  stepFddi,
  stepTokenRing,
  stepTrill,
} from './older-links.ts';
import { LINK_HEADER_CUT, type Outcome, TOO_MANY_LAYERS } from './outcome.ts';
import {
  stepCiscoHdlc,
  stepFrameRelay,
  stepPpp,
  stepPppMultilink,
  stepPppoe,
  stepPppUncompressedTcp,
} from './ppp.ts';
import type { Segment } from './segment.ts';
import { stepTcp } from './tcp.ts';
import { stepUdp, stepUdpLite } from './udp.ts';
import {
  stepAyiya,
  stepCapwap,
  stepGeneve,
  stepGtp,
  stepJuniperMirror,
  stepL2tp,
  stepLisp,
  stepLwapp,
  stepTeredo,
  stepTzsp,
  stepVxlan,
  stepVxlanGpe,
} from './udp-tunnels.ts';
import { stepPrism, stepRadiotap, stepWlan, stepWlanPadded, stepWlanSwapped } from './wlan.ts';

/** Headers that a frame may have around its TCP header: more are no traffic but an attempt to keep us busy. */
export const LAYERS_AT_MOST = 32;

/** A frame that says it was longer is taken for this long: numbers stay small, and no link carries more. */
const FRAME_OCTETS_AT_MOST = 1 << 28;

/**
 * How each layer is decoded, apart from the three in `decodeLayer`. A new encapsulation is a number in layers.ts, a row
 * in followers.ts and a row here.
 */
const STEPS: Step[] = [];
for (const [layer, step] of [
  [layers.LINUX_COOKED, stepLinuxCooked],
  [layers.LINUX_COOKED_2, stepLinuxCooked2],
  [layers.BSD_LOOPBACK, stepBsdLoopback],
  [layers.VLAN_TAG, stepVlanTag],
  [layers.E_TAG, stepETag],
  [layers.I_TAG, stepITag],
  [layers.SHORT_TAG, stepShortTag],
  [layers.MACSEC, stepMacsec],
  [layers.LLC, stepLlc],
  [layers.IP_OVER_FIREWIRE, stepIpOverFirewire],
  [layers.IP_OVER_INFINIBAND, stepIpOverInfiniband],
  [layers.JUNIPER_ETHERNET, stepJuniperEthernet],
  [layers.IPV6, stepIpv6],
  [layers.IPV6_OPTIONS, stepIpv6Options],
  [layers.IPV6_FRAGMENT, stepIpv6Fragment],
  [layers.AUTHENTICATION, stepAuthentication],
  [layers.ICMP_4, stepIcmp4],
  [layers.ICMP_6, stepIcmp6],
  [layers.UDP_PORTS, stepUdp],
  [layers.UDP_LITE_PORTS, stepUdpLite],
  [layers.PPP, stepPpp],
  [layers.PPP_MULTILINK, stepPppMultilink],
  [layers.PPP_UNCOMPRESSED_TCP, stepPppUncompressedTcp],
  [layers.PPPOE, stepPppoe],
  [layers.CISCO_HDLC, stepCiscoHdlc],
  [layers.FRAME_RELAY, stepFrameRelay],
  [layers.FDDI, stepFddi],
  [layers.TOKEN_RING, stepTokenRing],
  [layers.ARCNET, stepArcnet],
  [layers.ARCNET_LINUX, stepArcnetLinux],
  [layers.DOCSIS, stepDocsis],
  [layers.BATMAN, stepBatman],
  [layers.TRILL, stepTrill],
  [layers.WLAN, stepWlan],
  [layers.WLAN_PADDED, stepWlanPadded],
  [layers.WLAN_SWAPPED, stepWlanSwapped],
  [layers.RADIOTAP, stepRadiotap],
  [layers.PRISM, stepPrism],
  [layers.PPI, stepPpi],
  [layers.PKTAP, stepPktap],
  [layers.NFLOG, stepNflog],
  [layers.PFLOG, stepPflog],
  [layers.ENC, stepEnc],
  [layers.ERF, stepErf],
  [layers.MPACKET, stepMpacket],
  [layers.MPLS, stepMpls],
  [layers.NSH, stepServiceHeader],
  [layers.GRE, stepGre],
  [layers.ERSPAN, stepErspan],
  [layers.WCCP, stepWccp],
  [layers.ETHER_IP, stepEtherIp],
  [layers.VXLAN, stepVxlan],
  [layers.VXLAN_GPE, stepVxlanGpe],
  [layers.GENEVE, stepGeneve],
  [layers.GTP, stepGtp],
  [layers.TEREDO, stepTeredo],
  [layers.AYIYA, stepAyiya],
  [layers.L2TP, stepL2tp],
  [layers.LISP, stepLisp],
  [layers.CAPWAP, stepCapwap],
  [layers.LWAPP, stepLwapp],
  [layers.TZSP, stepTzsp],
  [layers.JUNIPER_MIRROR, stepJuniperMirror],
  [layers.IP_OVER_FIBRE_CHANNEL, stepOver(16, layers.LLC, LINK_HEADER_CUT)],
  [layers.FABRIC_PATH, stepOver(2, layers.ETHERNET, LINK_HEADER_CUT)],
  [layers.NETANALYZER, stepOver(4, layers.ETHERNET, LINK_HEADER_CUT)],
  [layers.PPP_WITH_DIRECTION, stepOver(1, layers.PPP, LINK_HEADER_CUT)],
  [layers.CISCO_HDLC_WITH_DIRECTION, stepOver(1, layers.CISCO_HDLC, LINK_HEADER_CUT)],
  [layers.FRAME_RELAY_WITH_DIRECTION, stepOver(1, layers.FRAME_RELAY, LINK_HEADER_CUT)],
] as const satisfies readonly (readonly [number, Step])[]) {
  STEPS[layer - FIRST_LAYER] = step;
}

/** One for all frames: decoding runs from start to end without a pause. */
const cursor: Cursor = {
  view: new DataView(new ArrayBuffer(0)),
  at: 0,
  capturedEnd: 0,
  reportedEnd: 0,
  vlan: 0,
  fragments: null,
};

/**
 * Decodes the frame of `captured` octets at `start`, of which the wire had `original`, and fills `segment` if the
 * outcome is SEGMENT, or in part if it is ICMP_ERROR (else `segment` holds nothing of use). `linkType` is a LINKTYPE_
 * value; `fragments` puts fragments together, which are not otherwise. Where several packets of one frame are wrapped in
 * each other, the innermost one counts. Never throws and never reads outside the captured octets, which must lie inside
 * `view`.
 */
export function decodeFrame(
  linkType: number,
  view: DataView,
  start: number,
  captured: number,
  original: number,
  segment: Segment,
  fragments: FragmentTable | null = null,
): Outcome {
  segment.datagram = null;
  cursor.view = view;
  cursor.vlan = 0;
  cursor.fragments = fragments;
  cursor.at = start;
  cursor.capturedEnd = start + captured;
  cursor.reportedEnd = start + Math.min(Math.max(original, captured), FRAME_OCTETS_AT_MOST);
  let next = afterLinkType(linkType);
  for (let layers = 0; next >= FIRST_LAYER; layers++) {
    if (layers === LAYERS_AT_MOST) return TOO_MANY_LAYERS;
    next = decodeLayer(next, segment);
  }
  return next;
}

function decodeLayer(layer: Next, segment: Segment): Next {
  // Nearly every frame is these three, and only calls by name are compiled into one piece: that saves a quarter.
  switch (layer) {
    case ETHERNET:
      return stepEthernet(cursor);
    case IP:
      return stepIp(cursor, segment);
    case TCP:
      return stepTcp(cursor, segment);
    default:
      return (STEPS[layer - FIRST_LAYER] as Step)(cursor, segment);
  }
}
