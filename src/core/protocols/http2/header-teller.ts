import { type Octets, otherThan, type Saying, type Side, type Telling } from '../dissector.ts';
import {
  END_HEADERS,
  END_STREAM,
  type FrameHead,
  HEADERS,
  PADDED,
  PRIORITY_OCTETS,
  PUSH_PROMISE,
  WITH_PRIORITY,
} from './frame.ts';
import { type FrameReader, OpenBlock } from './frame-reader.ts';
import { GrpcMessages } from './grpc-messages.ts';
import { type BlockKind, HeaderBlock } from './header-block.ts';
import { isTimedAtEnd, type StreamSide, type Streams } from './streams.ts';
import { readPriority } from './telling.ts';

const STREAM_OCTETS = 4;
const BAD_PADDING = 'padding longer than its frame';

/** Puts header blocks together and tells them: requests, responses, trailers, promises. */
export class HeaderTeller {
  client: Side = 0;
  private readonly streams: Streams;

  constructor(streams: Streams) {
    this.streams = streams;
  }

  /** Takes the whole payload of a HEADERS, PUSH_PROMISE or CONTINUATION frame; returns what is wrong with it, or null. */
  take(side: Side, reader: FrameReader, given: Octets, telling: Telling): string | null {
    const { head } = reader;
    const { octets } = given;
    let { start, end } = given;
    if (head.type === HEADERS || head.type === PUSH_PROMISE) {
      if (head.flags & PADDED) {
        end -= octets[start] ?? end;
        start += 1;
      }
      const promisedAt = start;
      start += octetsBeforeFields(head);
      if (start > end) return BAD_PADDING;
      const promised = head.type === PUSH_PROMISE ? given.view.getUint32(promisedAt) & 0x7fffffff : 0;
      const priority = hasPriority(head) ? readPriority(given.view, promisedAt) : null;
      reader.block = new OpenBlock(head.stream, promised, endsStream(head), priority);
    }
    const { block } = reader;
    // Behind a gap, the end of a block of which we do not have the beginning.
    if (block === null) return null;
    const isWhole = (head.flags & END_HEADERS) !== 0;
    if (isWhole && block.octets.length === 0)
      return this.finish(side, reader, block, octets, start, end, telling);
    if (!block.isBroken) block.octets.append(octets, start, end);
    if (!isWhole) return null;
    const { octets: all } = block;
    return this.finish(side, reader, block, all.octets, all.start, all.end, telling);
  }

  /** The payload of such a frame is not there, or not looked at. */
  skip(side: Side, reader: FrameReader, telling: Telling): void {
    const { head } = reader;
    if (head.type === HEADERS) reader.block = new OpenBlock(head.stream, 0, endsStream(head));
    if (head.type === PUSH_PROMISE) reader.block = new OpenBlock(head.stream, -1, false);
    if (reader.block === null) return;
    reader.block.isBroken = true;
    if (head.flags & END_HEADERS) this.abandon(side, reader, telling);
  }

  /** No more is to be had of the block that has begun. */
  abandon(side: Side, reader: FrameReader, telling: Telling): void {
    const { block } = reader;
    if (block === null) return;
    block.isBroken = true;
    this.finish(side, reader, block, block.octets.octets, 0, 0, telling);
  }

  private finish(
    side: Side,
    reader: FrameReader,
    block: OpenBlock,
    octets: Uint8Array,
    start: number,
    end: number,
    telling: Telling,
  ): string | null {
    reader.block = null;
    const header = new HeaderBlock();
    if (block.isBroken) {
      reader.fieldDecoder.lose();
      header.hasUnknown = true;
    } else if (!reader.fieldDecoder.decode(octets, start, end, header.take)) {
      return 'header fields that cannot be decoded';
    }
    if (header.hasUnknown && !reader.hasToldLoss) {
      reader.hasToldLoss = true;
      telling.say(side, event('some header fields cannot be read: octets are missing that they rest on', {}));
    }
    this.tell(side, block, header, telling);
    return null;
  }

  private tell(side: Side, block: OpenBlock, header: HeaderBlock, telling: Telling): void {
    const { stream, promised, endsStream: endStream, priority } = block;
    if (header.isGrpc) telling.carries('grpc');
    if (promised !== 0) {
      if (promised > 0) telling.say(side, promise(header, stream, promised));
      return;
    }
    const sides = this.streams.of(stream);
    const own = sides[side];
    const kind = this.kindOf(side, own, header);
    const role = own.isTold ? 'event' : ROLES[kind];
    if (role !== 'event' && kind !== 'interim') {
      own.isTold = true;
      own.isTunnel = header.asksForTunnel || sides[otherThan(side)].isTunnel;
      own.timing = own.isTunnel ? 'never' : header.timing;
      if (header.hasGrpcMessages) own.grpc = new GrpcMessages(header.grpcEncoding);
    }
    if (kind === 'trailers' && (own.timing === 'as-it-comes' || isTimedAtEnd(own)))
      telling.bodyGoesOn(side, stream);
    const messages = kind === 'trailers' ? own.grpc : null;
    telling.say(side, {
      summary: `${LINES[kind](header)}${messages?.countWords ?? ''} (stream ${stream})`,
      role,
      fields: header.fields({ frame: 'HEADERS', stream, endStream, ...priority, ...messages?.countFields }),
    });
    if (!endStream) return;
    telling.responseEnds(side, stream);
    this.streams.end(stream, side);
  }

  /** Where the fields do not tell, the place does. */
  private kindOf(side: Side, own: StreamSide, header: HeaderBlock): Exclude<BlockKind, 'unknown'> {
    const { kind } = header;
    if (kind !== 'unknown') return kind;
    if (own.isTold) return 'trailers';
    return side === this.client ? 'request' : 'response';
  }
}

type Kind = Exclude<BlockKind, 'unknown'>;

const ROLES: Readonly<Record<Kind, Saying['role']>> = {
  request: 'request',
  response: 'response',
  interim: 'response',
  trailers: 'event',
};

const LINES: Readonly<Record<Kind, (header: HeaderBlock) => string>> = {
  request: (header) => header.requestLine,
  response: (header) => header.responseLine,
  interim: (header) => header.responseLine,
  trailers: (header) => header.trailersLine,
};

function promise(header: HeaderBlock, stream: number, promised: number): Saying {
  const fields = header.fields({ frame: 'PUSH_PROMISE', stream, promisedStream: promised });
  return event(`PUSH_PROMISE ${header.requestLine} (stream ${promised}, on stream ${stream})`, fields);
}

function event(summary: string, fields: Saying['fields']): Saying {
  return { summary, role: 'event', fields };
}

function endsStream({ flags }: FrameHead): boolean {
  return (flags & END_STREAM) !== 0;
}

function hasPriority({ type, flags }: FrameHead): boolean {
  return type === HEADERS && (flags & WITH_PRIORITY) !== 0;
}

/** RFC 9113, sections 6.2 and 6.6: a priority, or the stream that is promised. */
function octetsBeforeFields(head: FrameHead): number {
  if (head.type === PUSH_PROMISE) return STREAM_OCTETS;
  return hasPriority(head) ? PRIORITY_OCTETS : 0;
}
