import { stepIp } from './ipv4.ts';
import { stepAuthentication, stepIpv6, stepIpv6Fragment, stepIpv6Options } from './ipv6.ts';
import {
  AUTHENTICATION,
  type Cursor,
  IPV6,
  IPV6_FRAGMENT,
  IPV6_OPTIONS,
  type Next,
  type Step,
  TCP,
} from './layers.ts';
import { ICMP, ICMP_ERROR } from './outcome.ts';
import type { Segment } from './segment.ts';

/** Of every error message; the packet that it is about follows. RFC 792; RFC 4443, section 2.1 */
const HEADER_OCTETS = 8;
/** What an error quotes of a transport header at the least: ports and, of TCP, the sequence number. */
const QUOTED_OCTETS = 8;
const EXTENSIONS_AT_MOST = 8;

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS_4: readonly number[] = [3, 4, 5, 11, 12];
/** Destination unreachable, packet too big, time exceeded, parameter problem. */
const ERRORS_6: readonly number[] = [1, 2, 3, 4];

const EXTENSION_STEPS: Readonly<Record<number, Step>> = {
  [IPV6_OPTIONS]: stepIpv6Options,
  [IPV6_FRAGMENT]: stepIpv6Fragment,
  [AUTHENTICATION]: stepAuthentication,
};

/** An ICMP message: ICMP_ERROR where it is an error about a TCP segment, of which `segment` then tells. */
export function stepIcmp4(cursor: Cursor, segment: Segment): Next {
  return stepIcmp(cursor, segment, ERRORS_4, nextHopMtu4);
}

/** The same of ICMPv6. */
export function stepIcmp6(cursor: Cursor, segment: Segment): Next {
  return stepIcmp(cursor, segment, ERRORS_6, nextHopMtu6);
}

/** RFC 1191, section 4: of the code that fragmentation was needed. */
function nextHopMtu4(view: DataView, at: number): number {
  return view.getUint16(at) === 0x0304 ? view.getUint16(at + 6) : 0;
}

/** RFC 4443, section 3.2: of type 2, whatever its code. */
function nextHopMtu6(view: DataView, at: number): number {
  return view.getUint8(at) === 2 ? view.getUint32(at + 4) : 0;
}

function stepIcmp(
  cursor: Cursor,
  segment: Segment,
  errors: readonly number[],
  nextHopMtu: (view: DataView, at: number) => number,
): Next {
  const { view, at } = cursor;
  if (at + HEADER_OCTETS > cursor.capturedEnd) return ICMP;
  const type = view.getUint8(at);
  if (!errors.includes(type)) return ICMP;
  segment.icmpType = type;
  segment.icmpCode = view.getUint8(at + 1);
  segment.icmpNextHopMtu = nextHopMtu(view, at);
  const { ipVersion, source0, source1, source2, source3 } = segment;
  cursor.at = at + HEADER_OCTETS;
  cursor.fragments = null;
  if (!decodeQuoted(cursor, segment)) return ICMP;
  segment.icmpFromDestination =
    segment.ipVersion === ipVersion &&
    segment.destination3 === source3 &&
    segment.destination2 === source2 &&
    segment.destination1 === source1 &&
    segment.destination0 === source0;
  return ICMP_ERROR;
}

/**
 * Reads the packet that an error quotes as far as `segment` is to know it; false where it is no TCP, or is so only
 * within a tunnel: such an error tells of the tunnel.
 */
function decodeQuoted(cursor: Cursor, segment: Segment): boolean {
  const start = cursor.at;
  let next = stepIp(cursor, segment);
  segment.icmpQuotedIdentification = 0;
  if (next === IPV6 && cursor.at === start) next = stepIpv6(cursor, segment);
  else if (cursor.at > start) segment.icmpQuotedIdentification = cursor.view.getUint16(start + 4);
  for (let headers = 0; headers < EXTENSIONS_AT_MOST && next !== TCP; headers++) {
    const step = EXTENSION_STEPS[next];
    if (step === undefined) return false;
    next = step(cursor, segment);
  }
  const { view, at } = cursor;
  if (next !== TCP || at + QUOTED_OCTETS > cursor.capturedEnd) return false;
  segment.sourcePort = view.getUint16(at);
  segment.destinationPort = view.getUint16(at + 2);
  segment.sequenceNumber = view.getInt32(at + 4);
  return true;
}
