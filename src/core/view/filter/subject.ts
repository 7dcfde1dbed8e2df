import type { ConnectionState } from '../../tcp/state.ts';
import type { End } from '../../wire/address.ts';

/** What a filter asks of a connection. Every answer is cheap, but for the texts, which are asked for last. */
export interface FilterSubject {
  readonly ipVersion: number;
  readonly client: End;
  readonly server: End;
  readonly state: ConnectionState;
  /** Something of it should be looked at, as the `bad` of the status line counts. */
  readonly inTrouble: boolean;
  readonly closedBy: 'client' | 'server' | 'both' | null;
  /** Every control bit seen on it, from either end. */
  readonly controlBitsSeen: number;
  /** Frame lengths on the wire, both ways. */
  readonly bytes: number;
  /** Segments, both ways. */
  readonly packets: number;
  /** Segments sent again, both ways. */
  readonly retransmissions: number;
  /** Since its first segment. */
  readonly ageNanoseconds: number;
  /** Since its newest segment. */
  readonly idleNanoseconds: number;
  /** Round trip of the handshake; null where it was not seen. */
  readonly rttNanoseconds: number | null;
  /** Mean time from a request to the first octet of its response; null where no pair was seen. */
  readonly firstByteNanoseconds: number | null;
  /** Canonical lower-case names of the protocols that were spoken. */
  protocolNames(): Iterable<string>;
  /** What words are searched in beside protocol names: `address:port` of both ends, summaries of messages. */
  texts(): Iterable<string>;
}

/** One question of a filter, compiled. */
export type Test = (subject: FilterSubject) => boolean;

/** A value that was understood, or one sentence of what is wrong with it. */
export type Parsed<Value> = { readonly value: Value } | { readonly wrong: string };
