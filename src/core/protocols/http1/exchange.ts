import { printableText } from '../../printable.ts';
import { indexOfOctet, LF, startsWith } from '../ascii.ts';
import type { FieldValue, Progress, Side, Telling } from '../dissector.ts';
import { malformed } from '../progress.ts';
import {
  CONNECT_REQUEST,
  chunkSize,
  type Framing,
  requestFraming,
  responseFraming,
  UPGRADE_REQUEST,
} from './body.ts';
import { Head, LINE_CHARACTERS } from './head.ts';
import { OutstandingRequests } from './outstanding-requests.ts';
import { identifyStartLine, readStartLine, type StartLine, withoutCarriageReturn } from './start-line.ts';
import { upgradeProtocol } from './upgrade.ts';

/** Where one side stands: in which part of a message the next octet is. */
type Phase =
  | 'start-line'
  | 'fields'
  /** `remaining` octets of the body, or of a chunk. */
  | 'octets'
  | 'chunk-size'
  | 'chunk-end'
  | 'trailer'
  | 'until-close'
  /** What follows depends on the answer to an Upgrade or CONNECT. */
  | 'waiting'
  /** Octets are missing and the beginning of the next message is not known. */
  | 'lost';

class MessageStream {
  phase: Phase = 'start-line';
  remaining = 0;
  /** Octets at the front of those not consumed in which there is no LF. */
  scanned = 0;
  chunked = false;
  waits = false;
  head: Head | null = null;
}

const NEED_MORE = -1;
/** After a request of these, its answer tells what its side says next. */
const SWITCHING = CONNECT_REQUEST | UPGRADE_REQUEST;
/** A start line that is still not whole after this is none. */
const LONGEST_START_LINE = 8192;

