import type { Saying, Side } from '../protocols/dissector.ts';
import type { Moment } from '../tcp/reassembler.ts';
import { NANOSECONDS_PER_SECOND } from '../time.ts';

/** Requests without an answer that are remembered; of more, the oldest are taken for never answered. */
const MOST_OPEN = 256;
/** The stream of a request that has neither a stream nor a number: the protocol answers in order. */
const IN_ORDER = -1;
/** Final responses begin here; those before it only announce them (RFC 9110, section 15.2). */
const FIRST_FINAL_STATUS = 200;
const SWITCHING_PROTOCOLS = 101;

class OpenRequest {
  from: Side = 0;
  stream = IN_ORDER;
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
  /** With which segment the head of the newest request was complete; -1 before the first. */
  requestOrdinal = -1;
  requester: Side = 0;
  /** Requests without a response as yet. */
  open = 0;
  private oldest: OpenRequest | null = null;
  private newest: OpenRequest | null = null;
  /** One that was answered, to be used again: most connections have one request after the other. */
  private spare: OpenRequest | null = null;
  /** The newest response, to which what its side tells of a body belongs; `responder` is null where it had no request. */
  private responder: Side | null = null;
  private responseStream = IN_ORDER;
  private responseSeconds = 0;
  private responseNanoseconds = 0;
  /** Where a response that is still to be told began. */
  private begun: Moment | null = null;
  private isEarly = false;

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
    // A body belongs to its request; of several requests that are open it is not known to which.
    const request = this.oldest;
    if (request === null || request.next !== null || request.from !== side) return;
    request.formerSeconds = request.seconds;
    request.formerNanoseconds = request.nanoseconds;
    request.seconds = at.seconds;
    request.nanoseconds = at.nanoseconds;
  }

  /** A response to the oldest request begins here, and is told once it is complete; `isEarly`: the request is not, yet. */
  answering(at: Moment, isEarly = false): void {
    if (this.open === 0 || this.begun !== null) return;
    const { seconds, nanoseconds, ordinal } = at;
    this.begun = { seconds, nanoseconds, ordinal };
    this.isEarly = isEarly;
  }

  /** This segment has octets of the body of the newest response: nothing else that its side sends is a part of it. */
  bodyGoesOn(from: Side, stream: number | undefined, at: Moment): void {
    if (from !== this.responder || (stream ?? IN_ORDER) !== this.responseStream) return;
    const nanoseconds = nanosecondsSince(this.responseSeconds, this.responseNanoseconds, at);
    if (nanoseconds <= this.longestTransferNanoseconds) return;
    this.longestTransferNanoseconds = nanoseconds;
    this.longestTransferOrdinal = at.ordinal;
  }

  said(from: Side, saying: Saying, at: Moment): void {
    if (saying.role === 'request') this.begin(from, streamOf(saying), at);
    else if (saying.role === 'response') this.answer(from, saying, at);
  }

  /** Another protocol is spoken from here on: what follows is no part of a response. */
  endResponse(): void {
    this.responder = null;
    this.begun = null;
  }

  /** Nothing more will be said. */
  close(): void {
    this.spare = null;
  }

  private begin(from: Side, stream: number, at: Moment): void {
    this.requestOrdinal = at.ordinal;
    this.requester = from;
    const { seconds, nanoseconds } = at;
    const before = this.newest;
    if (before?.from === from && before.seconds === seconds && before.nanoseconds === nanoseconds) {
      // What came with this segment was this request, not more of the one before.
      before.seconds = before.formerSeconds;
      before.nanoseconds = before.formerNanoseconds;
    }
    if (this.open === MOST_OPEN && this.oldest !== null) this.remove(this.oldest, null);
    this.add(from, stream, at);
  }

  private add(from: Side, stream: number, { seconds, nanoseconds }: Moment): void {
    const request = this.spare ?? new OpenRequest();
    this.spare = null;
    request.from = from;
    request.stream = stream;
    request.seconds = request.formerSeconds = seconds;
    request.nanoseconds = request.formerNanoseconds = nanoseconds;
    request.next = null;
    if (this.newest === null) this.oldest = request;
    else this.newest.next = request;
    this.newest = request;
    this.open++;
  }

  /** The oldest request of the other side in this stream; it is open no more. */
  private takeAnswered(from: Side, stream: number): OpenRequest | null {
    let before: OpenRequest | null = null;
    for (let request = this.oldest; request !== null; request = request.next) {
      if (request.from !== from && request.stream === stream) {
        this.remove(request, before);
        return request;
      }
      before = request;
    }
    return null;
  }

  private remove(request: OpenRequest, before: OpenRequest | null): void {
    if (before === null) this.oldest = request.next;
    else before.next = request.next;
    if (this.newest === request) this.newest = before;
    this.open--;
    this.spare = request;
  }

  private answer(from: Side, saying: Saying, at: Moment): void {
    const { status } = saying.fields;
    if (typeof status === 'number' && status < FIRST_FINAL_STATUS && status !== SWITCHING_PROTOCOLS) return;
    const stream = streamOf(saying);
    const request = this.takeAnswered(from, stream);
    this.responder = request === null ? null : from;
    if (request === null) return;
    this.done++;
    this.responseStream = stream;
    const begun = this.begun ?? at;
    this.responseSeconds = begun.seconds;
    this.responseNanoseconds = begun.nanoseconds;
    this.time(nanosecondsSince(request.seconds, request.nanoseconds, begun), begun.ordinal);
    if (this.begun === null) return;
    this.begun = null;
    this.bodyGoesOn(from, stream, at);
  }

  /** Clocks that went back tell nothing. */
  private time(nanoseconds: number, ordinal: number): void {
    if (nanoseconds < 0) return;
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

function streamOf({ fields: { stream, id } }: Saying): number {
  if (typeof stream === 'number') return stream;
  return typeof id === 'number' ? id : IN_ORDER;
}

function nanosecondsSince(seconds: number, nanoseconds: number, at: Moment): number {
  return (at.seconds - seconds) * NANOSECONDS_PER_SECOND + at.nanoseconds - nanoseconds;
}
