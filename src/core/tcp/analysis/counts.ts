/** How many segments of one end were marked in which way. */
export interface AnalysisCounts {
  /** Sent again, in whatever way; the next two are among them. */
  readonly retransmissions: number;
  readonly fastRetransmissions: number;
  readonly spuriousRetransmissions: number;
  readonly outOfOrder: number;
  readonly duplicateAcks: number;
  readonly zeroWindows: number;
  readonly windowFull: number;
  /** Probes of an idle peer. */
  readonly keepAlives: number;
  /** Probes of a closed window. */
  readonly windowProbes: number;
  /** What Wireshark takes for keep-alives: also those window probes that look alike, and one octet sent again. */
  readonly keepAliveForms: number;
}

/** The counts of an end that had no trouble. */
export const NO_COUNTS: AnalysisCounts = {
  retransmissions: 0,
  fastRetransmissions: 0,
  spuriousRetransmissions: 0,
  outOfOrder: 0,
  duplicateAcks: 0,
  zeroWindows: 0,
  windowFull: 0,
  keepAlives: 0,
  windowProbes: 0,
  keepAliveForms: 0,
};
