import type { Moment } from '../../tcp/reassembler.ts';
import { indexOfOctet, LF } from '../ascii.ts';
import {
  CLIENT,
  type FieldValue,
  otherThan,
  type Progress,
  type Saying,
  SERVER,
  type Side,
  type Telling,
} from '../dissector.ts';
import { beginsWithSettings } from '../http2/identification.ts';
import { malformed } from '../progress.ts';
import {
  CONNECT_REQUEST,
  chunkSize,
  type Framing,
  requestFraming,
  responseFraming,
  UPGRADE_REQUEST,
} from './body.ts';
import type { Head } from './head.ts';
import {
  cutBody,
  expectBody,
  forgetBody,
  isInBody,
  keepTrailer,
  MessageState,
  passBody,
  tellBody,
  trailersOf,
} from './message-state.ts';
import { framingHeadOf, headOf } from './new-head.ts';
import { notesOn } from './notes.ts';
import { addKeepAlivePromise, expectsContinue } from './options.ts';
import { OutstandingRequests } from './outstanding-requests.ts';
import { identifyStartLine, isNoStartLine, readStartLine, withoutCarriageReturn } from './start-line.ts';
import { BAD_REQUEST, TlsWanted } from './tls-wanted.ts';
import { declinedUpgrade, upgradeProtocol } from './upgrade.ts';

const NEED_MORE = -1;
const NONE = -1;
/** Responses before it only announce the final one (RFC 9110, section 15.2). */
const FIRST_FINAL_STATUS = 200;
/** After a request of these, its answer tells what its side says next. */
const SWITCHING = CONNECT_REQUEST | UPGRADE_REQUEST;
/** A start line that is still not whole after this is none. */
const LONGEST_START_LINE = 8192;

/** Both directions of a connection that speaks HTTP/1 (RFC 9112). Bodies are passed over, not kept. */
export class HttpExchange {
  private readonly streams = [new MessageState(), new MessageState()] as const;
  private requester: Side | null = null;
  private readonly requests = new OutstandingRequests();
  /** With which segment the newest request's head came, while it awaits 100 Continue or its body; -1 where it does not. */
  private expectOrdinal = NONE;
  /** Set where the exchange is over: by a hand-over, or because this is no HTTP. */
  private verdict: Progress | null = null;

  /** Takes octets of `side` and returns how many are done with. */
  take(side: Side, octets: Uint8Array, start: number, end: number, telling: Telling): number {
    const stream = this.streams[side];
    let at = start;
    while (at < end && this.verdict === null) {
      const next = this.step(side, stream, octets, at, end, telling);
      if (next === NEED_MORE) break;
      at = next;
    }
    if (stream.head !== null) stream.headAt ??= telling.here();
    return at - start;
  }

  /** What became of the exchange when it is over, with `consumed` filled in. */
  verdictAfter(consumed: number): Progress | null {
    const verdict = this.verdict;
    return verdict?.kind === 'hand-over' ? { ...verdict, consumed } : verdict;
  }

  /** Passes over `missing` octets of `side`; false where nothing can be told behind them. */
  gap(side: Side, missing: number, telling: Telling): boolean {
    const stream = this.streams[side];
    stream.scanned = 0;
    if (stream.phase === 'waiting') return false;
    stream.events?.lose();
    stream.bodyOctets += missing;
    if (stream.phase === 'until-close' || stream.phase === 'lost') return true;
    if (stream.phase === 'octets' && missing <= stream.remaining) {
      stream.remaining -= missing;
      if (stream.remaining === 0) this.endOctets(side, stream, telling);
      return true;
    }
    this.tellCutHead(side, stream, telling);
    this.lose(side, stream);
    return true;
  }

  /** `side` sends nothing more. */
  end(side: Side, telling: Telling): void {
    const stream = this.streams[side];
    if (stream.head !== null) stream.head.fields.cutShort = true;
    this.tellCutHead(side, stream, telling);
    if (stream.phase === 'until-close') tellBody(stream);
    this.noticeCutBody(side, stream, telling);
  }

  /** Neither side sends more. */
  reset(telling: Telling): void {
    for (const side of [CLIENT, SERVER]) this.noticeCutBody(side, this.streams[side], telling);
  }

  private noticeCutBody(side: Side, stream: MessageState, telling: Telling): void {
    const cut = cutBody(stream);
    if (cut === null) return;
    // A request that has its answer already need not be sent to its end.
    const matters = side !== this.requester || this.requests.isKnown;
    telling.notice(side, matters ? cut : { kind: 'request-left' });
  }

