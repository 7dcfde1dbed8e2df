import type { CaptureInterface } from '../batch.ts';
import type { CloseAnnouncement } from '../conversation/cues.ts';
import type { Sentence } from '../dialogue/explain.ts';
import type { LadderEntry } from '../dialogue/ladder-entry.ts';
import type { Remark } from '../dialogue/remarks.ts';
import type { FieldValue } from '../protocols/dissector.ts';
import type { RoundTrips } from '../tcp/round-trip.ts';
import type { CloseHow, ConnectionState, StateTransition, TcpState } from '../tcp/state.ts';
import type { LadderAnchor } from './query.ts';

export type { LadderEntry } from '../dialogue/ladder-entry.ts';
export type { Remark } from '../dialogue/remarks.ts';

/** `[from client, from server]` */
export type Pair = readonly [number, number];

export interface EndpointName {
  readonly address: string;
  readonly port: number;
}

/** One line of the table. Times are nanoseconds after the session's first frame. */
export interface ConnectionRow {
  readonly id: number;
  /** Changes whenever anything of the row does: two rows of one id and version are drawn alike. */
  readonly version: number;
  readonly client: EndpointName;
  readonly server: EndpointName;
  /** Why that end is the client: `syn`, `synack`, or `first` (a guess: the first packet seen was its). */
  readonly basis: 'syn' | 'synack' | 'first';
  readonly interfaceName: string;
  /** Title of the protocol on top, `HTTP`; null where none was recognised. */
  readonly protocol: string | null;
  readonly state: ConnectionState;
  /**
   * The newest events, one or more characters each: upper case from the client, lower case from the server. `S` SYN,
   * `A` ACK only, `P` data, `F` FIN, `R` RST, `U` urgent, `E` `C` ECN marks, `N` AE, `Z` zero window, `K` keep-alive
   * probe, `-` no control bit; `!` behind what was sent again, `·` a silence of over 1 s, `…` in front where older
   * ones were cut. Of segments that were let go only the control bits are told: data without PSH is `A`.
   */
  readonly strip: string;
  readonly packets: Pair;
  readonly bytes: Pair;
  readonly payloadBytes: Pair;
  readonly retransmissions: Pair;
  readonly firstNanoseconds: number;
  readonly lastNanoseconds: number;
  readonly handshakeRttNanoseconds: number | null;
  /** Mean time from a request to the first octet of its response; null where no pair was seen. */
  readonly firstByteNanoseconds: number | null;
  readonly closedBy: 'client' | 'server' | 'both' | null;
  readonly closedHow: CloseHow | null;
  readonly requests: number;
  readonly responses: number;
  /** Something a person should look at: refused, reset, sent again, zero window. */
  readonly trouble: boolean;
}

export interface DialogueView {
  readonly row: ConnectionRow;
  /** Whether nothing was captured that the client sent, or the server. */
  readonly unheard: readonly [boolean, boolean];
  /** What the capture file calls the client's host, and the server's. */
  readonly names: readonly [string | null, string | null];
  readonly clientState: TcpState;
  readonly serverState: TcpState;
  /** What led the client, and the server, to its state; null where nothing was seen to. */
  readonly transitions: readonly [StateTransition | null, StateTransition | null];
  /** Of what the client sent, and the server, in nanoseconds; null where none was measured. */
  readonly roundTrips: readonly [RoundTrips | null, RoundTrips | null];
  /** What was spoken in turn, the last as in the row. */
  readonly protocols: readonly string[];
  /** Times from request to response in nanoseconds; null where no pair was seen. */
  readonly firstByte: { readonly least: number; readonly mean: number; readonly most: number } | null;
  /** Requests that had their response, or its beginning. */
  readonly requestsAnswered: number;
  /** Requests that wait for their response. */
  readonly requestsOpen: number;
  /** What the newest HTTP response, or its request, said of the end of the connection; `unseen` of a head that was cut. */
  readonly closeAnnounced: CloseAnnouncement | 'unseen' | null;
  /** The client sent its FIN while its response was under way. */
  readonly responseLeft: boolean;
  /** Some of what is said may go over other connections (Multipath TCP). */
  readonly multipath: boolean;
  readonly remarks: readonly Remark[];
  readonly facts: Readonly<Record<string, FieldValue>>;
  /** All entries there are, and the first of those given. */
  readonly total: number;
  readonly offset: number;
  readonly entries: readonly LadderEntry[];
  /** Where the segment of the query's anchor stands now, or what is left next to it. */
  readonly anchor?: LadderAnchor;
  /** The whole dialogue in sentences, where that was asked for. */
  readonly explanation?: readonly Sentence[];
}

export interface Counters {
  /** Frames read, TCP segments among them. */
  readonly frames: number;
  readonly segments: number;
  readonly frameOctets: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly malformed: Readonly<Record<string, number>>;
  /** Connections seen since the start; in the table now; of those open; of those in trouble. */
  readonly connectionsSeen: number;
  readonly connectionsKept: number;
  readonly connectionsOpen: number;
  readonly connectionsInTrouble: number;
  /** What limits let go. */
  readonly connectionsLetGo: number;
  /** Some of them went for want of memory. */
  readonly memoryWasShort: boolean;
  readonly segmentsLetGo: number;
  readonly fragmentsLetGo: number;
  readonly messagesLetGo: number;
  /** Of these segments and messages, those that one connection alone had too many of. */
  readonly segmentsPerConnectionLetGo: number;
  readonly messagesPerConnectionLetGo: number;
  /** Segments whose control bits are not in the list of their connection's. */
  readonly controlBitsLetGo: number;
  /** Secrets of TLS. */
  readonly tlsSecretsLetGo: number;
  /** Names of hosts. */
  readonly namesLetGo: number;
  readonly reassemblyOctetsLetGo: number;
  /** Conversations given up because a dissector threw: each is a fault of this program. */
  readonly dissectorFailures: number;
}

/** What is lost before we see it; null where that cannot be known (the driver does not tell). */
export interface Drops {
  readonly byKernel: number | null;
  readonly byInterface: number | null;
  /** Frames that we could not take or keep in time. */
  readonly byUs: number;
}

export interface RecordingStatus {
  readonly path: string;
  readonly frames: number;
  readonly octets: number;
  /** Frames that did not get into the file because the disk was too slow. */
  readonly unwritten: number;
  readonly startedMilliseconds: number;
}

export interface Snapshot {
  readonly sequence: number;
  /** Null, or why the filter of the query is not in force. */
  readonly filterError: string | null;
  readonly matching: number;
  readonly offset: number;
  readonly rows: readonly ConnectionRow[];
  readonly counters: Counters;
  /** Seconds since 1970 of the session's first frame; null before it. */
  readonly startSeconds: number | null;
  readonly startNanoseconds: number;
  /** The newest frame, nanoseconds after the first. */
  readonly nowNanoseconds: number;
  readonly dialogue: DialogueView | null;
  readonly interfaces: readonly CaptureInterface[];
}
