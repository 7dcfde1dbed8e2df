import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { createTcpOptions, readTcpOptions } from '../wire/tcp-options.ts';
import { elapsedNanoseconds } from './analysis/elapsed.ts';
import type { Endpoint } from './endpoint.ts';
import { MARK_KEEP_ALIVE, MARK_RETRANSMISSION, MARK_WINDOW_PROBE } from './marks.ts';
import { isAfter, isAtOrAfter, sequenceAdd } from './sequence.ts';
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
 * Times the round trips of what one end sends: from a segment to the ACK that covers it, one segment at a time, as RFC
 * 6298 asks for. Seen from where we capture: near the sender that is a round trip, near the receiver its delay.
 */
export class RoundTripTimer {
  /** As RoundTrips says; without a sample the others mean nothing. */
  samples = 0;
  least = 0;
  smoothed = 0;
  most = 0;
  private timing = false;
  /** The sequence number behind the segment that is timed, and when that was seen. */
  private until = 0;
  private seconds = 0;
  private nanoseconds = 0;
  /** Of a segment that was sent again: its timestamp, which the ACK must echo to tell which of the two it answers. */
  private stamp: number | null = NO_STAMP;

  /** What was measured until now, copied; null where that is nothing. */
  get trips(): RoundTrips | null {
    const { samples, least, smoothed, most } = this;
    return samples === 0 ? null : { samples, least, smoothed, most };
  }

  /** The end sends a segment that reaches to `until` for the first time. */
  sent(until: number, at: Sighting): void {
    if (this.timing) return;
    this.start(until, NO_STAMP, at);
  }

  /** The end sends again what starts at `from`; with a timestamp the timing begins anew, else Karn's rule ends it. */
  sentAgain(from: number, stamp: number | null, at: Sighting): void {
    if (!this.timing || isAtOrAfter(from, this.until)) return;
    if (stamp === null) this.timing = false;
    else this.start(this.until, stamp, at);
  }

  /** The other end has acknowledged all before `acknowledgmentNumber`; `s` is the segment that says so. */
  acknowledged(acknowledgmentNumber: number, s: Segment, at: Sighting): void {
    if (!this.timing || isAfter(this.until, acknowledgmentNumber)) return;
    this.timing = false;
    if (this.stamp !== NO_STAMP && !echoes(s, this.stamp, at.view)) return;
    this.add(elapsedNanoseconds(this.seconds, this.nanoseconds, at));
  }

  private start(until: number, stamp: number | null, at: Sighting): void {
    this.timing = true;
    this.until = until;
    this.stamp = stamp;
    this.seconds = at.seconds;
    this.nanoseconds = at.nanoseconds;
  }

  private add(nanoseconds: number): void {
    // Clocks that went back tell nothing.
    if (nanoseconds === Number.POSITIVE_INFINITY) return;
    if (this.samples++ === 0) {
      this.least = nanoseconds;
      this.most = nanoseconds;
      this.smoothed = nanoseconds;
      return;
    }
    if (nanoseconds < this.least) this.least = nanoseconds;
    if (nanoseconds > this.most) this.most = nanoseconds;
    this.smoothed += ALPHA * (nanoseconds - this.smoothed);
  }
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
export function noteRoundTrips(from: Endpoint, to: Endpoint, s: Segment, marks: number, at: Sighting): void {
  const { controlBits, sequenceNumber, payloadLength } = s;
  if (controlBits & RST) return;
  if (controlBits & ACK) to.roundTripTimer.acknowledged(s.acknowledgmentNumber, s, at);
  if ((payloadLength === 0 && !(controlBits & (SYN | FIN))) || marks & PROBES) return;
  if (marks & MARK_RETRANSMISSION) {
    from.roundTripTimer.sentAgain(sequenceNumber, timestampOf(s, at.view), at);
    return;
  }
  const length = payloadLength + (controlBits & SYN ? 1 : 0) + (controlBits & FIN ? 1 : 0);
  from.roundTripTimer.sent(sequenceAdd(sequenceNumber, length), at);
}
