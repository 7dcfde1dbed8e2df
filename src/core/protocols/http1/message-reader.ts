import { indexOfOctet, LF } from '../ascii.ts';
import { CLIENT, type Progress, SERVER, type Side, type Telling } from '../dissector.ts';
import { notUnderstood } from '../not-understood.ts';
import { malformed } from '../progress.ts';
import { chunkSize, contradictionOf, type Framing } from './body.ts';
import type { Head } from './head.ts';
import {
  expectBody,
  forgetBody,
  keepTrailer,
  MessageState,
  passBody,
  tellBody,
  trailersOf,
} from './message-state.ts';
import { noMessage } from './other-beginnings.ts';
import { identifyStartLine, withoutCarriageReturn } from './start-line.ts';
import { BAD_REQUEST, TlsWanted } from './tls-wanted.ts';

const NEED_MORE = -1;
/** A start line that is still not whole after this is none. */
const LONGEST_START_LINE = 8192;

/** Reads the messages of both sides by their syntax and framing (RFC 9112). Bodies are passed over, not kept. */
export abstract class MessageReader {
  protected readonly streams = [new MessageState(CLIENT), new MessageState(SERVER)] as const;
  /** Set where reading is over: by a hand-over, or because this is no HTTP. */
  protected verdict: Progress | null = null;

  /** Takes octets of `side` and returns how many are done with. */
  take(side: Side, octets: Uint8Array, start: number, end: number, telling: Telling): number {
    const stream = this.streams[side];
    let at = start;
    while (at < end && this.verdict === null) {
      const next = this.step(stream, octets, at, end, telling);
      if (next === NEED_MORE) break;
      at = next;
    }
    if (stream.head !== null) stream.headAt ??= telling.here();
    return at - start;
  }

  /** A start line has come. */
  protected abstract beginMessage(
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void;

  /** A head is whole: what follows it, `beginBody` is to be told. */
  protected abstract endHead(stream: MessageState, head: Head, telling: Telling): void;

  /** Octets of a body come. */
  protected abstract bodyComes(stream: MessageState, telling: Telling): void;

  /** Whether the other side is the one that asks. */
  protected abstract answers(side: Side): boolean;

  protected beginBody(stream: MessageState, framing: Framing, head: Head, telling: Telling): void {
    stream.bodyOctets = 0;
    stream.isEventStream = head.isEventStream;
    if (telling.keepsMessages && framing !== 'none') expectBody(stream, head);
    if (head.status === BAD_REQUEST) stream.tlsWanted = new TlsWanted();
    stream.chunked = framing === 'chunked';
    stream.remaining = framing === 'length' ? head.contentLength : 0;
    if (framing === 'none') this.endMessage(stream, telling);
    else if (framing === 'length') stream.phase = 'octets';
    else if (framing === 'chunked') stream.phase = 'chunk-size';
    else stream.phase = framing === 'until-close' ? 'until-close' : 'lost';
    if (framing === 'contradiction') telling.say(stream.side, notUnderstood('HTTP', contradictionOf(head)));
  }

  protected endOctets(stream: MessageState, telling: Telling): void {
    if (stream.chunked) stream.phase = 'chunk-end';
    else this.endMessage(stream, telling);
  }

  private step(stream: MessageState, octets: Uint8Array, at: number, end: number, telling: Telling): number {
    switch (stream.phase) {
      case 'octets': {
        this.bodyComes(stream, telling);
        const passed = Math.min(stream.remaining, end - at);
        stream.remaining -= passed;
        passBody(stream, octets, at, at + passed, telling);
        if (stream.remaining === 0) this.endOctets(stream, telling);
        return at + passed;
      }
      case 'until-close':
        passBody(stream, octets, at, end, telling);
        return end;
      case 'closed':
        return end;
      case 'waiting':
        return NEED_MORE;
      case 'lost':
        return this.search(stream, octets, at, end);
      default:
        return this.readLine(stream, octets, at, end, telling);
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
    stream: MessageState,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    const lineFeed = indexOfOctet(octets, LF, at + stream.scanned, end);
    if (lineFeed === -1) {
      const isNone =
        stream.phase === 'start-line' &&
        this.answers(stream.side) &&
        identifyStartLine(octets, at, end) === 'reject';
      if (isNone) this.verdict = noMessage(octets, at, end);
      stream.scanned = end - at;
      return NEED_MORE;
    }
    stream.scanned = 0;
    const lineEnd = Math.max(at, withoutCarriageReturn(octets, lineFeed));
    switch (stream.phase) {
      case 'start-line':
        if (lineEnd > at) this.beginMessage(stream, octets, at, lineEnd, telling);
        break;
      case 'fields':
        this.takeField(stream, octets, at, lineEnd, telling);
        break;
      case 'chunk-size':
        this.beginChunk(stream, chunkSize(octets, at, lineEnd));
        break;
      case 'chunk-end':
        if (lineEnd === at) stream.phase = 'chunk-size';
        else this.verdict = malformed('a chunk is longer than it says');
        break;
      default:
        this.takeTrailer(stream, octets, at, lineEnd, telling);
    }
    return lineFeed + 1;
  }

  private takeField(
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    const head = stream.head as Head;
    head.octets += end - start;
    if (end > start) {
      if (head.octets > telling.limits.messageOctets) this.verdict = { kind: 'over-limit' };
      else head.readField(octets, start, end);
      return;
    }
    stream.head = null;
    stream.headAt = null;
    this.endHead(stream, head, telling);
  }

  private beginChunk(stream: MessageState, size: number): void {
    stream.remaining = size;
    if (size === -1) this.verdict = malformed('a chunk without a size');
    else stream.phase = size === 0 ? 'trailer' : 'octets';
  }

  /** A trailer field, or the empty line behind them all (RFC 9112, section 7.1.2). */
  private takeTrailer(
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    if (end === start) {
      this.endMessage(stream, telling);
      return;
    }
    if (telling.keepsMessages) keepTrailer(stream, octets, start, end);
  }

  private endMessage(stream: MessageState, telling: Telling): void {
    if (stream.chunked) {
      tellBody(stream);
      if (!stream.isEventStream) telling.bodyGoesOn(stream.side);
    }
    telling.responseEnds(stream.side);
    if (stream.trailers !== null) telling.say(stream.side, trailersOf(stream.trailers));
    forgetBody(stream);
    stream.phase = stream.waits ? 'waiting' : 'start-line';
  }
}
