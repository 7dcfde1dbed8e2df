import type { CloseAnnouncement } from '../../conversation/cues.ts';
import type { Basis } from '../../tcp/connection.ts';
import type { CloseHow, ConnectionState } from '../../tcp/state.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { Remark } from '../remarks.ts';

interface End {
  readonly address: string;
  readonly port: number;
}

/** Of the client, and of the server. */
type Pair = readonly [number, number];

/** A connection as a whole, as its explanation sees it. */
export interface Outline {
  readonly client: End;
  readonly server: End;
  readonly basis: Basis;
  readonly state: ConnectionState;
  readonly packets: Pair;
  readonly payloadBytes: Pair;
  readonly closedBy: 'client' | 'server' | 'both' | null;
  readonly closedHow: CloseHow | null;
}

/** A dialogue as its explanation sees it. */
export interface ExplanationSubject {
  readonly row: Outline;
  /** Whether nothing was captured that the client sent, or the server; an end that is connected to itself speaks for both. */
  readonly unheard: readonly [boolean, boolean];
  /** Titles of those that were spoken, one after the other. */
  readonly protocols: readonly string[];
  readonly requestsAnswered: number;
  /** `unseen`: its head was cut. */
  readonly closeAnnounced: CloseAnnouncement | 'unseen' | null;
  /** Some of what is said may go over other connections (Multipath TCP). */
  readonly multipath: boolean;
  /** The client sent its FIN while its response was under way. */
  readonly responseLeft: boolean;
  readonly remarks: readonly Remark[];
  /** All there are. */
  readonly entries: readonly LadderEntry[];
}