  private step(
    side: Side,
    stream: MessageState,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    switch (stream.phase) {
      case 'octets': {
        if (this.expectOrdinal !== NONE && side === this.requester) this.goOnUnanswered(side, telling);
        const passed = Math.min(stream.remaining, end - at);
        stream.remaining -= passed;
        passBody(side, stream, octets, at, at + passed, telling);
        if (stream.remaining === 0) this.endOctets(side, stream, telling);
        return at + passed;
      }
      case 'until-close':
        passBody(side, stream, octets, at, end, telling);
        return end;
      case 'waiting':
        return NEED_MORE;
      case 'lost':
        return this.search(stream, octets, at, end);
      default:
        return this.readLine(side, stream, octets, at, end, telling);
    }
  }

  /** After a loss: does a message begin here? Only the beginning of what came at once is looked at. */
  private search(stream: MessageState, octets: Uint8Array, at: number, end: number): number {
    const answer = identifyStartLine(octets, at, end);
    if (answer === 'reject' || (answer === 'need-more' && end - at > LONGEST_START_LINE)) return end;
    if (answer === 'need-more') return NEED_MORE;
    stream.phase = 'start-line';
    return at;
  }

  private readLine(
    side: Side,
    stream: MessageState,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    const lineFeed = indexOfOctet(octets, LF, at + stream.scanned, end);
    if (lineFeed === -1) {
      if (stream.phase === 'start-line' && this.answers(side) && isNoStartLine(octets, at, end))
        this.verdict = noMessage(octets, at, end);
      stream.scanned = end - at;
      return NEED_MORE;
    }
    stream.scanned = 0;
    const lineEnd = Math.max(at, withoutCarriageReturn(octets, lineFeed));
    switch (stream.phase) {
      case 'start-line':
        if (lineEnd > at) this.beginMessage(side, stream, octets, at, lineEnd, telling);
        break;
      case 'fields':
        this.takeField(side, stream, octets, at, lineEnd, telling);
        break;
      case 'chunk-size':
        this.beginChunk(stream, chunkSize(octets, at, lineEnd));
        break;
      case 'chunk-end':
        if (lineEnd === at) stream.phase = 'chunk-size';
        else this.verdict = malformed('a chunk is longer than it says');
        break;
      default:
        this.takeTrailer(side, stream, octets, at, lineEnd, telling);
    }
    return lineFeed + 1;
  }

  /** The body of a request comes that had asked whether it may. */
  private goOnUnanswered(side: Side, telling: Telling): void {
    const headOrdinal = this.expectOrdinal;
    this.expectOrdinal = NONE;
    if (telling.here().ordinal !== headOrdinal)
      telling.notice(side, { kind: 'expect-unanswered', headOrdinal });
  }

  private answers(side: Side): boolean {
    return this.requester !== null && this.requester !== side;
  }

  private beginMessage(
    side: Side,
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    const line = readStartLine(octets, start, end);
    const sender = line === null || line.status === 0 ? side : 1 - side;
    if (line === null || (this.requester !== null && this.requester !== sender)) {
      this.verdict = noMessage(octets, start, end);
      return;
    }
    this.requester = sender as Side;
    if (line.status !== 0) this.expectOrdinal = NONE;
    if (line.status >= FIRST_FINAL_STATUS)
      telling.answering(this.requests.isAlone && isInBody(this.streams[otherThan(side)]));
    stream.head = telling.keepsMessages
      ? headOf(line, octets, start, end)
      : framingHeadOf(line, octets, start);
    stream.head.octets = end - start;
    stream.phase = 'fields';
  }

  private takeField(
    side: Side,
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    const head = stream.head as Head;
    head.octets += end - start;
    if (end > start) {
      if (head.octets > telling.limits.messageOctets) this.verdict = malformed('a head over the limit');
      else head.readField(octets, start, end);
      return;
    }
    stream.head = null;
    stream.headAt = null;
    this.tell(side, head, telling);
    if (head.status === 0) {
      this.expectOrdinal = this.requests.isAlone && expectsContinue(head) ? telling.here().ordinal : NONE;
      this.beginBody(side, stream, requestFraming(head), head, telling);
    } else this.endResponseHead(side, stream, head, telling);
  }

