import type { Moment } from '../moment.ts';
import type { Saying } from '../protocols/dissector.ts';
import { isFinal, SWITCHING_PROTOCOLS } from '../protocols/http1/statuses.ts';
import { otherThan, type Side } from '../side.ts';
import { nanosecondsSince } from '../time.ts';

/**
 * Segments with requests that wait for an answer, as many as are remembered: of streams, the oldest beyond are taken for
 * never answered; of those answered in order, the newest beyond are paired, but not timed.
 */
const MOST_OPEN = 256;
/** The stream of a request that has neither a stream nor a number: the protocol answers in order. */
const IN_ORDER = -1;
/** RFC 9113, section 3.1: the request that was upgraded to HTTP/2 is answered on stream 1. */
const UPGRADED_STREAM = 1;
const HTTP2 = 'http2';
/** The time of requests that are not timed. */
const UNTIMED = Number.NaN;

/** A request, or several that one segment brought and that are answered in order. */
class OpenRequest {
  from: Side = 0;
  stream = IN_ORDER;
  count = 1;
  /** With which segment it came. */
  ordinal = 0;
  /** When its last octet seen so far came, and the one before that. */
  seconds = 0;
  nanoseconds = 0;
  formerSeconds = 0;
  formerNanoseconds = 0;
  /** The one that was made after it. */
  next: OpenRequest | null = null;
}

/**
 * Requests and responses of one connection, paired: by stream where a protocol has those, else in order. Of each pair the
 * time to first byte is taken: from the segment with the request's last octet seen before the answer, to the segment that
 * completed the head of the final response, which is the one with its first octet unless a head is spread over several.
 */
export class Exchanges {
  /** Pairs whose final response has begun. */
  done = 0;
  /** Times to first byte, in nanoseconds: how many were taken, the shortest, the longest and their sum; null before that. */
  timed = 0;
  private leastNanoseconds: number | null = null;
  mostNanoseconds: number | null = null;
  private sumNanoseconds: number | null = null;
  /** Of the slowest one: which segment of the connection brought the response. */
  slowestOrdinal = 0;
  /** And whether its request was not whole by then. */
  slowestIsEarly = false;
  /** The longest time from a response's first segment to the last one of its body, in nanoseconds. */
  longestTransferNanoseconds = 0;
  /** With which segment that transfer ended. */
  longestTransferOrdinal = 0;
  /** And whether the response was whole with it: else more of it may have come, or be still to come. */
  longestTransferIsWhole = false;
  /** With which segment the head of the newest request was complete; -1 before the first. */
  requestOrdinal = -1;
  /** It asks for nothing but the end, and came alone. */
  requestIsFarewell = false;
  /** Its head has no end. */
  requestIsCutShort = false;
  requester: Side = 0;
  /** Requests without a response as yet. */
  open = 0;
  /** Of what `OpenRequest` there is: so many. */
  private waiting = 0;
  private oldest: OpenRequest | null = null;
  private newest: OpenRequest | null = null;
  /** One that was answered, to be used again: most connections have one request after the other. */
  private spare: OpenRequest | null = null;
  /** The newest response, to which what its side tells of a body belongs; `responder` is null where it had no request. */
  private responder: Side | null = null;
  private responseStream = IN_ORDER;
  private responseSeconds = 0;
  private responseNanoseconds = 0;
  /** Its transfer is the longest one so far. */
  private newestIsLongest = false;
  /** Where a response that is still to be told began. */
  private begun: Moment | null = null;
  /** Where the answer came to go on in another protocol, until it is known which that is. */
  private switching: Moment | null = null;
  private isEarly = false;

  /** Requests whose final response was not seen to begin: one that changes the protocol is its answer, or announces it. */
  get awaited(): number {
    return this.switching === null ? this.open : this.open - 1;
  }

  /** Octets of `side` are missing: any request of the other side may have had its response among them. */
  lose(side: Side): void {
    for (let request = this.oldest; request !== null; request = request.next)
      if (request.from !== side) this.remove(request);
    this.begun = null;
    this.switching = null;
  }

