import type { Moment } from '../../moment.ts';
import {
  type FieldValue,
  otherThan,
  type Progress,
  type Saying,
  type Side,
  type Telling,
} from '../dissector.ts';
import { CONNECT_REQUEST, requestFraming, responseFraming, UPGRADE_REQUEST } from './body.ts';
import type { Head } from './head.ts';
import { MessageReader } from './message-reader.ts';
import {
  cutBody,
  forgetBody,
  isBetweenMessages,
  isInBody,
  isUnderWay,
  type MessageState,
  tellBody,
} from './message-state.ts';
import { framingHeadOf, headOf } from './new-head.ts';
import { notesOn } from './notes.ts';
import { addKeepAlivePromise, expectsContinue } from './options.ts';
import { noMessage } from './other-beginnings.ts';
import { OutstandingRequests } from './outstanding-requests.ts';
import { readStartLine } from './start-line.ts';
import { isFinal, isSuccess, REQUEST_TIMEOUT, SWITCHING_PROTOCOLS } from './statuses.ts';
import { declinedUpgrade, upgradeProtocol } from './upgrade.ts';

const NONE = -1;
/** After a request of these, its answer tells what its side says next. */
const SWITCHING = CONNECT_REQUEST | UPGRADE_REQUEST;

/** Both directions of a connection that speaks HTTP/1 (RFC 9112): who asks, what answers what, and what follows from it. */
export class HttpExchange extends MessageReader {
  private requester: Side | null = null;
  private readonly requests = new OutstandingRequests();
  /** The requester has sent its last octet in the midst of a response. */
  private responseLeft = false;
  /** With which segment the newest request's head came, while it awaits 100 Continue or its body; -1 where it does not. */
  private expectOrdinal = NONE;

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
      if (stream.remaining === 0) this.endOctets(stream, telling);
      return true;
    }
    this.tellCutHead(stream, telling);
    this.searchBehind(stream);
    return true;
  }

  /** What `side` sends cannot be read: the next message has to be searched for. */
  lose(side: Side, telling: Telling): void {
    const stream = this.streams[side];
    this.verdict = null;
    stream.scanned = 0;
    this.tellCutHead(stream, telling);
    this.searchBehind(stream);
  }

  /** `side` sends nothing more. */
  end(side: Side, telling: Telling): void {
    const stream = this.streams[side];
    if (stream.head !== null) stream.head.fields.cutShort = true;
    this.tellCutHead(stream, telling);
    if (stream.phase === 'until-close') {
      tellBody(stream);
      telling.responseEnds(side);
      stream.phase = 'closed';
    }
    this.noticeCutBody(stream, telling);
    if (side !== this.requester || !isUnderWay(this.streams[otherThan(side)])) return;
    this.responseLeft = true;
    telling.notice(side, { kind: 'response-left' });
  }

  /** Neither side sends more. */
  reset(by: Side, telling: Telling): void {
    if (by === this.requester) this.responseLeft = true;
    for (const stream of this.streams) this.noticeCutBody(stream, telling);
  }

  private noticeCutBody(stream: MessageState, telling: Telling): void {
    const cut = cutBody(stream);
    // A stream of events has no end of its own: the one who reads it leaves when it likes.
    if (cut === null || (stream.isEventStream && this.responseLeft)) return;
    const { side } = stream;
    // A request that has its answer already need not be sent to its end.
    const matters = side !== this.requester || this.requests.isKnown;
    telling.notice(side, matters ? cut : { kind: 'request-left' });
  }

  protected override bodyComes({ side }: MessageState, telling: Telling): void {
    const headOrdinal = this.expectOrdinal;
    if (headOrdinal === NONE || side !== this.requester) return;
    // The request had asked whether its body may come.
    this.expectOrdinal = NONE;
    if (telling.here().ordinal !== headOrdinal)
      telling.notice(side, { kind: 'expect-unanswered', headOrdinal });
  }

  protected override answers(side: Side): boolean {
    return this.requester !== null && this.requester !== side;
  }

  protected override beginMessage(
    stream: MessageState,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): void {
    const { side } = stream;
    const line = readStartLine(octets, start, end);
    const sender = line === null || line.status === 0 ? side : otherThan(side);
    if (line === null || (this.requester !== null && this.requester !== sender)) {
      this.verdict = noMessage(octets, start, end);
      return;
    }
    this.requester = sender;
    if (line.status !== 0) this.expectOrdinal = NONE;
    if (isFinal(line.status))
      telling.answering(this.requests.isAlone && isInBody(this.streams[otherThan(side)]));
    stream.head = telling.keepsMessages
      ? headOf(line, octets, start, end)
      : framingHeadOf(line, octets, start);
    stream.head.octets = end - start;
    stream.phase = 'fields';
  }

  private tell(stream: MessageState, head: Head, telling: Telling, at?: Moment): void {
    const isRequest = head.status === 0;
    const isFarewell = head.status === REQUEST_TIMEOUT && this.isIdle;
    if (isRequest) stream.waits = (this.requests.add(head) & SWITCHING) !== 0;
    if (telling.keepsMessages) addKeepAlivePromise(head);
    const notes = telling.keepsMessages ? notesOn(head) : '';
    const saying: Saying = {
      summary: telling.keepsMessages ? head.startLine + notes : '',
      role: isRequest ? 'request' : isFarewell ? 'event' : 'response',
      fields: head.fields,
      noteCharacters: notes === '' ? undefined : notes.length,
    };
    telling.say(stream.side, saying, at);
    if (isFarewell) telling.notice(stream.side, { kind: 'farewell' });
  }

  /** Whether nothing is asked, nor has begun to be. */
  private get isIdle(): boolean {
    const { requester, requests } = this;
    return requester !== null && requests.isNone && isBetweenMessages(this.streams[requester]);
  }

  protected override endHead(stream: MessageState, head: Head, telling: Telling): void {
    this.tell(stream, head, telling);
    if (head.status !== 0) {
      this.endResponseHead(stream, head, telling);
      return;
    }
    this.expectOrdinal = this.requests.isAlone && expectsContinue(head) ? telling.here().ordinal : NONE;
    this.beginBody(stream, requestFraming(head), head, telling);
  }

  private endResponseHead(stream: MessageState, head: Head, telling: Telling): void {
    if (head.status === SWITCHING_PROTOCOLS) {
      const to = upgradeProtocol(head.text('upgrade') || this.requests.offer?.text('upgrade') || '');
      this.verdict = { kind: 'hand-over', consumed: 0, to };
      return;
    }
    if (!isFinal(head.status)) {
      stream.phase = 'start-line';
      return;
    }
    stream.framingKnown = this.requests.isKnown;
    const request = this.answer(stream.side, head, telling);
    if (request & CONNECT_REQUEST && isSuccess(head.status))
      this.verdict = { kind: 'hand-over', consumed: 0, to: null };
    else this.beginBody(stream, responseFraming(head, request), head, telling);
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

  /** The rest of this head will never be seen: what there is of it is told, where it stands. */
  private tellCutHead(stream: MessageState, telling: Telling): void {
    const { head, headAt } = stream;
    if (head === null) return;
    stream.head = null;
    stream.headAt = null;
    const fields: Record<string, FieldValue> = head.fields;
    fields.incomplete = true;
    this.tell(stream, head, telling, headAt ?? undefined);
    if (isFinal(head.status)) this.answer(stream.side, head, telling);
  }

  private searchBehind(stream: MessageState): void {
    stream.phase = 'lost';
    stream.waits = false;
    forgetBody(stream);
    if (stream.side !== this.requester) this.requests.loseAnswers();
  }
}
