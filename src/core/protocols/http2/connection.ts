import { startsWith } from '../ascii.ts';
import { type Octets, otherThan, type Side, type Telling } from '../dissector.ts';
import { beginsLikeAnswer } from '../http1/start-line.ts';
import { OctetSpan } from '../octet-span.ts';
import { FlowControl } from './flow-control.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  END_STREAM,
  FRAME_HEAD_OCTETS,
  type FrameHead,
  faultOf,
  GOAWAY,
  HEADERS,
  isLikelyFrame,
  MOST_FRAME_OCTETS,
  PADDED,
  PUSH_PROMISE,
  RST_STREAM,
  readFrameHead,
  SETTING_OCTETS,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame.ts';
import { FrameReader } from './frame-reader.ts';
import { isRunWhole } from './header-run.ts';
import { HeaderTeller } from './header-teller.ts';
import { PREFACE } from './identification.ts';
import { isTimedAtEnd, Streams } from './streams.ts';
import { tellFrame, WANTED_OCTETS } from './telling.ts';

const NEED_MORE = -1;
const INITIAL_WINDOW_SIZE = 4;
const MAX_FRAME_SIZE = 5;
const NO_ERROR = 0;
/** Of what may be held of a message, a header block over several frames takes this share: more may come with its end. */
const RUN_SHARE = 7 / 8;

const payload = new OctetSpan();
const following: FrameHead = { length: 0, type: 0, flags: 0, stream: 0 };

/** Both directions of a connection that speaks HTTP/2 (RFC 9113). Bodies are passed over, not kept. */
export class Http2Connection {
  /** What in the octets given last is no HTTP/2. */
  fault: string | null = null;
  private readonly readers = [new FrameReader(), new FrameReader()] as const;
  private readonly streams = new Streams();
  private readonly headers = new HeaderTeller(this.streams);
  private readonly flow = new FlowControl();

  /** Takes octets of `side` and returns how many are done with. */
  take(side: Side, given: Octets, telling: Telling): number {
    const reader = this.readers[side];
    let at = given.start;
    while (at < given.end && this.fault === null) {
      const next = this.step(side, reader, given, at, telling);
      if (next === NEED_MORE) break;
      at = next;
    }
    return at - given.start;
  }

  /** Passes over `missing` octets of `side`. */
  gap(side: Side, missing: number, telling: Telling): void {
    const reader = this.readers[side];
    const { head } = reader;
    reader.hasGap = true;
    if (reader.isHeld) {
      reader.isHeld = false;
      reader.remaining = head.length - reader.heldOctets;
      this.skipFrame(side, reader, telling);
    } else if (reader.remaining === 0) {
      reader.isLost = true;
    }
    if (missing > reader.remaining) reader.isLost = true;
    if (reader.grpc !== null) reader.grpc.miss(Math.min(missing, reader.grpcOctets));
    reader.grpcOctets -= Math.min(missing, reader.grpcOctets);
    reader.remaining -= Math.min(missing, reader.remaining);
    if (reader.remaining === 0) this.endData(side, reader, telling);
    if (!reader.isLost) return;
    this.forgetWhatCame(side, reader);
    this.headers.abandon(side, reader, telling);
  }

  /** What `side` sends cannot be read: the next frame has to be found again. */
  lose(side: Side): void {
    const reader = this.readers[side];
    this.fault = null;
    reader.lose();
    this.forgetWhatCame(side, reader);
  }

  /** What rests on every octet of `side` can be relied on no more. */
  private forgetWhatCame(side: Side, { fieldDecoder }: FrameReader): void {
    this.flow.lose();
    this.streams.lose(side);
    fieldDecoder.lose();
  }

  private step(side: Side, reader: FrameReader, given: Octets, at: number, telling: Telling): number {
    if (reader.remaining > 0) {
      const passed = Math.min(reader.remaining, given.end - at);
      if (reader.isTimed) telling.bodyGoesOn(side, reader.head.stream);
      if (reader.grpc !== null) this.takeMessages(side, reader, given.octets, at, at + passed, telling);
      reader.remaining -= passed;
      if (reader.remaining === 0) this.endData(side, reader, telling);
      return at + passed;
    }
    if (!reader.hasBegun) return this.begin(side, reader, given, at, telling);
    if (given.end - at < FRAME_HEAD_OCTETS) return reader.isLost ? given.end : NEED_MORE;
    readFrameHead(given.view, at, reader.head);
    if (reader.isLost) {
      if (!this.isFoundAgain(reader.head, given, at)) return given.end;
      reader.isLost = false;
    }
    this.fault = this.faultIn(side, reader);
    return this.fault === null ? this.readFrame(side, reader, given, at, telling) : NEED_MORE;
  }

