import type { TcpOptions } from '../wire/tcp-options.ts';
import { type AnalysedEnd, SHIFT_UNKNOWN, type Troubles } from './analysis/analysed-end.ts';
import { type AnalysisCounts, NO_COUNTS } from './analysis/counts.ts';
import type { TimedEnd } from './round-trip.ts';
import type { StateTransition, TcpState } from './state.ts';

/**
 * One end of a connection and what it has sent. 32-bit quantities of the wire are signed integers. There may be two
 * million of them: all that is remembered of an end stands in this one object.
 */
export class Endpoint implements AnalysedEnd, TimedEnd {
  /** Address words as in Segment: an IPv4 address stands in word 3. */
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  readonly port: number;

  packets = 0;
  /** Frame lengths on the wire. */
  bytes = 0;
  payloadBytes = 0;

  /** What this end is inferred to be in. */
  state: TcpState = 'UNKNOWN';
  /** The step that led to it; null where none was seen. */
  transition: StateTransition | null = null;

  // Null where nothing was seen to tell.
  /** Its initial sequence number; where its SYN was not seen, one before the first number it sent or the other acknowledged. */
  initialSequence: number | null = null;
  /** The sequence number after the furthest octet it sent: SND.NXT as far as seen; null where it sent nothing but RSTs. */
  nextSequence: number | null = null;
  /** The furthest octet of the other end that it has acknowledged: RCV.NXT as far as seen. */
  acknowledged: number | null = null;

  /** Sequence number of its FIN itself. */
  finSequence: number | null = null;
  /** What it had acknowledged when it sent its FIN. */
  finAcknowledged: number | null = null;
  rstSent = false;

  /** The options of its last SYN; null where none was seen. */
  offered: Readonly<TcpOptions> | null = null;

  furthest = 0;
  furthestSeconds = 0;
  furthestNanoseconds = 0;
  contiguousTo = 0;
  lastAcknowledgment = 0;
  window = -1;
  windowShift = SHIFT_UNKNOWN;
  lastForms = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  troubles: Troubles | null = null;

  roundTripSamples = 0;
  leastRoundTrip = 0;
  smoothedRoundTrip = 0;
  mostRoundTrip = 0;
  timedUntil: number | null = null;
  timedStamp: number | null = null;
  timedSeconds = 0;
  timedNanoseconds = 0;

  constructor(word0: number, word1: number, word2: number, word3: number, port: number) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
    this.port = port;
  }

  /** How far one of its sequence numbers is from its initial one, modulo 2^32; never null where it has sent a segment. */
  relative(sequenceNumber: number): number | null {
    return this.initialSequence === null ? null : (sequenceNumber - this.initialSequence) >>> 0;
  }

  get finSent(): boolean {
    return this.finSequence !== null;
  }

  /** Whether any of its segments was counted below, or is missing. */
  get hadTrouble(): boolean {
    return this.troubles !== null;
  }

  /** Of its segments. */
  get counts(): AnalysisCounts {
    return this.troubles?.counts ?? NO_COUNTS;
  }

  get retransmissions(): number {
    return this.counts.retransmissions;
  }

  get zeroWindows(): number {
    return this.counts.zeroWindows;
  }

  /** Octets that it sent and that were not seen. */
  get gaps(): number {
    return this.troubles?.unseen?.octets ?? 0;
  }
}

export function isSameSocket(a: Endpoint, b: Endpoint): boolean {
  return (
    a.port === b.port &&
    a.word3 === b.word3 &&
    a.word2 === b.word2 &&
    a.word1 === b.word1 &&
    a.word0 === b.word0
  );
}
