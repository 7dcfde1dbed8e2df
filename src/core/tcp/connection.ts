import type { Link } from '../chain.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Side } from '../side.ts';
import type { FirstRoundTrip } from './analysis/first-round-trip.ts';
import { NO_CHUNK } from './chunk-arena.ts';
import type { RunList } from './control-bit-runs.ts';
import { type Endpoint, isSameSocket } from './endpoint.ts';
import type { IcmpErrors } from './icmp-errors.ts';
import type { BeforeReset } from './ignored-reset.ts';
import type { SegmentList } from './segment-log.ts';
import type { CloseHow, ConnectionState } from './state.ts';

/** Why one end is taken for the client, best evidence first. */
export type Basis = 'syn' | 'synack' | 'first';

/**
 * One connection: everything that is known of it. The tracker alone writes it, but for what the view and the remarks keep
 * with it. Its ends are held in the order in which they were first seen, because who is the client may turn out later;
 * `client` and `server` say who is who.
 */
export class Connection implements RunList, SegmentList, FirstRoundTrip, Link<Connection> {
  readonly id: number;
  readonly ipVersion: number;
  /** The sender of the first segment seen, and the other end. */
  readonly first: Endpoint;
  readonly second: Endpoint;
  /** Both ends are one and the same socket: it hears what it sends itself, and `second` sends nothing. */
  readonly selfConnected: boolean;
  readonly interfaceIndex: number;
  /** The second end is the client. */
  flipped = false;
  basis: Basis = 'first';

  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;

  /** Wireshark's tcp.completeness, a sum of COMPLETENESS_ values. */
  completeness = 0;
  /** What the first segment adds to the completeness once a second one is there. */
  firstContribution = 0;
  /** Its SYN came on a pair of endpoints that another connection had used. */
  reused = false;
  /** Behind its end came segments of a newer one, whose SYN was not seen: what they show together is true of neither. */
  renewed = false;
  /** Every control bit and every mark seen on it, from either end. */
  controlBitsSeen = 0;
  marksSeen = 0;
  state: ConnectionState = 'open';
  closedHow: CloseHow | null = null;
  /** The end whose FIN or RST was first, null while none was or when both closed at once. */
  closer: Endpoint | null = null;
  /** Where both ends were before the RST that came last, as long as it may turn out that nobody heeds it. */
  beforeReset: BeforeReset | null = null;
  /** ICMP errors about its segments; null where there was none. */
  icmp: IcmpErrors | null = null;
  /** From the SYN to the ACK that ends the handshake; null where not all of it was seen. */
  handshakeNanoseconds: number | null = null;
  synSeconds = 0;
  synNanoseconds = 0;
  firstRoundTripNanoseconds = 0;
  /** Its slot in the tracker's table of what Zeek would say. */
  zeek = 0;
  /** Grows with everything that a row or a ladder shows. */
  version = 0;

  runsHead = NO_CHUNK;
  runsTail = NO_CHUNK;
  runsInTail = 0;
  runsOmitted = 0;
  segmentsHead = NO_CHUNK;
  segmentsTail = NO_CHUNK;
  segmentsInTail = 0;
  segmentsKept = 0;
  segmentsFirstOrdinal = 0;
  segmentsOmitted = 0;
  /** In which queues of those it stands whose segments may be let go: a bit each. */
  holderQueues = 0;

  /** What is said on it; null until the first payload. */
  conversation: Conversation | null = null;
  /** The conversation takes the second end for the client. */
  conversationFlipped = false;

  /** What its segments showed that were let go, as `LastLook` keeps it; null where there is nothing of the kind. */
  remarks: readonly unknown[] | null = null;

  /** Neighbours in the table's order of last activity. */
  older: Connection | null = null;
  newer: Connection | null = null;
  /** In the list of connections that are over. */
  over = false;
  /** In the table still. */
  kept = true;
  hash = 0;

  /** The view has yet to take in that it has changed. */
  changed = false;
  /** Where it stands in the view's index; -1 where it does not. */
  place = -1;

  constructor(id: number, ipVersion: number, first: Endpoint, second: Endpoint, interfaceIndex: number) {
    this.id = id;
    this.ipVersion = ipVersion;
    this.first = first;
    this.second = second;
    this.selfConnected = isSameSocket(first, second);
    this.interfaceIndex = interfaceIndex;
  }

  /** Their FINs crossed on the way. */
  get closedByBoth(): boolean {
    return this.closedHow === 'FIN' && this.closer === null;
  }

  /** Both offer Multipath TCP (RFC 8684): some of what is said may go over other connections. */
  get multipath(): boolean {
    return (this.first.offered?.multipath ?? false) && (this.second.offered?.multipath ?? false);
  }

  get icmpErrors(): number {
    return this.icmp?.count ?? 0;
  }

  get client(): Endpoint {
    return this.flipped ? this.second : this.first;
  }

  get server(): Endpoint {
    return this.flipped ? this.first : this.second;
  }

  get packets(): number {
    return this.first.packets + this.second.packets;
  }

  sideOf(end: Endpoint): Side {
    return end === this.client ? 0 : 1;
  }

  /** The end that hears what this one sends. */
  hearerOf(end: Endpoint): Endpoint {
    if (this.selfConnected) return this.first;
    return end === this.first ? this.second : this.first;
  }
}