  /** A client's first octets are the preface, and everyone's first frame is SETTINGS (RFC 9113, section 3.4). */
  private begin(side: Side, reader: FrameReader, given: Octets, at: number, telling: Telling): number {
    const { octets, view, end } = given;
    if (startsWith(octets, at, end, PREFACE)) {
      if (end - at < PREFACE.length) return NEED_MORE;
      this.headers.client = side;
      reader.hasBegun = true;
      telling.say(side, { summary: 'PRI * HTTP/2.0', role: 'event', fields: { frame: 'preface' } });
      return at + PREFACE.length;
    }
    if (end - at < FRAME_HEAD_OCTETS && !reader.hasGap) return NEED_MORE;
    reader.hasBegun = true;
    if (reader.hasGap) return at;
    readFrameHead(view, at, reader.head);
    if (beginsLikeAnswer(octets, at, end)) this.fault = 'an answer in HTTP/1';
    else if (reader.head.type !== SETTINGS) this.fault = 'neither a preface nor SETTINGS at the beginning';
    return at;
  }

  /** Does a frame begin here? It is one of a stream that we know, or the next one, and another follows it. */
  private isFoundAgain(head: FrameHead, { view, end }: Octets, at: number): boolean {
    const { type, stream, length } = head;
    const isExpected = type === HEADERS ? this.streams.mayBegin(stream) : this.streams.has(stream);
    if (!isLikelyFrame(head) || (stream !== 0 && !isExpected)) return false;
    const next = at + FRAME_HEAD_OCTETS + length;
    if (end - next < FRAME_HEAD_OCTETS) return true;
    readFrameHead(view, next, following);
    return isLikelyFrame(following);
  }

  private faultIn(side: Side, { head, block, hasGap }: FrameReader): string | null {
    const fault = faultOf(head);
    if (fault !== null) return fault;
    const other = this.readers[otherThan(side)];
    const most = other.hasBegun && !other.hasGap ? other.frameOctets : MOST_FRAME_OCTETS;
    if (head.length > most) return 'a frame longer than was agreed';
    const isContinuation = head.type === CONTINUATION;
    if (block !== null && (!isContinuation || head.stream !== block.stream))
      return 'another frame within a header block';
    return isContinuation && block === null && !hasGap ? 'a CONTINUATION of nothing' : null;
  }

  private readFrame(side: Side, reader: FrameReader, given: Octets, at: number, telling: Telling): number {
    const { head } = reader;
    const start = at + FRAME_HEAD_OCTETS;
    const { messageOctets } = telling.limits;
    const wanted = wantedOctets(head, messageOctets);
    const isWhole = wanted === head.length ? isRunWhole(head, given, at, RUN_SHARE * messageOctets) : true;
    if (typeof isWhole === 'string') {
      this.fault = isWhole;
      return NEED_MORE;
    }
    if (wanted > given.end - start || !isWhole) {
      reader.isHeld = true;
      reader.heldOctets = Math.min(head.length, given.end - start);
      return NEED_MORE;
    }
    reader.isHeld = false;
    reader.remaining = head.length - wanted;
    reader.isTimed = false;
    if (wanted === 0 && head.length > 0) this.skipFrame(side, reader, telling);
    else
      this.takeFrame(side, reader, payload.point(given.octets, given.view, start, start + wanted), telling);
    if (reader.remaining === 0) this.endData(side, reader, telling);
    return start + wanted;
  }

  /** Takes a frame of which all that is wanted is there. */
  private takeFrame(side: Side, reader: FrameReader, given: Octets, telling: Telling): void {
    const { head } = reader;
    switch (head.type) {
      case DATA:
        this.takeData(side, reader, given, telling);
        return;
      case HEADERS:
      case PUSH_PROMISE:
      case CONTINUATION:
        this.fault = this.headers.take(side, reader, given, telling);
        return;
      case SETTINGS:
        this.takeSettings(side, reader, given);
        break;
      case WINDOW_UPDATE:
        this.takeWindowUpdate(side, head.stream, given.view.getUint32(given.start) & 0x7fffffff);
        break;
      case RST_STREAM:
        this.streams.forget(head.stream);
        telling.giveUp(head.stream);
        break;
      case GOAWAY:
        if (given.view.getUint32(given.start + 4) === NO_ERROR) telling.notice(side, { kind: 'farewell' });
    }
    if (telling.keepsMessages && head.type in WANTED_OCTETS) telling.say(side, tellFrame(head, given));
  }