  /** The times to first byte, in nanoseconds; null where none was taken. */
  get firstByte(): { readonly least: number; readonly mean: number; readonly most: number } | null {
    const { leastNanoseconds: least, meanNanoseconds: mean, mostNanoseconds: most } = this;
    return least === null || mean === null || most === null ? null : { least, mean, most };
  }

  /** Null where no response followed its request. */
  get meanNanoseconds(): number | null {
    return this.sumNanoseconds === null ? null : this.sumNanoseconds / this.timed;
  }

  /** `side` has sent octets, whatever they belong to. */
  heard(side: Side, at: Moment): void {
    // A body belongs to its request; of several requests that are open it is not known to which. Streams tell themselves.
    const request = this.oldest;
    if (request === null || this.open > 1 || request.from !== side || request.stream !== IN_ORDER) return;
    goOn(request, at);
  }

  /** A response to the oldest request begins here, and is told once it is complete; `isEarly`: the request is not, yet. */
  answering(at: Moment, isEarly = false): void {
    if (this.open === 0 || this.begun !== null) return;
    this.begun = momentOf(at);
    this.isEarly = isEarly;
  }

  /** This segment has octets of the body of the newest response, or of the request that is open on this stream. */
  bodyGoesOn(from: Side, stream: number | undefined, at: Moment): void {
    if (from !== this.responder || (stream ?? IN_ORDER) !== this.responseStream) {
      const request = stream === undefined ? null : this.find(from, stream);
      if (request !== null) goOn(request, at);
      return;
    }
    const nanoseconds = nanosecondsSince(this.responseSeconds, this.responseNanoseconds, at);
    if (nanoseconds < this.longestTransferNanoseconds) return;
    this.longestTransferNanoseconds = nanoseconds;
    this.longestTransferOrdinal = at.ordinal;
    this.longestTransferIsWhole = false;
    this.newestIsLongest = true;
  }

  /** The newest response, or the one on this stream, is whole. */
  responseEnds(from: Side, stream: number | undefined): void {
    const isNewest = from === this.responder && (stream ?? IN_ORDER) === this.responseStream;
    if (isNewest && this.newestIsLongest) this.longestTransferIsWhole = true;
  }

  said(from: Side, saying: Saying, at: Moment): void {
    if (saying.role === 'request') {
      this.requestIsFarewell = saying.isFarewell === true && at.ordinal !== this.requestOrdinal;
      this.requestIsCutShort = saying.fields.cutShort === true;
      this.begin(from, streamOf(saying), at);
    } else if (saying.role === 'response') this.answer(from, saying, at);
  }

  /** The request on this stream will have no response. */
  giveUp(stream: number): void {
    const request = this.find(0, stream) ?? this.find(1, stream);
    if (request !== null) this.remove(request);
  }

  /** Another protocol is spoken from here on, whose name may not be known: what follows is no part of a response. */
  goOnIn(protocol: string | null): void {
    const { switching, oldest } = this;
    this.switching = null;
    if (switching !== null && oldest !== null) {
      if (protocol === HTTP2) oldest.stream = UPGRADED_STREAM;
      else this.pair(otherThan(oldest.from), oldest.stream, switching);
    }
    this.responder = null;
    this.begun = null;
  }

  /** What waits for its response will have none: what follows is said on another connection. */
  beginAnew(): void {
    this.lose(0);
    this.lose(1);
    this.responder = null;
  }

  /** Nothing more will be said. */
  close(): void {
    this.spare = null;
  }

  private begin(from: Side, stream: number, at: Moment): void {
    this.requestOrdinal = at.ordinal;
    this.requester = from;
    this.open++;
    const before = this.newest;
    if (before?.from === from && before.stream === IN_ORDER && stream === IN_ORDER) {
      if (before.ordinal === at.ordinal || this.waiting > MOST_OPEN) {
        before.count++;
        return;
      }
      // What came with this segment was this request, not more of the one before.
      if (before.seconds === at.seconds && before.nanoseconds === at.nanoseconds) {
        before.seconds = before.formerSeconds;
        before.nanoseconds = before.formerNanoseconds;
      }
    }
    if (this.waiting === MOST_OPEN && stream !== IN_ORDER && this.oldest !== null) this.remove(this.oldest);
    this.add(from, stream, at);
  }

