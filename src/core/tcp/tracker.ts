import type { ConversationContext } from '../conversation/context.ts';
import { Conversation } from '../conversation/conversation.ts';
import type { Limits } from '../limits.ts';
import { otherThan } from '../side.ts';
import { ACK, FIN, PSH, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { timestampInFront, timestampOfSyn } from '../wire/tcp-options.ts';
import { analyseSegment } from './analysis/analyse.ts';
import { beginAnew, beginUnseen, isOfNewer, noteClosing, reopen } from './closing.ts';
import { noteCompleteness } from './completeness.ts';
import type { Connection } from './connection.ts';
import { ConnectionTable, hashOf } from './connection-table.ts';
import { ControlBitRuns } from './control-bit-runs.ts';
import type { Endpoint } from './endpoint.ts';
import { noteHandshake } from './handshake.ts';
import { noteIcmp } from './icmp-errors.ts';
import { fitsReset, ignoreReset, noteBeforeReset, showsIgnoredReset } from './ignored-reset.ts';
import { connectionState, inferStates } from './infer-states.ts';
import { noteAgreement, noteOlderHolds } from './initial-sequences.ts';
import { MARK_NEWER } from './marks.ts';
import { noteOffer, offeredOptions } from './offered-options.ts';
import { noteAcknowledgment, noteSequence } from './progress.ts';
import { noteRoundTrips } from './round-trip.ts';
import { SegmentHolders } from './segment-holders.ts';
import { SegmentLog } from './segment-log.ts';
import { sequenceAdd } from './sequence.ts';
import type { Sighting } from './sighting.ts';
import { UnsettledResets } from './unsettled-resets.ts';
import { ZeekTable } from './zeek/zeek-table.ts';

/** Runs kept for each connection that may be kept; most segments extend a run or begin a short one. */
const RUNS_PER_CONNECTION = 64;
/** A table of few connections may be one of long ones: for so many runs, 19 MB, there is room all the same. */
const RUNS_AT_LEAST = 4 << 20;
/** How full the room for segments is left where some have to be let go. */
const FILL_LEFT = 15 / 16;
/** Connections that may leave unasked for before it is given up to remember them. */
const MOST_GONE_UNASKED = 10_000;

/** Looks at a connection's segments before they are let go, and keeps with it, in `remarks`, what they show. */
export type LastLook = (connection: Connection, segments: SegmentLog) => void;

/** Follows every connection: one call a segment, in capture order. */
export class Tracker {
  readonly table = new ConnectionTable();
  readonly zeek = new ZeekTable();
  readonly runs: ControlBitRuns;
  readonly segments: SegmentLog;
  connectionsLetGo = 0;
  /** Some of them went for want of memory. */
  memoryWasShort = false;
  private readonly connectionsLimit: number;
  private connectionsAtMost: number;
  segmentsLetGo = 0;
  /** Those among them whose connection had as many as one may keep, however much room there is. */
  segmentsPerConnectionLetGo = 0;
  /** Called with each connection that a limit or its end makes leave the table, before it is forgotten. */
  onLeave: ((connection: Connection) => void) | null = null;
  /** Those that have changed since the view asked; null where nobody asks, or asked too long ago. */
  private changed: Connection[] | null = null;
  /** How full the room for segments is left by those that are over: for remarks alone, their segments are of no more use. */
  private readonly overFillLeft: number;
  /** One connection may have as many segments as its own limit says, and not as the room for all does. */
  private readonly isOneLimited: boolean;
  private readonly holders = new SegmentHolders();
  private readonly unsettled = new UnsettledResets((connection) => this.noteChanged(connection));
  private readonly context: ConversationContext;
  private readonly lastLook: LastLook;
  private readonly at = { seconds: 0, nanoseconds: 0, ordinal: 0 };

  constructor(limits: Limits, keepSegments: boolean, context: ConversationContext, lastLook: LastLook) {
    this.context = context;
    this.lastLook = lastLook;
    this.connectionsLimit = limits.connections;
    this.connectionsAtMost = limits.connections;
    this.runs = new ControlBitRuns(Math.max(limits.connections * RUNS_PER_CONNECTION, RUNS_AT_LEAST));
    this.overFillLeft = keepSegments ? FILL_LEFT : 1 / 4;
    const mostSegments = keepSegments
      ? limits.segments
      : Math.min(limits.segments, limits.segmentsForRemarks);
    this.isOneLimited = limits.segmentsPerConnection <= mostSegments / 2;
    this.segments = new SegmentLog(mostSegments, Math.min(limits.segmentsPerConnection, mostSegments / 2));
  }

  track(s: Segment, at: Sighting): Connection {
    const connection = this.connectionOf(s, at);
    const fromSecond = this.table.foundFromSecond;
    const from = fromSecond ? connection.second : connection.first;
    const to = connection.hearerOf(from);
    const { controlBits } = s;

    // Whatever is sent behind an ICMP refusal shows that it was not the last word.
    if (connection.closedHow === 'icmp') reopen(connection);
    const isNewer =
      (connection.closedHow === 'FIN' || connection.state === 'reset') && isOfNewer(connection, from, to, s);
    if (isNewer) beginUnseen(connection, from, to, s);
    if (from.troubles !== null) noteOlderHolds(from, to, s);
    if (controlBits & SYN) this.noteSyn(connection, from, to, s, at.view);
    const ordinal = connection.packets;
    const isNewSecond = connection.lastSeconds !== at.seconds;
    connection.lastSeconds = at.seconds;
    connection.lastNanoseconds = at.nanoseconds;
    from.packets++;
    from.bytes += at.frameLength;
    from.payloadBytes += s.payloadLength;

    // What Wireshark says rests on two directions, also where one end sends both ways.
    const backwards = fromSecond ? connection.first : connection.second;
    const marks = analyseSegment(connection, from, backwards, s, at) | (isNewer ? MARK_NEWER : 0);
    noteSequence(from, to, s);
    const finNewlyAcknowledged = noteAcknowledgment(from, to, s);
    if (showsIgnoredReset(connection, to, s)) ignoreReset(connection);
    if (controlBits & (FIN | RST)) {
      if (controlBits & RST) from.rstSent = true;
      noteClosing(connection, from, to, controlBits);
      if (controlBits & RST && connection.closedHow !== 'refused') noteBeforeReset(connection, from, s);
    }
    noteCompleteness(connection, s);
    this.zeek.follow(connection.zeek, fromSecond, s);
    noteHandshake(connection, from, to, s, at);
    noteRoundTrips(from, to, s, marks, at);
    inferStates(from, to, controlBits, finNewlyAcknowledged);
    connection.controlBitsSeen |= controlBits;
    connection.marksSeen |= marks;
    if (controlBits & (SYN | FIN | RST) || connection.state !== 'open')
      connection.state = connectionState(connection);
    connection.version++;

    this.runs.append(connection, fromSecond, controlBits);
    this.logSegment(connection, fromSecond, marks, s, at);
    if (isNewer) this.converseAnew(connection, fromSecond, s);
    this.converse(connection, from, fromSecond, s, at, ordinal);
    const { state } = connection;
    const over = state === 'closed' || state === 'reset' || state === 'refused';
    // The order of activity is kept to the second: to keep it to the segment would touch two more connections each time.
    if (isNewSecond || over !== connection.over) this.touch(connection, over);
    if (isNewSecond) this.unsettled.settleSilent(at.seconds);
    if (this.changed !== null && !connection.changed) this.noteChanged(connection);
    return connection;
  }

  /** Takes in an ICMP error: `s` tells of the segment that it quotes, whose connection may be known. */
  noteIcmpError(s: Segment, at: Pick<Sighting, 'seconds' | 'nanoseconds'>): void {
    const connection = this.table.find(s, hashOf(s));
    if (connection === null) return;
    const { first, second } = connection;
    if (this.table.foundFromSecond) noteIcmp(connection, second, first, s, at);
    else noteIcmp(connection, first, second, s, at);
    if (connection.closedHow === 'icmp') this.touch(connection, true);
    this.noteChanged(connection);
  }

  /** Nothing more comes. */
  end(): void {
    this.unsettled.settleAll();
  }

  /** Forgets a connection and all that is held for it. */
  release(connection: Connection): void {
    this.unsettled.settle(connection);
    this.onLeave?.(connection);
    connection.conversation?.release();
    this.runs.free(connection);
    this.zeek.free(connection.zeek);
    this.segments.free(connection);
    this.table.remove(connection);
    this.noteChanged(connection);
  }

  /** The connections that have changed or left since this was asked before, once each; null: any may have. */
  takeChanged(): readonly Connection[] | null {
    const { changed } = this;
    this.changed = [];
    return changed;
  }

  /** Releases connections that have been over and silent for `seconds` at the time given (whole seconds since 1970). */
  releaseOver(nowSeconds: number, seconds: number): void {
    for (
      let c = this.table.over.oldest;
      c !== null && nowSeconds - c.lastSeconds > seconds;
      c = this.table.over.oldest
    )
      this.release(c);
  }

  /** Keeps fewer connections for now, by this share: they hold more than there is memory for. */
  keepFewer(share: number): void {
    this.memoryWasShort = true;
    this.connectionsAtMost = Math.max(1, Math.floor(this.table.size * (1 - share)));
    while (this.table.size > this.connectionsAtMost) this.letOneGo();
  }

  /** Keeps more of them again, by this share, up to the limit: those that there are now may hold less. */
  keepMore(share: number): void {
    this.connectionsAtMost = Math.min(this.connectionsLimit, Math.ceil(this.connectionsAtMost * (1 + share)));
  }

  private touch(connection: Connection, over: boolean): void {
    const wasOver = connection.over;
    this.table.touch(connection, over);
    if (over && !wasOver) this.holders.noteOver(connection);
  }

  private noteChanged(connection: Connection): void {
    const { changed } = this;
    if (changed === null || connection.changed) return;
    connection.changed = true;
    // Who does not ask for long, as while the screen is paused, has to look at all of them.
    if (changed.push(connection) > 2 * this.table.size + MOST_GONE_UNASKED) this.changed = null;
  }

  private connectionOf(s: Segment, at: Sighting): Connection {
    const hash = hashOf(s);
    const found = this.table.find(s, hash);
    if (found !== null && !isNewIncarnation(this.table.foundFromSecond ? found.second : found.first, s))
      return found;
    if (this.table.size >= this.connectionsAtMost) this.letOneGo();
    const former = found?.kept ? found : null;
    const connection = this.table.add(s, hash, at.interfaceIndex, former);
    connection.reused = found !== null;
    connection.zeek = this.zeek.add();
    connection.firstSeconds = at.seconds;
    connection.firstNanoseconds = at.nanoseconds;
    this.table.foundFromSecond = false;
    return connection;
  }

  private letOneGo(): void {
    const victim = this.table.over.oldest ?? this.table.live.oldest;
    if (victim === null) return;
    this.connectionsLetGo++;
    this.release(victim);
  }

  private noteSyn(c: Connection, from: Endpoint, to: Endpoint, s: Segment, view: DataView): void {
    if (s.controlBits & ACK) noteAgreement(from, to, s);
    if (c.closedHow !== null && !(s.controlBits & ACK)) beginAnew(c, from);
    // It was not the server that refused, or it has thought better of it.
    else if (c.closedHow === 'refused') reopen(c);
    const evidence = s.controlBits & ACK ? 'synack' : 'syn';
    if (evidence === 'syn' ? c.basis !== 'syn' : c.basis === 'first') {
      c.basis = evidence;
      c.flipped = !c.selfConnected && (from === c.second) === (evidence === 'syn');
    }
    noteOffer(from, offeredOptions(view, s), c.packets);
  }

  private logSegment(c: Connection, fromSecond: boolean, marks: number, s: Segment, at: Sighting): void {
    let released = this.appendSegment(c, fromSecond, marks, s, at);
    if (released < 0) {
      this.makeRoomForSegments(c);
      released = Math.max(0, this.appendSegment(c, fromSecond, marks, s, at));
    }
    this.segmentsLetGo += released;
    if (this.isOneLimited) this.segmentsPerConnectionLetGo += released;
    if (c.segmentsKept === 1) this.holders.add(c);
  }

  private appendSegment(c: Connection, fromSecond: boolean, marks: number, s: Segment, at: Sighting): number {
    return this.segments.append(
      c,
      at.seconds,
      at.nanoseconds,
      fromSecond,
      s.controlBits,
      marks,
      s.sequenceNumber,
      s.acknowledgmentNumber,
      s.payloadLength,
      s.window,
      (s.controlBits & SYN ? timestampOfSyn : timestampInFront)(at.view, s.optionsStart, s.optionsEnd),
      s.hopLimit,
      at.position,
    );
  }

  /** Frees much of the room at once, so that it is done seldom. */
  private makeRoomForSegments(but: Connection): void {
    this.holders.makeRoom(
      but,
      but.lastSeconds,
      (onlyOver) => this.segments.fill <= (onlyOver ? this.overFillLeft : FILL_LEFT),
      (c) => {
        this.lastLook(c, this.segments);
        this.segmentsLetGo += this.segments.free(c);
        c.version++;
      },
    );
  }

  /** Nothing of what was said before goes on: this is the first segment that was seen of a newer connection. */
  private converseAnew(c: Connection, fromSecond: boolean, s: Segment): void {
    if (c.conversation === null) {
      c.conversation = new Conversation(this.context, c.client, c.server);
      c.conversationFlipped = c.flipped;
    } else {
      c.conversation.beginAnew();
    }
    const side = fromSecond === c.conversationFlipped ? 0 : 1;
    const isFirst = (s.controlBits & SYN) !== 0;
    c.conversation.expect(side, sequenceAdd(s.sequenceNumber, isFirst ? 1 : 0), isFirst);
    c.conversation.expect(otherThan(side), s.acknowledgmentNumber, isFirst);
  }

  private converse(
    c: Connection,
    from: Endpoint,
    fromSecond: boolean,
    s: Segment,
    at: Sighting,
    ordinal: number,
  ): void {
    if (c.conversation === null) {
      if (s.payloadLength === 0 || isLateProbe(from, s, at.octets)) return;
      c.conversation = new Conversation(this.context, c.client, c.server);
      c.conversationFlipped = c.flipped;
      for (const end of [c.first, c.second]) {
        // What a side sends first may be missing or late: where its SYN was seen, that tells where it begins.
        const seen = end === from ? null : end.nextSequence;
        const begins = end.offered !== null ? sequenceAdd(end.initialSequence as number, 1) : seen;
        const side = (end === c.first) === c.conversationFlipped ? 1 : 0;
        if (begins !== null) c.conversation.expect(side, begins, end.offered !== null);
      }
    }
    const side = fromSecond === c.conversationFlipped ? 0 : 1;
    const when = this.at;
    when.seconds = at.seconds;
    when.nanoseconds = at.nanoseconds;
    when.ordinal = ordinal;
    const conversation = c.conversation;
    const heard = c.selfConnected ? side : otherThan(side);
    if (s.controlBits & ACK) conversation.acknowledged(heard, s.acknowledgmentNumber, when);
    if (s.payloadLength > 0) {
      const sequenceNumber = s.controlBits & SYN ? sequenceAdd(s.sequenceNumber, 1) : s.sequenceNumber;
      conversation.segment(
        side,
        sequenceNumber,
        at.octets,
        at.view,
        s.payloadStart,
        s.payloadCaptured,
        s.payloadLength,
        when,
      );
    }
    if (s.controlBits & FIN)
      conversation.finished(side, when, sequenceAdd(s.sequenceNumber, s.payloadLength));
    if ((s.controlBits & RST) === 0) conversation.goesOn(side);
    else if (fitsReset(from, c.hearerOf(from), s)) conversation.reset(side, when, s.sequenceNumber);
    else {
      conversation.resetPerhaps(side, when, s.sequenceNumber);
      this.unsettled.add(c);
    }
  }
}

/** A SYN whose sequence number is not the one that its sender began with opens a new connection, as in Wireshark. */
function isNewIncarnation(from: Endpoint, s: Segment): boolean {
  if ((s.controlBits & (SYN | ACK)) !== SYN) return false;
  return from.initialSequence !== null && s.sequenceNumber !== from.initialSequence;
}

/**
 * What Windows sends to keep a connection alive has an octet of garbage, a NUL, in place of the newest one (RFC 9293, section
 * 3.8.4). Of a connection that was joined late it may be the first that is seen, with nothing before it to tell it from data.
 */
function isLateProbe(from: Endpoint, s: Segment, octets: Uint8Array): boolean {
  if (from.offered !== null || s.payloadLength !== 1 || s.payloadCaptured !== 1) return false;
  return (s.controlBits & (SYN | FIN | RST | PSH)) === 0 && octets[s.payloadStart] === 0;
}