  private takeSettings(side: Side, reader: FrameReader, { view, start, end }: Octets): void {
    if (reader.head.flags & ACK) return;
    for (let at = start; at + SETTING_OCTETS <= end; at += SETTING_OCTETS) {
      const value = view.getUint32(at + 2);
      const identifier = view.getUint16(at);
      if (identifier === MAX_FRAME_SIZE) reader.frameOctets = value;
      if (identifier === INITIAL_WINDOW_SIZE) this.flow.setInitial(side, value);
    }
    if (!reader.hasGap) this.flow.settle(side);
  }

  private takeWindowUpdate(side: Side, identifier: number, octets: number): void {
    // A stream that is over may still be given room (RFC 9113, section 6.9): it does not begin anew.
    if (identifier !== 0 && !this.streams.has(identifier)) return;
    this.flow.extended(side, identifier === 0 ? null : this.streams.of(identifier), octets);
  }

  /** Nothing of this frame's payload is looked at: because no one needs it, or because it is not there. */
  private skipFrame(side: Side, reader: FrameReader, telling: Telling): void {
    const { type, length, flags } = reader.head;
    if (type === HEADERS || type === PUSH_PROMISE || type === CONTINUATION)
      this.headers.skip(side, reader, telling);
    if (type !== DATA) return;
    this.addBody(side, reader, length, 0, telling);
    // How much of it is padding is not known.
    if (flags & PADDED) reader.grpc?.lose();
  }

  private takeMessages(
    side: Side,
    reader: FrameReader,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    const taken = Math.min(end - start, reader.grpcOctets);
    reader.grpcOctets -= taken;
    reader.grpc?.take(octets, start, start + taken, side, reader.head.stream, telling);
  }

  /** DATA that is empty, or padded: then its first octet says by how much (RFC 9113, section 6.1). */
  private takeData(side: Side, reader: FrameReader, given: Octets, telling: Telling): void {
    const { length, flags } = reader.head;
    const padding = flags & PADDED ? 1 + (given.octets[given.start] ?? 0) : 0;
    if (flags & PADDED && (given.end === given.start || padding > length)) {
      this.fault = 'padding longer than its frame';
      return;
    }
    this.addBody(side, reader, length, padding, telling);
  }

  private addBody(side: Side, reader: FrameReader, length: number, padding: number, telling: Telling): void {
    const { flags, stream: identifier } = reader.head;
    const stream = this.streams.of(identifier);
    const isLast = (flags & END_STREAM) !== 0;
    stream[side].bodyOctets += length - padding;
    // All of a request counts: a response is waited for from its last octet.
    const isTimed = stream[side].timing === 'as-it-comes' || side === this.headers.client;
    reader.isTimed = length > 0 && isTimed;
    if (isTimed) telling.bodyGoesOn(side, identifier);
    if (isLast) reader.endingStream = identifier;
    reader.grpc = stream[side].grpc;
    reader.grpcOctets = length - padding;
    const stall = this.flow.sent(side, identifier, stream, length, isLast);
    if (stall !== null) telling.say(side, stall);
  }

  /** The frame is passed over: if it ends its stream, the whole body is told. */
  private endData(side: Side, reader: FrameReader, telling: Telling): void {
    const { endingStream: stream, grpc } = reader;
    reader.grpc = null;
    if (stream === 0) {
      grpc?.tellLast(side, reader.head.stream, telling);
      return;
    }
    reader.endingStream = 0;
    const own = this.streams.of(stream)[side];
    const { bodyOctets } = own;
    if (isTimedAtEnd(own)) telling.bodyGoesOn(side, stream);
    telling.responseEnds(side, stream);
    this.streams.end(stream, side);
    if (grpc !== null) {
      grpc.tellEnd(side, stream, bodyOctets, telling);
      return;
    }
    telling.say(side, {
      summary: `DATA ${bodyOctets} B (stream ${stream})`,
      role: 'event',
      fields: { frame: 'DATA', stream, endStream: true, bodyBytes: bodyOctets },
    });
  }
}

/** Octets of a frame's payload that have to be there before it is dealt with. */
function wantedOctets({ type, length, flags }: FrameHead, most: number): number {
  if (type === DATA) return Math.min(length, flags & PADDED ? 1 : 0);
  if (type !== HEADERS && type !== PUSH_PROMISE && type !== CONTINUATION)
    return Math.min(length, WANTED_OCTETS[type] ?? 0);
  return length <= most - FRAME_HEAD_OCTETS ? length : 0;
}