/** Both directions of a connection that speaks HTTP/1 (RFC 9112). Bodies are passed over, not kept. */
export class HttpExchange {
  private readonly streams = [new MessageStream(), new MessageStream()] as const;
  private requester: Side | null = null;
  private readonly requests = new OutstandingRequests();
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
    if (stream.phase === 'until-close' || stream.phase === 'lost') return true;
    if (stream.phase === 'octets' && missing <= stream.remaining) {
      stream.remaining -= missing;
      if (stream.remaining === 0) this.endOctets(stream);
      return true;
    }
    this.tellCutHead(side, stream, telling);
    this.lose(side, stream);
    return true;
  }

  /** `side` sends nothing more. */
  end(side: Side, telling: Telling): void {
    this.tellCutHead(side, this.streams[side], telling);
  }

  private step(
    side: Side,
    stream: MessageStream,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    switch (stream.phase) {
      case 'octets': {
        const passed = Math.min(stream.remaining, end - at);
        stream.remaining -= passed;
        if (stream.remaining === 0) this.endOctets(stream);
        return at + passed;
      }
      case 'until-close':
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
  private search(stream: MessageStream, octets: Uint8Array, at: number, end: number): number {
    const answer = identifyStartLine(octets, at, end);
    if (answer === 'reject' || (answer === 'need-more' && end - at > LONGEST_START_LINE)) return end;
    if (answer === 'need-more') return NEED_MORE;
    stream.phase = 'start-line';
    return at;
  }

  private readLine(
    side: Side,
    stream: MessageStream,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    const lineFeed = indexOfOctet(octets, LF, at + stream.scanned, end);
    if (lineFeed === -1) {
      stream.scanned = end - at;
      return NEED_MORE;
    }
    stream.scanned = 0;
    const lineEnd = Math.max(at, withoutCarriageReturn(octets, lineFeed));
    switch (stream.phase) {
      case 'start-line':
        if (lineEnd > at) this.beginMessage(side, stream, octets, at, lineEnd, telling.keepsMessages);
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
        if (lineEnd === at) this.endMessage(stream);
    }
    return lineFeed + 1;
  }

  private beginMessage(
    side: Side,
    stream: MessageStream,
    octets: Uint8Array,
    start: number,
    end: number,
    isKept: boolean,
  ): void {
    const line = readStartLine(octets, start, end);
    const sender = line === null || line.status === 0 ? side : 1 - side;
    if (line === null || (this.requester !== null && this.requester !== sender)) {
      this.verdict = malformed('a line that begins no message');
      return;
    }
    this.requester = sender as Side;
    stream.head = isKept ? headOf(line, octets, start, end) : framingHeadOf(line, octets, start);
    stream.head.octets = end - start;
    stream.phase = 'fields';
  }

  private takeField(
    side: Side,
    stream: MessageStream,
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
    this.tell(side, head, telling);
    if (head.status === 0) this.beginBody(stream, requestFraming(head), head);
    else this.endResponseHead(side, stream, head);
  }

  private tell(side: Side, head: Head, telling: Telling): void {
    const isRequest = head.status === 0;
    if (isRequest) this.streams[side].waits = (this.requests.add(head) & SWITCHING) !== 0;
    telling.say(side, {
      summary: head.summary,
      role: isRequest ? 'request' : 'response',
      fields: head.fields,
    });
  }

  private endResponseHead(side: Side, stream: MessageStream, head: Head): void {
    if (head.status === 101) {
      const to = upgradeProtocol(head.text('upgrade') || this.requests.upgradeOffered);
      this.verdict = { kind: 'hand-over', consumed: 0, to };
      return;
    }
    if (head.status < 200) {
      stream.phase = 'start-line';
      return;
    }
    const request = this.answer(side);
    if (request & CONNECT_REQUEST && head.status < 300)
      this.verdict = { kind: 'hand-over', consumed: 0, to: null };
    else this.beginBody(stream, responseFraming(head, request), head);
  }

  /** The request that a final response of `side` answers; after it, an offer to switch is settled. */
  private answer(side: Side): number {
    const request = this.requests.takeAnswered();
    const requester = this.streams[side === 0 ? 1 : 0];
    if (request & SWITCHING) {
      requester.waits = false;
      if (requester.phase === 'waiting') requester.phase = 'start-line';
    }
    return request;
  }

  private beginBody(stream: MessageStream, framing: Framing, head: Head): void {
    stream.chunked = framing === 'chunked';
    stream.remaining = framing === 'length' ? head.contentLength : 0;
    if (framing === 'none') this.endMessage(stream);
    else if (framing === 'length') stream.phase = 'octets';
    else if (framing === 'chunked') stream.phase = 'chunk-size';
    else stream.phase = framing === 'until-close' ? 'until-close' : 'lost';
  }

  private beginChunk(stream: MessageStream, size: number): void {
    stream.remaining = size;
    if (size === -1) this.verdict = malformed('a chunk without a size');
    else stream.phase = size === 0 ? 'trailer' : 'octets';
  }

  private endOctets(stream: MessageStream): void {
    if (stream.chunked) stream.phase = 'chunk-end';
    else this.endMessage(stream);
  }

  private endMessage(stream: MessageStream): void {
    stream.phase = stream.waits ? 'waiting' : 'start-line';
  }

  /** The rest of this head will never be seen: what there is of it is told. */
  private tellCutHead(side: Side, stream: MessageStream, telling: Telling): void {
    const { head } = stream;
    if (head === null) return;
    stream.head = null;
    const fields: Record<string, FieldValue> = head.fields;
    fields.incomplete = true;
    this.tell(side, head, telling);
    if (head.status >= 200) this.answer(side);
  }

  private lose(side: Side, stream: MessageStream): void {
    stream.phase = 'lost';
    stream.waits = false;
    if (side !== this.requester) this.requests.loseAnswers();
  }
}

/** The head that a start line begins. */
function headOf(line: StartLine, octets: Uint8Array, start: number, end: number): Head {
  const { status, firstEnd, versionStart } = line;
  const version = `HTTP/1.${String.fromCharCode(octets[versionStart + 7] as number)}`;
  if (status !== 0) {
    const reason = printableText(octets, Math.min(firstEnd + 1, end), end, LINE_CHARACTERS);
    const summary = reason === '' ? `${status}` : `${status} ${reason}`;
    return new Head(summary, status, { status, reason, version }, true);
  }
  const method = printableText(octets, start, firstEnd, LINE_CHARACTERS);
  const target = printableText(octets, firstEnd + 1, versionStart - 1, LINE_CHARACTERS);
  const summary = printableText(octets, start, end, LINE_CHARACTERS);
  return new Head(summary, 0, { method, target, version }, true);
}

/** Methods that change how the answer is framed, by their length. */
const FRAMING_METHODS: Readonly<Record<number, string>> = { 4: 'HEAD', 7: 'CONNECT' };

/** The same with no more than what the framing of its message, or of the answer, rests on. */
function framingHeadOf({ status, firstEnd }: StartLine, octets: Uint8Array, start: number): Head {
  const method = FRAMING_METHODS[firstEnd - start];
  if (method !== undefined && startsWith(octets, start, firstEnd, method))
    return new Head('', status, { method }, false);
  return new Head('', status, {}, false);
}