  private add(from: Side, stream: number, { seconds, nanoseconds, ordinal }: Moment): void {
    const request = this.spare ?? new OpenRequest();
    const isTimed = this.waiting < MOST_OPEN;
    this.spare = null;
    request.from = from;
    request.stream = stream;
    request.count = 1;
    request.ordinal = ordinal;
    request.seconds = request.formerSeconds = isTimed ? seconds : UNTIMED;
    request.nanoseconds = request.formerNanoseconds = nanoseconds;
    request.next = null;
    if (this.newest === null) this.oldest = request;
    else this.newest.next = request;
    this.newest = request;
    this.waiting++;
  }

  private find(from: Side, stream: number): OpenRequest | null {
    let request = this.oldest;
    while (request !== null && (request.from !== from || request.stream !== stream)) request = request.next;
    return request;
  }

  /** The oldest request of the other side in this stream; it is open no more. */
  private takeAnswered(from: Side, stream: number): OpenRequest | null {
    const request = this.find(otherThan(from), stream);
    if (request === null) return null;
    if (request.count === 1) this.remove(request);
    else {
      request.count--;
      this.open--;
    }
    return request;
  }

  private remove(request: OpenRequest): void {
    let before: OpenRequest | null = null;
    for (let at = this.oldest; at !== request && at !== null; at = at.next) before = at;
    if (before === null) this.oldest = request.next;
    else before.next = request.next;
    if (this.newest === request) this.newest = before;
    this.open -= request.count;
    this.waiting--;
    this.spare = request;
  }

  private answer(from: Side, saying: Saying, at: Moment): void {
    const { status } = saying.fields;
    if (status === SWITCHING_PROTOCOLS) this.switching = momentOf(at);
    if (typeof status === 'number' && !isFinal(status)) return;
    this.pair(from, streamOf(saying), at);
  }

  /** The final response on this stream begins. */
  private pair(from: Side, stream: number, at: Moment): void {
    const request = this.takeAnswered(from, stream);
    this.responder = request === null ? null : from;
    if (request === null) return;
    this.done++;
    this.newestIsLongest = false;
    this.responseStream = stream;
    const begun = this.begun ?? at;
    this.responseSeconds = begun.seconds;
    this.responseNanoseconds = begun.nanoseconds;
    this.time(nanosecondsSince(request.seconds, request.nanoseconds, begun), begun.ordinal);
    if (this.begun === null) return;
    this.begun = null;
    this.bodyGoesOn(from, stream, at);
    // What is told behind its beginning is told once it is whole; a body may follow.
    this.responseEnds(from, stream);
  }

  /** Clocks that went back tell nothing, nor do requests that are not timed. */
  private time(nanoseconds: number, ordinal: number): void {
    if (!(nanoseconds >= 0)) return;
    const { leastNanoseconds, mostNanoseconds, sumNanoseconds } = this;
    if (mostNanoseconds === null || nanoseconds > mostNanoseconds) {
      this.mostNanoseconds = nanoseconds;
      this.slowestOrdinal = ordinal;
      this.slowestIsEarly = this.begun !== null && this.isEarly;
    }
    if (leastNanoseconds === null || nanoseconds < leastNanoseconds) this.leastNanoseconds = nanoseconds;
    this.sumNanoseconds = (sumNanoseconds ?? 0) + nanoseconds;
    this.timed++;
  }
}

/** A copy: what is given may change. */
function momentOf({ seconds, nanoseconds, ordinal }: Moment): Moment {
  return { seconds, nanoseconds, ordinal };
}

/** More of the request came. */
function goOn(request: OpenRequest, { seconds, nanoseconds }: Moment): void {
  request.formerSeconds = request.seconds;
  request.formerNanoseconds = request.nanoseconds;
  request.seconds = seconds;
  request.nanoseconds = nanoseconds;
}

function streamOf({ fields: { stream, id } }: Saying): number {
  if (typeof stream === 'number') return stream;
  return typeof id === 'number' ? id : IN_ORDER;
}
