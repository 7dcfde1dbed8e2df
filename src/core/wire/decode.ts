import { stepIp } from './ipv4.ts';
import { stepAuthentication, stepIpv6, stepIpv6Fragment, stepIpv6Options } from './ipv6.ts';
import {
  AUTHENTICATION,
  afterLinkType,
  BSD_LOOPBACK,
  type Cursor,
  E_TAG,
  ETHERNET,
  FIRST_LAYER,
  I_TAG,
  IP,
  IPV6,
  IPV6_FRAGMENT,
  IPV6_OPTIONS,
  LINUX_COOKED,
  LINUX_COOKED_2,
  LLC,
  type Next,
  type Step,
  TCP,
  VLAN_TAG,
} from './layers.ts';
import {
  stepBsdLoopback,
  stepETag,
  stepEthernet,
  stepITag,
  stepLinuxCooked,
  stepLinuxCooked2,
  stepLlc,
  stepVlanTag,
} from './link.ts';
import { type Outcome, TOO_MANY_LAYERS } from './outcome.ts';
import type { Segment } from './segment.ts';
import { stepTcp } from './tcp.ts';

/** Headers that a frame may have around its TCP header: more are no traffic but an attempt to keep us busy. */
export const LAYERS_AT_MOST = 32;

/** A frame that says it was longer is taken for this long: numbers stay small, and no link carries more. */
export const FRAME_OCTETS_AT_MOST = 1 << 28;

/**
 * How each layer is decoded, apart from the three in `decodeLayer`. A new encapsulation is a number and a row in
 * layers.ts and a row here.
 */
const STEPS: Step[] = [];
for (const [layer, step] of [
  [LINUX_COOKED, stepLinuxCooked],
  [LINUX_COOKED_2, stepLinuxCooked2],
  [BSD_LOOPBACK, stepBsdLoopback],
  [VLAN_TAG, stepVlanTag],
  [E_TAG, stepETag],
  [I_TAG, stepITag],
  [LLC, stepLlc],
  [IPV6, stepIpv6],
  [IPV6_OPTIONS, stepIpv6Options],
  [IPV6_FRAGMENT, stepIpv6Fragment],
  [AUTHENTICATION, stepAuthentication],
] as const satisfies readonly (readonly [number, Step])[]) {
  STEPS[layer - FIRST_LAYER] = step;
}

/** One for all frames: decoding runs from start to end without a pause. */
const cursor: Cursor = { view: new DataView(new ArrayBuffer(0)), at: 0, capturedEnd: 0, reportedEnd: 0 };

/**
 * Decodes the frame of `captured` octets at `start`, of which the wire had `original`, and fills `segment` if the
 * outcome is SEGMENT (else `segment` holds nothing of use). `linkType` is a LINKTYPE_ value. Never throws and never
 * reads outside the captured octets, which must lie inside `view`.
 */
export function decodeFrame(
  linkType: number,
  view: DataView,
  start: number,
  captured: number,
  original: number,
  segment: Segment,
): Outcome {
  cursor.view = view;
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
