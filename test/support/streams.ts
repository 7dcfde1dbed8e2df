import { fileURLToPath } from 'node:url';
import type { ConversationContext } from '../../src/core/conversation/context.ts';
import { Conversation } from '../../src/core/conversation/conversation.ts';
import type { Side } from '../../src/core/side.ts';
import { ACK, FIN, RST, SYN } from '../../src/core/wire/control-bits.ts';
import { decodeFrame } from '../../src/core/wire/decode.ts';
import { SEGMENT } from '../../src/core/wire/outcome.ts';
import { Segment } from '../../src/core/wire/segment.ts';
import { readPcap } from './pcap.ts';

/** One segment of a stream of a capture file. */
export interface CapturedSegment {
  readonly side: Side;
  readonly controlBits: number;
  readonly sequenceNumber: number;
  readonly acknowledgmentNumber: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Octets captured of the payload, and how many the wire had. */
  readonly payload: Uint8Array;
  readonly payloadLength: number;
}

/** The streams of a fixture by order of their first segments; ports that come back are not told apart. */
export function readStreams(name: string): CapturedSegment[][] {
  const { linkType, frames } = readPcap(fileURLToPath(new URL(`../fixtures/${name}.pcap`, import.meta.url)));
  const streams = new Map<string, { client: string; segments: CapturedSegment[] }>();
  const segment = new Segment();
  for (const frame of frames) {
    const { octets } = frame;
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
    if (decodeFrame(linkType, view, 0, octets.length, frame.original, segment) !== SEGMENT) continue;
    const s = segment;
    const source = `${s.source0}.${s.source1}.${s.source2}.${s.source3}:${s.sourcePort}`;
    const destination = `${s.destination0}.${s.destination1}.${s.destination2}.${s.destination3}:${s.destinationPort}`;
    const key = [source, destination].sort().join(' ');
    const stream = streams.get(key) ?? { client: source, segments: [] };
    streams.set(key, stream);
    stream.segments.push({
      side: source === stream.client ? 0 : 1,
      controlBits: s.controlBits,
      sequenceNumber: s.sequenceNumber,
      acknowledgmentNumber: s.acknowledgmentNumber,
      seconds: frame.seconds,
      nanoseconds: frame.nanoseconds,
      payload: octets.slice(s.payloadStart, s.payloadStart + s.payloadCaptured),
      payloadLength: s.payloadLength,
    });
  }
  return [...streams.values()].map(({ segments }) => segments);
}

/** Gives a conversation the segments of one stream, as a tracker of connections does. */
export function converse(segments: readonly CapturedSegment[], context: ConversationContext): Conversation {
  const conversation = new Conversation(context);
  for (const [ordinal, s] of segments.entries()) {
    const { side, controlBits, payload, payloadLength } = s;
    const other = side === 0 ? 1 : 0;
    const at = { seconds: s.seconds, nanoseconds: s.nanoseconds, ordinal };
    const first = (s.sequenceNumber + (controlBits & SYN ? 1 : 0)) | 0;
    if (controlBits & SYN) conversation.expect(side, first, true);
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    if (payloadLength > 0) {
      conversation.segment(side, first, payload, view, 0, payload.length, payloadLength, at);
    }
    if (controlBits & ACK) conversation.acknowledged(other, s.acknowledgmentNumber, at);
    if (controlBits & FIN) conversation.finished(side, at, (first + payloadLength) | 0);
    if (controlBits & RST) conversation.reset(side, at, s.sequenceNumber);
  }
  return conversation;
}