  private tell(side: Side, head: Head, telling: Telling, at?: Moment): void {
    const isRequest = head.status === 0;
    if (isRequest) this.streams[side].waits = (this.requests.add(head) & SWITCHING) !== 0;
    if (telling.keepsMessages) addKeepAlivePromise(head);
    const notes = telling.keepsMessages ? notesOn(head) : '';
    const saying: Saying = {
      summary: telling.keepsMessages ? head.startLine + notes : '',
      role: isRequest ? 'request' : 'response',
      fields: head.fields,
      noteCharacters: notes === '' ? undefined : notes.length,
    };
    telling.say(side, saying, at);
  }

  private endResponseHead(side: Side, stream: MessageState, head: Head, telling: Telling): void {
    if (head.status === 101) {
      const to = upgradeProtocol(head.text('upgrade') || this.requests.offer?.text('upgrade') || '');
      this.verdict = { kind: 'hand-over', consumed: 0, to };
      return;
    }
    if (head.status < 200) {
      stream.phase = 'start-line';
      return;
    }
    stream.framingKnown = this.requests.isKnown;
    const request = this.answer(side, head, telling);
    if (request & CONNECT_REQUEST && head.status < 300)
      this.verdict = { kind: 'hand-over', consumed: 0, to: null };
    else this.beginBody(side, stream, responseFraming(head, request), head, telling);
  }

  /** The request that a final response of `side` answers; after it, an offer to switch is settled. */
  private answer(side: Side, response: Head, telling: Telling): number {
    const request = this.requests.takeAnswered();
    const { offer } = this.requests;
    if (request & UPGRADE_REQUEST && offer !== null) telling.say(side, declinedUpgrade(offer, response));
    const requester = this.streams[otherThan(side)];
    if (request & SWITCHING) {
      requester.waits = false;
      if (requester.phase === 'waiting') requester.phase = 'start-line';
    }
    return request;
  }

  private beginBody(side: Side, stream: MessageState, framing: Framing, head: Head, telling: Telling): void {
    stream.bodyOctets = 0;
    stream.isEventStream = head.isEventStream;
    if (telling.keepsMessages && framing !== 'none') expectBody(stream, head);
    if (head.status === BAD_REQUEST) stream.tlsWanted = new TlsWanted();
    stream.chunked = framing === 'chunked';
    stream.remaining = framing === 'length' ? head.contentLength : 0;
    if (framing === 'none') this.endMessage(side, stream, telling);
    else if (framing === 'length') stream.phase = 'octets';
    else if (framing === 'chunked') stream.phase = 'chunk-size';
    else stream.phase = framing === 'until-close' ? 'until-close' : 'lost';
  }

  private beginChunk(stream: MessageState, size: number): void {
    stream.remaining = size;
    if (size === -1) this.verdict = malformed('a chunk without a size');
    else stream.phase = size === 0 ? 'trailer' : 'octets';
  }

  private endOctets(side: Side, stream: MessageState, telling: Telling): void {
    if (stream.chunked) stream.phase = 'chunk-end';
    else this.endMessage(side, stream, telling);
  }

  /** A trailer field, or the empty line behind them all (RFC 9112, section 7.1.2). */
  private takeTrailer(
    side: Side,
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    if (end === start) {
      this.endMessage(side, stream, telling);
      return;
    }
    if (telling.keepsMessages) keepTrailer(stream, octets, start, end);
  }

  private endMessage(side: Side, stream: MessageState, telling: Telling): void {
    if (stream.chunked) {
      tellBody(stream);
      if (!stream.isEventStream) telling.bodyGoesOn(side);
    }
    if (stream.trailers !== null) telling.say(side, trailersOf(stream.trailers));
    forgetBody(stream);
    stream.phase = stream.waits ? 'waiting' : 'start-line';
  }

  /** The rest of this head will never be seen: what there is of it is told, where it stands. */
  private tellCutHead(side: Side, stream: MessageState, telling: Telling): void {
    const { head, headAt } = stream;
    if (head === null) return;
    stream.head = null;
    stream.headAt = null;
    const fields: Record<string, FieldValue> = head.fields;
    fields.incomplete = true;
    this.tell(side, head, telling, headAt ?? undefined);
    if (head.status >= 200) this.answer(side, head, telling);
  }

  private lose(side: Side, stream: MessageState): void {
    stream.phase = 'lost';
    stream.waits = false;
    forgetBody(stream);
    if (side !== this.requester) this.requests.loseAnswers();
  }
}

/** What stands where a message of HTTP/1 should begin. */
function noMessage(octets: Uint8Array, start: number, end: number): Progress {
  const isHttp2 = beginsWithSettings(octets, start, end);
  return malformed(isHttp2 ? 'HTTP/2 instead, a SETTINGS frame' : 'a line that begins no message');
}
