import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { createTcpOptions, readTcpOptions } from '../wire/tcp-options.ts';
import { elapsedNanoseconds } from './elapsed.ts';
import { MARK_KEEP_ALIVE, MARK_RETRANSMISSION, MARK_WINDOW_PROBE } from './marks.ts';
import { controlLength, isAfter, isAtOrAfter, sequenceAdd } from './sequence.ts';
import type { Sighting } from './sighting.ts';

/** No segment is being timed by its timestamp: the ACK that covers it is enough. */
const NO_STAMP = null;
/** RFC 6298, section 2.3: how much of a new measurement goes into the smoothed one. */
const ALPHA = 1 / 8;
const PROBES = MARK_KEEP_ALIVE | MARK_WINDOW_PROBE;

/** What of an end's round trips was measured, in nanoseconds. */
export interface RoundTrips {
  readonly samples: number;
  readonly least: number;
  /** As RFC 6298 smooths it. */
  readonly smoothed: number;
  readonly most: number;
}

/**
 * How the round trips are timed of what one end sends: from a segment to the ACK that covers it, one segment at a time, as
 * RFC 6298 asks for. Seen from where we capture: near the sender that is a round trip, near the receiver its delay.
 */
export interface TimedEnd {
  /** As RoundTrips says; without a sample the others mean nothing. */
  roundTripSamples: number;
  leastRoundTrip: number;
  smoothedRoundTrip: number;
  mostRoundTrip: number;
  /** The sequence number behind the segment that is timed, null where none is, and when that was seen. */
  timedUntil: number | null;
  timedSeconds: number;
  timedNanoseconds: number;
  /** How far it has acknowledged what the other end sends; null where it has not. */
  readonly acknowledged: number | null;
  /** Of a segment that was sent again: its timestamp, which the ACK must echo to tell which of the two it answers. */
  timedStamp: number | null;
}

/** What was measured until now, copied; null where that is nothing. */
export function roundTripsOf(end: TimedEnd): RoundTrips | null {
  if (end.roundTripSamples === 0) return null;
  return {
    samples: end.roundTripSamples,
    least: end.leastRoundTrip,
    smoothed: end.smoothedRoundTrip,
    most: end.mostRoundTrip,
  };
}

/** The end sends a segment that reaches to `until` for the first time. */
export function noteSent(end: TimedEnd, until: number, at: Sighting): void {
  if (end.timedUntil === null) startTiming(end, until, NO_STAMP, at);
}

/** The end sends again what starts at `from`; with a timestamp the timing begins anew, else Karn's rule ends it. */
export function noteSentAgain(end: TimedEnd, from: number, stamp: number | null, at: Sighting): void {
  const { timedUntil } = end;
  if (timedUntil === null || isAtOrAfter(from, timedUntil)) return;
  if (stamp === null) end.timedUntil = null;
  else startTiming(end, timedUntil, stamp, at);
}

/** The other end has acknowledged all before `acknowledgmentNumber`; `s` is the segment that says so. */
export function noteAcknowledged(
  end: TimedEnd,
  acknowledgmentNumber: number,
  s: Segment,
  at: Sighting,
): void {
  const { timedUntil, timedStamp } = end;
  if (timedUntil === null || isAfter(timedUntil, acknowledgmentNumber)) return;
  end.timedUntil = null;
  if (timedStamp !== NO_STAMP && !echoes(s, timedStamp, at.view)) return;
  addRoundTrip(end, elapsedNanoseconds(end.timedSeconds, end.timedNanoseconds, at));
}

function startTiming(end: TimedEnd, until: number, stamp: number | null, at: Sighting): void {
  end.timedUntil = until;
  end.timedStamp = stamp;
  end.timedSeconds = at.seconds;
  end.timedNanoseconds = at.nanoseconds;
}

function addRoundTrip(end: TimedEnd, nanoseconds: number): void {
  // Clocks that went back tell nothing.
  if (nanoseconds === Number.POSITIVE_INFINITY) return;
  if (end.roundTripSamples++ === 0) {
    end.leastRoundTrip = nanoseconds;
    end.mostRoundTrip = nanoseconds;
    end.smoothedRoundTrip = nanoseconds;
    return;
  }
  if (nanoseconds < end.leastRoundTrip) end.leastRoundTrip = nanoseconds;
  if (nanoseconds > end.mostRoundTrip) end.mostRoundTrip = nanoseconds;
  // Whole nanoseconds: there is one object less for each end then.
  end.smoothedRoundTrip += Math.round(ALPHA * (nanoseconds - end.smoothedRoundTrip));
}

const options = createTcpOptions();

/** The timestamp that a segment carries (RFC 7323, section 3.2); null where there is none. */
function timestampOf(s: Segment, view: DataView): number | null {
  readTcpOptions(view, s.optionsStart, s.optionsEnd, options);
  return options.hasTimestamps ? options.timestampValue : null;
}

function echoes(s: Segment, stamp: number, view: DataView): boolean {
  readTcpOptions(view, s.optionsStart, s.optionsEnd, options);
  return options.hasTimestamps && isAtOrAfter(options.timestampEcho, stamp);
}

/** Brings both ends' round trips up to date; `marks` are the segment's. */
export function noteRoundTrips(from: TimedEnd, to: TimedEnd, s: Segment, marks: number, at: Sighting): void {
  const { controlBits, sequenceNumber, payloadLength } = s;
  if (controlBits & RST) return;
  if (controlBits & ACK) noteAcknowledged(to, s.acknowledgmentNumber, s, at);
  if ((payloadLength === 0 && !(controlBits & (SYN | FIN))) || marks & PROBES) return;
  if (marks & MARK_RETRANSMISSION) {
    noteSentAgain(from, sequenceNumber, timestampOf(s, at.view), at);
    return;
  }
  const end = sequenceAdd(sequenceNumber, payloadLength + controlLength(controlBits));
  // It was captured behind the ACK for it.
  if (to.acknowledged !== null && isAtOrAfter(to.acknowledged, end)) return;
  noteSent(from, end, at);
}
