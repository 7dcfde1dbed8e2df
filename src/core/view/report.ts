import type { FieldValue } from '../protocols/dissector.ts';
import type { ConnState } from '../tcp/conn-state.ts';
import type { CloseHow, StateTransition, TcpState } from '../tcp/state.ts';
import type { Time } from '../time.ts';
import type { EndpointName, Pair } from './snapshot.ts';

/** Everything that one JSON line says of a connection; what is not computed is left out, never guessed. */
export interface ConnectionReport {
  readonly id: number;
  readonly client: EndpointName;
  readonly server: EndpointName;
  readonly basis: 'syn' | 'synack' | 'first';
  readonly firstTime: Time;
  readonly lastTime: Time;
  readonly packets: Pair;
  /** Frame lengths on the wire. */
  readonly bytes: Pair;
  /** TCP payload, retransmissions included. */
  readonly payloadBytes: Pair;
  /** Every packet in order: `>S <SA >A >PA <A*2 >FA <FA >A`. */
  readonly flags: string;
  /** Wireshark's tcp.completeness: 1 SYN, 2 SYN+ACK, 4 ACK, 8 data, 16 FIN, 32 RST. */
  readonly completeness: number;
  /** Zeek's, with its originator in upper case, which may be the server where no SYN was seen. */
  readonly history?: string;
  readonly connState?: ConnState;
  readonly clientState: TcpState;
  readonly serverState: TcpState;
  /** What led there; null where nothing was seen to. */
  readonly clientTransition?: StateTransition | null;
  readonly serverTransition?: StateTransition | null;
  readonly analysis?: AnalysisReport;
  readonly close: CloseReport;
  /** Canonical lower-case name of the protocol on top, or null. */
  readonly label: string | null;
  readonly protocols: readonly string[];
  readonly tls?: TlsReport;
  /** For protocols that have them. */
  readonly requests?: number;
  readonly responses?: number;
  readonly keepAliveReuse?: number;
  /** From the last segment of a request to the first of its response; left out where no pair was seen. */
  readonly timeToFirstByteSeconds?: FirstByteReport;
  readonly remarks?: readonly RemarkReport[];
  readonly messages?: readonly MessageReport[];
  readonly segments?: readonly SegmentReport[];
}

export interface CloseReport {
  readonly by: 'client' | 'server' | 'both' | null;
  readonly how: CloseHow | null;
  readonly why?: string;
}

/** Pairs are counts from the client and from the server; what is not computed is left out. */
export interface AnalysisReport {
  readonly retransmissions?: Pair;
  /** Among the retransmissions. */
  readonly fastRetransmissions?: Pair;
  readonly spuriousRetransmissions?: Pair;
  readonly outOfOrder?: Pair;
  readonly duplicateAcks?: Pair;
  readonly zeroWindows?: Pair;
  readonly windowFull?: Pair;
  /** As Wireshark counts them: with the window probes that look like keep-alives. */
  readonly keepAlives?: Pair;
  /** Probes of a closed window, whatever they look like. */
  readonly windowProbes?: Pair;
  /** ICMP errors about its segments; left out where there was none. */
  readonly icmpErrors?: number;
  readonly handshakeRttSeconds?: number | null;
  /** Of what the client sent, and the server: from a segment to the ACK that covers it, seen from where we capture. */
  readonly roundTripSeconds?: readonly [RoundTripReport | null, RoundTripReport | null];
  /** Octets never seen. */
  readonly gaps?: Pair;
}

/** Times in seconds; `smoothed` as in RFC 6298. */
export interface RoundTripReport {
  readonly samples: number;
  readonly least: number;
  readonly smoothed: number;
  readonly most: number;
}

/** Times in seconds. */
export interface FirstByteReport {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

export interface TlsReport {
  readonly version?: string | null;
  readonly sni?: string | null;
  readonly alpn?: string | null;
  readonly alpnOffered?: readonly string[];
  readonly cipher?: string | null;
}

export interface RemarkReport {
  readonly code: string;
  readonly time: Time;
  /** What it is here, in one sentence with C and S for client and server. */
  readonly text: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
}

export interface MessageReport {
  readonly time: Time;
  readonly from: 'client' | 'server';
  readonly protocol: string;
  readonly summary: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

export interface SegmentReport {
  readonly time: Time;
  readonly from: 'client' | 'server';
  /** Letters of the control bits, `SA`. */
  readonly flags: string;
  /** Relative to the initial sequence number of its side. */
  readonly sequenceNumber: number;
  readonly acknowledgmentNumber: number | null;
  readonly window: number;
  readonly payloadBytes: number;
  readonly marks: readonly string[];
}

/** Everything that the last JSON line says of a run. */
export interface SummaryReport {
  /** Frames read. */
  readonly packets: number;
  /** TCP segments. */
  readonly segments: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly malformed: Readonly<Record<string, number>>;
  readonly connections: number;
  /** Of all frames; null where there was none, `unknown` where one of them has no time of its own. */
  readonly firstTime: Time | 'unknown' | null;
  readonly lastTime: Time | 'unknown' | null;
  /** Frames without a time of their own; left out where there is none. */
  readonly framesWithoutTime?: number;
  readonly interfaces: readonly InterfaceReport[];
  /** Live only: what was lost before we saw it. */
  readonly dropped?: DroppedReport;
  /** Null, or what was wrong with the file and where. */
  readonly fileError: string | null;
}

export interface InterfaceReport {
  readonly name: string;
  /** LINKTYPE_ value. */
  readonly linkType: number;
}

/** Null where that cannot be known. */
export interface DroppedReport {
  readonly kernel: number | null;
  readonly interface: number | null;
  readonly us: number;
}
