import type { Segment } from '../../wire/segment.ts';
import { timestampInFront } from '../../wire/tcp-options.ts';
import type { Connection } from '../connection.ts';
import { elapsedNanoseconds } from '../elapsed.ts';
import type { Endpoint } from '../endpoint.ts';
import { isAfter, isAtOrAfter, sequenceAdd } from '../sequence.ts';
import type { Sighting } from '../sighting.ts';
import { type AnalysedEnd, FURTHEST_AFTER_SILENCE, Troubles } from './analysed-end.ts';
import { SHORTEST_TIMER_NANOSECONDS } from './retransmission-rules.ts';

/** Holes that are kept for one end; past it the oldest one is forgotten. */
const HOLES_AT_MOST = 16;
/** The delay of a path varies: what comes within this part of the shortest round trip that is known came sooner than in any. */
const SURELY_SOONER = 3 / 4;

/** Octets that one end has jumped over, and not sent since as far as was seen. */
interface Hole {
  first: number;
  end: number;
  /** When the segment behind it came, and when the one before it. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly beforeSeconds: number;
  readonly beforeNanoseconds: number;
  /** The one before it broke a silence: it may have been sent by a timer, and what is in the hole behind it. */
  readonly afterSilence: boolean;
  /** The timestamp of the segment behind it; 0 where that has none. */
  readonly stamp: number;
}

/** The holes of one end, oldest first. */
export class Holes {
  private readonly holes: Hole[] = [];

  open(hole: Hole): void {
    if (this.holes.length === HOLES_AT_MOST) this.holes.shift();
    this.holes.push(hole);
  }

  /** Takes out the octets from `first` up to `end`; gives the hole in which all of them were, null where there is none. */
  fill(first: number, end: number): Hole | null {
    const { holes } = this;
    let found: Hole | null = null;
    for (let i = holes.length - 1; i >= 0; i--) {
      const hole = holes[i] as Hole;
      if (!isAfter(end, hole.first) || !isAfter(hole.end, first)) continue;
      const leavesFront = isAfter(first, hole.first);
      const leavesBack = isAfter(hole.end, end);
      if (isAtOrAfter(first, hole.first) && isAtOrAfter(hole.end, end)) found = hole;
      holes.splice(i, 1);
      if (leavesBack) holes.splice(i, 0, { ...hole, first: end });
      if (leavesFront) holes.splice(i, 0, { ...hole, end: first });
    }
    if (holes.length > HOLES_AT_MOST) holes.shift();
    return found;
  }
}

/** A segment jumps ahead; before what was furthest is brought up to date. */
export function noteHole(from: AnalysedEnd, s: Segment, at: Sighting): void {
  from.troubles ??= new Troubles();
  from.troubles.holes ??= new Holes();
  from.troubles.holes.open({
    first: from.furthest,
    end: s.sequenceNumber,
    seconds: at.seconds,
    nanoseconds: at.nanoseconds,
    beforeSeconds: from.furthestSeconds,
    beforeNanoseconds: from.furthestNanoseconds,
    afterSilence: (from.lastForms & FURTHEST_AFTER_SILENCE) !== 0,
    stamp: timestampInFront(at.view, s.optionsStart, s.optionsEnd),
  });
}

/**
 * Whether a segment fills a hole, and was sent before what came behind that hole: it is late, and was not sent again. Its
 * sender's clock says so (RFC 7323, section 4), or it came sooner than the sender can have heard of the hole, and than its
 * timer can have run out.
 */
export function fillsLate(
  c: Connection,
  { troubles }: AnalysedEnd,
  to: Endpoint,
  s: Segment,
  at: Sighting,
): boolean {
  const end = sequenceAdd(s.sequenceNumber, s.payloadLength);
  const hole = troubles?.holes?.fill(s.sequenceNumber, end) ?? null;
  if (hole === null || s.payloadLength === 0) return false;
  const stamp = timestampInFront(at.view, s.optionsStart, s.optionsEnd);
  if (hole.stamp !== 0 && stamp !== 0 && stamp !== hole.stamp) return isAfter(hole.stamp, stamp);
  if (hole.afterSilence) return false;
  const since = elapsedNanoseconds(hole.seconds, hole.nanoseconds, at);
  const sinceBefore = elapsedNanoseconds(hole.beforeSeconds, hole.beforeNanoseconds, at);
  return since < SURELY_SOONER * leastRoundTripTo(c, to) && sinceBefore < SHORTEST_TIMER_NANOSECONDS;
}

/** From here to the end that `to` hears, and back, at the least; 0 where that is not known. */
function leastRoundTripTo({ handshakeNanoseconds }: Connection, to: Endpoint): number {
  // Without the handshake, what was measured may be nothing but delayed ACKs.
  if (handshakeNanoseconds === null || to.roundTripSamples === 0) return 0;
  return Math.min(to.leastRoundTrip, handshakeNanoseconds);
}
