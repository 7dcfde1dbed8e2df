import type { Side } from '../dissector.ts';
import type { GrpcMessages } from './grpc-messages.ts';

/** Streams of one connection that are remembered; past it the one begun first is forgotten. */
const MOST_STREAMS = 256;
/** How far ahead of those that were seen a stream may be that is taken for one, behind a loss. */
const STREAMS_AHEAD = 2000;

/**
 * When it is told how long a body takes: as it comes; of gRPC once it has ended, if it was one message; of a stream of events
 * and of a tunnel never, since that says nothing.
 */
export type Timing = 'as-it-comes' | 'at-its-end' | 'never';

/** What one direction of a stream came to so far. */
export interface StreamSide {
  /** Its request, or its response, was told. */
  isTold: boolean;
  hasEnded: boolean;
  bodyOctets: number;
  /** What it may still send on it, less the window with which streams begin. */
  windowOctets: number;
  /** That it had to wait for the other side was told. */
  isStallTold: boolean;
  timing: Timing;
  /** What it asks for, or answers, is a tunnel (RFC 9113, section 8.5, and RFC 8441). */
  isTunnel: boolean;
  /** Its body is made of messages of gRPC; null where it is not. */
  grpc: GrpcMessages | null;
}

export type Stream = readonly [StreamSide, StreamSide];

/** The open streams of a connection, by their identifiers. */
export class Streams {
  private readonly byIdentifier = new Map<number, Stream>();
  private newest = 0;

  has(identifier: number): boolean {
    return this.byIdentifier.has(identifier);
  }

  /** Is it open, or may it be one of those that come next? */
  mayBegin(identifier: number): boolean {
    const isNext = identifier > this.newest && identifier <= this.newest + STREAMS_AHEAD;
    return this.has(identifier) || (isNext && identifier % 2 === 1);
  }

  /** The stream of this identifier, begun where it is new. */
  of(identifier: number): Stream {
    const known = this.byIdentifier.get(identifier);
    if (known !== undefined) return known;
    if (this.byIdentifier.size >= MOST_STREAMS) this.forget(this.byIdentifier.keys().next().value as number);
    const stream: Stream = [newSide(), newSide()];
    this.byIdentifier.set(identifier, stream);
    this.newest = Math.max(this.newest, identifier);
    return stream;
  }

  /** `side` sends nothing more on it. */
  end(identifier: number, side: Side): void {
    const stream = this.of(identifier);
    stream[side].hasEnded = true;
    if (stream[0].hasEnded && stream[1].hasEnded) this.forget(identifier);
  }

  /** Octets of `side` were missed, no one knows of which streams. */
  lose(side: Side): void {
    for (const stream of this.byIdentifier.values()) stream[side].grpc?.lose();
  }

  forget(identifier: number): void {
    this.byIdentifier.delete(identifier);
  }
}

/** Whether its body, which has ended, is timed only now. */
export function isTimedAtEnd({ timing, grpc }: StreamSide): boolean {
  return timing === 'at-its-end' && grpc?.isSingle === true;
}

function newSide(): StreamSide {
  return {
    isTold: false,
    hasEnded: false,
    bodyOctets: 0,
    windowOctets: 0,
    isStallTold: false,
    timing: 'as-it-comes',
    isTunnel: false,
    grpc: null,
  };
}
