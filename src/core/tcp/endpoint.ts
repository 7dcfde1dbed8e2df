import type { TcpOptions } from '../wire/tcp-options.ts';
import { type AnalysisCounts, NO_COUNTS } from './analysis/counts.ts';
import { EndpointAnalysis } from './analysis/endpoint-analysis.ts';
import { RoundTripTimer } from './round-trip.ts';
import type { StateEvent, StateTransition, TcpState } from './state.ts';

/** One end of a connection and what it has sent. 32-bit quantities of the wire are signed integers. */
export class Endpoint {
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
  /** The state before, and what led from there to this one; null while nothing has. */
  stateBefore: TcpState = 'UNKNOWN';
  stateEvent: StateEvent | null = null;

  hasInitialSequence = false;
  /** Its initial sequence number; where its SYN was not seen, one before the first number it sent or the other acknowledged. */
  initialSequence = 0;
  hasSequence = false;
  /** The sequence number after the furthest octet it sent: SND.NXT as far as seen. */
  nextSequence = 0;
  hasAcknowledged = false;
  /** The furthest octet of the other end that it has acknowledged: RCV.NXT as far as seen. */
  acknowledged = 0;

  finSent = false;
  /** Sequence number of the FIN itself. */
  finSequence = 0;
  /** What it had acknowledged when it sent its FIN. */
  finAcknowledged = 0;
  rstSent = false;

  /** The options of its SYN; null where that was not seen. */
  offered: Readonly<TcpOptions> | null = null;

  readonly analysis = new EndpointAnalysis();
  readonly roundTripTimer = new RoundTripTimer();

  constructor(word0: number, word1: number, word2: number, word3: number, port: number) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
    this.port = port;
  }

  /** The step that led to its state; null where none was seen. */
  get transition(): StateTransition | null {
    return this.stateEvent === null ? null : { from: this.stateBefore, event: this.stateEvent };
  }

  /** Whether any of its segments was counted below, or is missing. */
  get hadTrouble(): boolean {
    return this.analysis.troubles !== null;
  }

  /** Of its segments. */
  get counts(): AnalysisCounts {
    return this.analysis.troubles?.counts ?? NO_COUNTS;
  }

  get retransmissions(): number {
    return this.counts.retransmissions;
  }

  get zeroWindows(): number {
    return this.counts.zeroWindows;
  }

  /** Octets that it sent and that were not seen. */
  get gaps(): number {
    return this.analysis.troubles?.unseen?.octets ?? 0;
  }
}
